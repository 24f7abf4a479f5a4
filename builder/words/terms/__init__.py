"""The terms of the course, a chapter a file."""
