"""Figures as functions from data to a figure, without a browser."""
