"""Blocks, and the layers that they expand to."""
