"""Small jobs beside training: each kind registered once, and the loop in which a process answers them."""
