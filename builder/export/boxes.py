"""The boxes of the network's picture: one for each layer that changes a shape, and where each stands.

Heights share one scale (so many units for each pixel of the map) and widths another (for each channel), so the
boxes of one picture compare. A dense layer is a map of 1×1 with as many channels as units.
"""

from builder.design.base import Value
from builder.design.cost.summary import Summary
from builder.design.network.graph import IMAGES
from builder.design.network.layers.base import Look, Shape

#: Front, top and side of the images' box: mid-tones that stand on white as well as on nearly black.
INPUT_FACES = ("#8d96a3", "#b6bcc5", "#60666f")

MAP_HEIGHT = 150
LABELS_ABOVE, LABELS_BELOW = 22, 48
MARGIN = 4
#: Of the width, how much the depths may take together, and the gaps.
DEPTH_SHARE, GAP_SHARE = 0.28, 0.24
#: A deep box leans to the right by this share of its height, and rises by half of that.
DEPTH_RATIO = 0.22


class Box(Value):
    """One layer of the picture; `channels` of a dense layer are its units, its `size` is 1.

    `name` is the layer's, empty for the images; `place` is the title of the block that it belongs to. `takes` are the
    boxes, by their numbers, that the layer (or one of the layers that are only marks under it) takes beside the box
    before it.
    """

    name: str = ""
    place: str
    label: str
    size: int
    channels: int
    faces: tuple[str, ...]
    marks: tuple[Look, ...] = ()
    takes: tuple[int, ...] = ()


class Placed(Value):
    """A box in the drawing: left edge, top edge of its front, front width and height, and depth to the right."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    depth: float


def boxes(summary: Summary) -> tuple[Box, ...]:
    """What is drawn, from the input to the output."""
    size, channels = _size_and_channels(summary.image_shape)
    label = "Input: " + times(summary.image_shape)
    drawn = [Box(place="input", label=label, size=size, channels=channels, faces=INPUT_FACES)]
    box_of = {IMAGES: 0}  # by the number of the row; a mark stands for the box that it is under
    for number, row in enumerate(summary.rows):
        look = row.layer.look
        before = len(drawn) - 1
        if look is not None and look.form == "box":
            size, channels = _size_and_channels(row.output_shape)
            label = f"{row.name}: {times(row.output_shape)}, {row.parameters:,} parameters"
            box = Box(
                name=row.name, place=row.place.title, label=label, size=size, channels=channels, faces=look.colours
            )
            drawn.append(box)
        elif look is not None:
            drawn[-1] = drawn[-1].model_copy(update={"marks": (*drawn[-1].marks, look)})
        box_of[number] = len(drawn) - 1
        beside = tuple(box_of[taken] for taken in row.inputs if box_of[taken] not in (before, box_of[number]))
        if beside:
            drawn[-1] = drawn[-1].model_copy(update={"takes": (*drawn[-1].takes, *beside)})
    return tuple(drawn)


def arrange(drawn: tuple[Box, ...], width: float) -> tuple[Placed, ...]:
    """The boxes from left to right in `width` units: one scale for all heights, one for all widths."""
    pixel = MAP_HEIGHT / drawn[0].size
    inner = width - 2 * MARGIN
    depth_ratio = min(DEPTH_RATIO, DEPTH_SHARE * inner / (pixel * sum(box.size for box in drawn)))
    gaps = _gaps(drawn)
    gap = min(16.0, GAP_SHARE * inner / max(1, sum(gaps)))
    depths = [box.size * pixel * depth_ratio for box in drawn]
    channel = (inner - sum(depths) - gap * sum(gaps)) / sum(box.channels for box in drawn)
    placed = []
    x = float(MARGIN)
    middle = LABELS_ABOVE + MAP_HEIGHT * (1 + DEPTH_RATIO / 2) / 2
    for box, depth, after in zip(drawn, depths, [*gaps, 0.0], strict=True):
        height = box.size * pixel
        top = middle - (height - depth / 2) / 2
        placed.append(Placed(box=box, x=x, y=top, width=box.channels * channel, height=height, depth=depth))
        x += box.channels * channel + depth + gap * after
    return tuple(placed)


def times(shape: Shape) -> str:
    """The shape as it is written: 32×32×3."""
    return "×".join(str(length) for length in shape)


def _gaps(drawn: tuple[Box, ...]) -> list[float]:
    """The space after each box but the last, in shares: narrow inside a block, wide between two."""
    return [0.45 if left.place == right.place else 1.0 for left, right in zip(drawn, drawn[1:], strict=False)]


def _size_and_channels(shape: Shape) -> tuple[int, int]:
    return (shape[0], shape[2]) if len(shape) == 3 else (1, shape[0])
