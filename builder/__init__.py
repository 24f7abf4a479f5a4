"""Model Builder: assemble, train, rank and use convolutional image classifiers in the browser."""

__version__ = "0.1.0"
