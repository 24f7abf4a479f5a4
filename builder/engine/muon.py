"""Muon that reaches the convolutions; `export/own_code.py` has it as source."""

from collections.abc import Sequence

from builder.design.training.optimizers import MUON_ADAM_BETA_2
from builder.engine.backend import keras, tf


class Muon(keras.optimizers.Muon):
    """Muon (K. Jordan, 2024) by Keras's conventions, also of kernels with more than two dimensions.

    Keras's own gives them to AdamW. Here a kernel is taken as a matrix with one column for each filter or unit, and
    its step is 0.2 sqrt(the longer side) times the nearest orthogonal matrix. To AdamW are left what is no such matrix
    (biases, batch normalisation, kernels of a single column) and the last layer's kernel.
    """

    def __init__(self, **arguments: object) -> None:
        """Those of Keras's; AdamW's second average forgets as fast as the fast recipes have it."""
        super().__init__(adam_beta_2=MUON_ADAM_BETA_2, **arguments)

    def build(self, variables: Sequence[keras.Variable]) -> None:
        """Decides what Muon takes, and makes the optimiser's variables."""
        kernels = [variable.path for variable in variables if len(variable.shape) > 1 and variable.shape[-1] > 1]
        self.taken = frozenset(kernels[:-1])
        super().build(variables)

    def _should_use_adamw(self, variable: keras.Variable) -> bool:
        return variable.path not in self.taken

    def zeropower_via_newtonschulz5(self, x: tf.Tensor, steps: int) -> tf.Tensor:
        """The nearest orthogonal matrix, nearly, in the shape of `x`."""
        return keras.ops.reshape(super().zeropower_via_newtonschulz5(_as_matrix(x), steps), x.shape)

    def lr_adjust(self, x: tf.Tensor) -> tf.Tensor:
        """The step, times 0.2 sqrt(the longer side)."""
        return keras.ops.reshape(super().lr_adjust(_as_matrix(x)), x.shape)


def _as_matrix(kernel: tf.Tensor) -> tf.Tensor:
    """A column for each filter."""
    return keras.ops.reshape(kernel, (-1, kernel.shape[-1]))
