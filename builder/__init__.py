"""Model Builder: assemble, train, rank and use convolutional image classifiers in the browser."""

__version__ = "1.0.0"
