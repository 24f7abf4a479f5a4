"""Runs: their records, their states, their owners and the queue."""
