"""Where and how runs are executed."""
