"""One module per page: each computes first, then draws."""
