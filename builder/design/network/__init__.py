"""Blocks, and the layers that they lower to."""
