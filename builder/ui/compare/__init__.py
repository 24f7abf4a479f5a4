"""The Compare page: two to ten runs side by side."""
