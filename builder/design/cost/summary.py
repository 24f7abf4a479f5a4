"""The live summary of a network: rows as Keras prints them, totals, and what it costs to train."""

from collections import Counter

from builder.design.base import Value
from builder.design.experiment import Experiment
from builder.design.network.graph import IMAGES, UnknownLayerError
from builder.design.network.layers.base import Layer, Shape, ShapeError, count
from builder.design.network.place import NETWORK, Place

BYTES_PER_FLOAT = 4


class Row(Value):
    """One layer of the summary; `place` is the block that it came from.

    `inputs` are the numbers of its input rows, from 0, or graph.IMAGES; `input_shapes` are their shapes.
    """

    place: Place
    name: str
    layer: Layer
    inputs: tuple[int, ...]
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    trainable: int
    non_trainable: int
    multiply_adds: int
    kept_activations: int

    @property
    def kind(self) -> str:
        return self.layer.kind

    @property
    def parameters(self) -> int:
        return self.trainable + self.non_trainable

    @property
    def input_shape(self) -> Shape:
        """The shape of its first input."""
        return self.input_shapes[0]


class Summary(Value):
    """Rows in order, input first, for images of `image_shape`. `broken` says where the shapes stop fitting, else None.

    In a broken network the rows end before the layer that does not fit.
    """

    image_shape: Shape
    rows: tuple[Row, ...]
    broken: tuple[Place, str] | None = None

    @property
    def trainable(self) -> int:
        return sum(row.trainable for row in self.rows)

    @property
    def non_trainable(self) -> int:
        return sum(row.non_trainable for row in self.rows)

    @property
    def total(self) -> int:
        return self.trainable + self.non_trainable

    @property
    def multiply_adds(self) -> int:
        """Multiply-adds of one image's forward pass."""
        return sum(row.multiply_adds for row in self.rows)

    def activation_bytes(self, batch_size: int) -> int:
        """Bytes that a batch keeps in memory for its backward pass, in float32.

        Counts the batch itself and each layer's output once; the workspaces of the convolution
        routines are extra and depend on the machine.
        """
        numbers = count(self.image_shape) + sum(row.kept_activations for row in self.rows)
        return numbers * batch_size * BYTES_PER_FLOAT


def summarize(experiment: Experiment) -> Summary:
    """The summary of the design's network on its images, by plain arithmetic; never raises if shapes do not fit."""
    image_shape: Shape = experiment.images.shape
    try:
        nodes = experiment.network.lower(experiment.images)
    except UnknownLayerError as error:
        return Summary(image_shape=image_shape, rows=(), broken=(NETWORK, str(error)))
    rows: list[Row] = []
    names_given: Counter[str] = Counter()
    for node in nodes:
        shapes = tuple(image_shape if number == IMAGES else rows[number].output_shape for number in node.inputs)
        layer = node.layer
        try:
            output_shape = layer.output_shape(*shapes)
        except ShapeError as error:
            return Summary.model_construct(image_shape=image_shape, rows=tuple(rows), broken=(node.place, str(error)))
        rows.append(
            Row.model_construct(
                place=node.place,
                name=_keras_name(layer, names_given),
                layer=layer,
                inputs=node.inputs,
                input_shapes=shapes,
                output_shape=output_shape,
                trainable=layer.trainable_parameters(*shapes),
                non_trainable=layer.non_trainable_parameters(*shapes),
                multiply_adds=layer.multiply_adds(*shapes),
                kept_activations=layer.kept_activations(*shapes),
            )
        )
    return Summary.model_construct(image_shape=image_shape, rows=tuple(rows), broken=None)


def _keras_name(layer: Layer, names_given: Counter[str]) -> str:
    """The name that Keras gives in a new session: the first of a kind without a number, the next with _1, _2, …"""
    stem = layer.keras_stem()
    name = stem if names_given[stem] == 0 else f"{stem}_{names_given[stem]}"
    names_given[stem] += 1
    return name
