"""A run as one HTML file to hand in: it opens offline, and nothing in it leads outside."""
