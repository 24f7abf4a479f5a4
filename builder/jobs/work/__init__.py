"""The worker's part: train one run, and report to the store."""
