"""The live summary of a network: rows as Keras prints them, totals, and what it costs to train."""

from collections import Counter

from builder.design.base import Value
from builder.design.network.blocks import INPUT_SHAPE, Network
from builder.design.network.layers import Layer, Shape, ShapeError, count

BYTES_PER_FLOAT = 4


class Row(Value):
    """One layer of the summary; `place` is the block that it came from, as Network names it."""

    place: str
    name: str
    layer: Layer
    input_shape: Shape
    output_shape: Shape
    trainable: int
    frozen: int
    multiply_adds: int
    kept_activations: int

    @property
    def kind(self) -> str:
        return self.layer.kind

    @property
    def parameters(self) -> int:
        return self.trainable + self.frozen


class Summary(Value):
    """Rows in order, input first. `broken` says at which layer the shapes stop fitting, else None.

    With a broken network the rows end before the layer that does not fit.
    """

    rows: tuple[Row, ...]
    broken: tuple[str, str] | None = None

    @property
    def trainable(self) -> int:
        return sum(row.trainable for row in self.rows)

    @property
    def frozen(self) -> int:
        return sum(row.frozen for row in self.rows)

    @property
    def total(self) -> int:
        return self.trainable + self.frozen

    @property
    def multiply_adds(self) -> int:
        """Multiply-adds of one image's forward pass."""
        return sum(row.multiply_adds for row in self.rows)

    def activation_bytes(self, batch_size: int) -> int:
        """Bytes that a batch leaves in memory for its backward pass, in float32.

        Counts the batch itself and each layer's output once; the workspaces of the convolution
        routines come on top and depend on the machine.
        """
        numbers = count(INPUT_SHAPE) + sum(row.kept_activations for row in self.rows)
        return numbers * batch_size * BYTES_PER_FLOAT


def summarize(network: Network) -> Summary:
    """The summary of `network`, by plain arithmetic; never raises for a network whose shapes do not fit."""
    rows: list[Row] = []
    seen: Counter[str] = Counter()
    shape = INPUT_SHAPE
    for place, layers in network.blocks_with_layers():
        for layer in layers:
            try:
                output_shape = layer.output_shape(shape)
            except ShapeError as error:
                return Summary(rows=tuple(rows), broken=(place, str(error)))
            rows.append(
                Row.model_construct(
                    place=place,
                    name=_keras_name(layer, seen),
                    layer=layer,
                    input_shape=shape,
                    output_shape=output_shape,
                    trainable=layer.trainable_parameters(shape),
                    frozen=layer.frozen_parameters(shape),
                    multiply_adds=layer.multiply_adds(shape),
                    kept_activations=layer.kept_activations(shape),
                )
            )
            shape = output_shape
    return Summary.model_construct(rows=tuple(rows), broken=None)


def _keras_name(layer: Layer, seen: Counter[str]) -> str:
    """The name that Keras gives in a fresh session: the first of a kind bare, the next with _1, _2, …"""
    stem = layer.snake_name
    name = stem if seen[stem] == 0 else f"{stem}_{seen[stem]}"
    seen[stem] += 1
    return name
