"""One run, live and ended."""
