"""The output: a unit for each class, and softmax."""

from builder.design.base import Value
from builder.design.network.graph import Wiring
from builder.design.network.initializers import DenseInitializer
from builder.design.network.layers.activation import Activation
from builder.design.network.layers.dense import Dense
from builder.design.network.layers.rescaling import Rescaling, Scale


class Output(Value):
    """The last dense layer; `logit_scale` is what its numbers are multiplied by before softmax."""

    use_bias: bool = True
    kernel_initializer: DenseInitializer = "glorot_uniform"
    logit_scale: Scale = 1.0

    def lower(self, wiring: Wiring, classes: int) -> None:
        """One layer with softmax, or where logits are scaled three: the dense layer, the factor and softmax."""
        is_scaled = self.logit_scale != 1.0
        wiring.add(
            Dense(
                units=classes,
                activation="linear" if is_scaled else "softmax",
                use_bias=self.use_bias,
                kernel_initializer=self.kernel_initializer,
            )
        )
        if is_scaled:
            wiring.add(Rescaling(scale=self.logit_scale))
            wiring.add(Activation(activation="softmax"))
