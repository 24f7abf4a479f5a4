"""The worker's part: train one run, and tell the store about it."""
