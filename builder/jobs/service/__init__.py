"""What pages and the command line ask for."""
