"""What every page has: its frame, its address bar, its errors, and what the server does at its start."""
