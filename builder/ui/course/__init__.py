"""The Course page."""
