"""What activations make of three numbers, from outside of the product and of Keras."""

#: By Keras's name of each, what it makes of −1, 0 and 1. Φ(1) = 0.841345 and the logistic function's 0.731059 at 1 are
#: from tables, 0.2 from Keras's documentation.
BENT = {
    "relu": [0.0, 0.0, 1.0],
    "gelu": [-0.158655, 0.0, 0.841345],
    "silu": [-0.268941, 0.0, 0.731059],
    "leaky_relu": [-0.2, 0.0, 1.0],
}
