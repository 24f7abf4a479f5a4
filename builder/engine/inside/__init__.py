"""What a trained network looks at: maps of what mattered, what its layers give, and what it does without a part."""
