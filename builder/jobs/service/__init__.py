"""What pages and the command line call."""
