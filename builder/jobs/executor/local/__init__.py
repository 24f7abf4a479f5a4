"""On this machine: processes, locks and logs of our own."""
