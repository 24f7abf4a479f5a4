"""What both drawings of a picture on its way through a network are made of: small pictures, and lines between them."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from builder.jobs.tasks.packed import unpacked
from builder.pictures.data_address import png_address
from builder.pictures.heat import coloured
from builder.words.inert import escaped

#: The thickest line.
THICKEST = 4.0


class Said(NamedTuple):
    """What stands beside a layer's small pictures: two short lines, and the block that the layer belongs to."""

    above: str
    below: str
    block: str


class Seen(NamedTuple):
    """The picture, uint8 (height, width, 1 or 3), the names of the classes, and the answer of the task "flow"."""

    image: np.ndarray
    classes: Sequence[str]
    answer: Mapping[str, Any]

    @property
    def stations(self) -> Sequence[Mapping[str, Any]]:
        """The layers that are drawn, in their order; the last one's channels are the likeliest classes."""
        stations: Sequence[Mapping[str, Any]] = self.answer["stations"]
        return stations

    @property
    def likeliest(self) -> list[tuple[str, float]]:
        """The likeliest classes, each with its probability."""
        said = self.answer["probabilities"]
        return [(self.classes[place], said[place]) for place in self.stations[-1]["channels"]]


class Tiles(NamedTuple):
    """A layer's small pictures (name empty: the picture itself): the upper left corner of each, and their side."""

    name: str
    side: float
    corners: tuple[tuple[float, float], ...]


def is_vector(station: Mapping[str, Any]) -> bool:
    """Whether the layer gives one number a channel, rather than a map."""
    return len(station["values"]["shape"]) == 1


def addresses_of(seen: Seen) -> list[list[str]]:
    """The small pictures as addresses: of the picture itself, then of each station."""
    maps = [[_address(values) for values in unpacked(station["values"])] for station in seen.stations[:-1]]
    classes = [_address(np.array(255 * share)) for _, share in seen.likeliest]
    return [[png_address(seen.image)], *maps, classes]


def group(tiles: Tiles, addresses: Sequence[str], words: str) -> str:
    """The layer's small pictures in their frames, and its words."""
    side = f"{tiles.side:g}"
    frames = "".join(
        f'<image href="{address}" x="{x:.1f}" y="{y:.1f}" width="{side}" height="{side}" '
        'preserveAspectRatio="none" style="image-rendering: pixelated"/>'
        f'<path fill="none" stroke="currentColor" stroke-opacity="0.5" stroke-width="0.8" '
        f'd="M{x:.1f} {y:.1f}h{side}v{side}h-{side}z"/>'
        for (x, y), address in zip(tiles.corners, addresses, strict=True)
    )
    return f'<g data-layer="{escaped(tiles.name)}">{frames}{words}</g>'


def links(
    before: Tiles, after: Tiles, weights: Sequence[Sequence[float]] | None, goes: Literal["right", "down"]
) -> list[str]:
    """A line for each weight, as thick as it is strong; thin ones from map to map where there are no weights."""
    ends = [(start, end) for start in range(len(before.corners)) for end in range(len(after.corners))]
    if weights is not None:
        return [_line(before, start, after, end, THICKEST * weights[start][end] ** 2, goes) for start, end in ends]
    if len(before.corners) != len(after.corners):
        return []
    return [_line(before, start, after, end, 0.8, goes, dashed=True) for start, end in ends if start == end]


def _line(
    before: Tiles, start: int, after: Tiles, end: int, thickness: float, goes: str, *, dashed: bool = False
) -> str:
    (left, top), (x1, y1) = before.corners[start], after.corners[end]
    if goes == "right":
        x0, y0, y1 = left + before.side, top + before.side / 2, y1 + after.side / 2
        bend = f"{(x0 + x1) / 2:.1f} {y0:.1f} {(x0 + x1) / 2:.1f} {y1:.1f}"
    else:
        x0, y0, x1 = left + before.side / 2, top + before.side, x1 + after.side / 2
        bend = f"{x0:.1f} {(y0 + y1) / 2:.1f} {x1:.1f} {(y0 + y1) / 2:.1f}"
    more = ' stroke-dasharray="2 2"' if dashed else ""
    return (
        f'<path class="link" fill="none" stroke="currentColor" stroke-opacity="0.45" '
        f'stroke-width="{max(0.3, thickness):.2f}"{more} d="M{x0:.1f} {y0:.1f}C{bend} {x1:.1f} {y1:.1f}"/>'
    )


def words_at(x: float, y: float, text: str, *, anchor: str = "middle", opacity: float = 0.8, weight: int = 400) -> str:
    """One line of text; nothing where there is none."""
    if not text:
        return ""
    bold = "" if weight == 400 else f' font-weight="{weight}"'
    return (
        f'<text text-anchor="{anchor}" fill="currentColor" opacity="{opacity:g}"{bold} x="{x:.1f}" y="{y:.1f}">'
        f"{escaped(text)}</text>"
    )


def short(name: str, letters: int) -> str:
    """The name in at most so many letters."""
    return name if len(name) <= letters else f"{name[: letters - 1]}…"


def _address(values: np.ndarray) -> str:
    """A map's bytes, or one number's, in the colours of heat."""
    square = np.atleast_2d(values) / 255
    return png_address(np.rint(coloured(square)).astype(np.uint8))
