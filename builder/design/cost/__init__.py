"""What a design costs: parameters, multiply-adds, memory."""
