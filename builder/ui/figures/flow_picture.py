"""One picture on its way through a network, as SVG: small pictures of what layers give, joined by their weights."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from builder.jobs.tasks.packed import unpacked
from builder.pictures.data_address import png_address
from builder.pictures.heat import coloured
from builder.ui.figures.probabilities import percent
from builder.words.inert import escaped

#: Of the drawing, in its own units: the column of a layer (at least), that of the classes, and the rows.
COLUMN, CLASSES, ROWS = 62, 108, 4
WIDTH, HEIGHT = 1000, 244
TOP, ROW = 26, 44
TILE, UNIT = 40, 15
#: The thickest line, and the number of letters of a class's name.
THICKEST, LETTERS = 4.0, 9


class Said(NamedTuple):
    """What stands above a box, below it, and below the block that it belongs to."""

    above: str
    below: str
    block: str


class Column(NamedTuple):
    """One box: the layer's name (empty: the picture), its left edge, and the size and upper edges of its tiles."""

    name: str
    x: float
    said: Said
    tile: float
    ys: tuple[float, ...]


class Seen(NamedTuple):
    """The picture, uint8 (height, width, 1 or 3), the names of the classes, and the answer of the task "flow"."""

    image: np.ndarray
    classes: Sequence[str]
    answer: Mapping[str, Any]


def flow_svg(seen: Seen, about: Mapping[str, Said]) -> str:
    """The drawing; `about` says what stands beside each layer's box, by its name, and beside the picture's ("")."""
    stations = seen.answer["stations"]
    columns = _columns(stations, about)
    width = columns[-1].x + CLASSES
    parts = []
    for before, column, station in zip(columns, columns[1:], stations, strict=False):
        parts += _lines(before, column, station["links"])
    parts.append(_group(columns[0], [png_address(seen.image)]))
    for column, station in zip(columns[1:-1], stations, strict=False):
        parts.append(_group(column, [_address(values) for values in unpacked(station["values"])]))
    parts.append(_output(columns[-1], stations[-1]["channels"], seen))
    parts += _block_names(columns)
    return (
        f'<div class="flowing"><svg class="network" viewBox="0 0 {width:.0f} {HEIGHT}" '
        f'style="min-width: {0.62 * width:.0f}px" xmlns="http://www.w3.org/2000/svg" text-anchor="middle" '
        f'font-size="11.5">{"".join(parts)}</svg></div>'
    )


def _columns(stations: Sequence[Mapping[str, Any]], about: Mapping[str, Said]) -> list[Column]:
    step = max(COLUMN, (WIDTH - CLASSES) / len(stations))
    columns = []
    for number, (name, count) in enumerate([("", 1), *((one["name"], len(one["channels"])) for one in stations)]):
        is_vector = number > 0 and len(stations[number - 1]["values"]["shape"]) == 1
        tile = UNIT if is_vector else TILE
        first = TOP + (ROWS - count) * ROW / 2 + (ROW - tile) / 2
        ys = tuple(first + ROW * row for row in range(count))
        columns.append(Column(name, number * step + 8, about[name], tile, ys))
    return columns


def _lines(before: Column, column: Column, links: Sequence[Sequence[float]] | None) -> list[str]:
    """A line for each weight, as thick as it is strong; thin ones from map to map where there are no weights."""
    ends = [(start, end) for start in range(len(before.ys)) for end in range(len(column.ys))]
    if links is None:
        if len(before.ys) != len(column.ys):
            return []
        return [_line(before, start, column, end, 0.8, dashed=True) for start, end in ends if start == end]
    return [_line(before, start, column, end, THICKEST * links[start][end] ** 2) for start, end in ends]


def _line(before: Column, start: int, column: Column, end: int, thickness: float, *, dashed: bool = False) -> str:
    x0, y0 = before.x + before.tile, before.ys[start] + before.tile / 2
    x1, y1 = column.x, column.ys[end] + column.tile / 2
    middle = (x0 + x1) / 2
    more = ' stroke-dasharray="2 2"' if dashed else ""
    return (
        f'<path class="link" fill="none" stroke="currentColor" stroke-opacity="0.45" '
        f'stroke-width="{max(0.3, thickness):.2f}"{more} '
        f'd="M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"/>'
    )


def _group(column: Column, addresses: Sequence[str], more: str = "") -> str:
    frames = "".join(
        f'<image href="{address}" x="{column.x:.1f}" y="{y:.1f}" width="{column.tile}" height="{column.tile}" '
        'preserveAspectRatio="none" style="image-rendering: pixelated"/>'
        f'<path fill="none" stroke="currentColor" stroke-opacity="0.5" stroke-width="0.8" '
        f'd="M{column.x:.1f} {y:.1f}h{column.tile}v{column.tile}h{-column.tile}z"/>'
        for y, address in zip(column.ys, addresses, strict=True)
    )
    x = column.x + column.tile / 2
    words = "".join(
        f'<text fill="currentColor" opacity="0.8" x="{x:.1f}" y="{y}">{escaped(text)}</text>'
        for text, y in ((column.said.above, 14), (column.said.below, HEIGHT - 26))
    )
    return f'<g data-layer="{escaped(column.name)}">{frames}{words}{more}</g>'


def _output(column: Column, places: Sequence[int], seen: Seen) -> str:
    """The likeliest classes, each with its probability."""
    said = seen.answer["probabilities"]
    addresses = [_address(np.array(255 * said[place])) for place in places]
    names = "".join(
        f'<text text-anchor="start" fill="currentColor" x="{column.x + UNIT + 5:.1f}" y="{y + UNIT / 2 + 4:.1f}">'
        f"{escaped(_short(seen.classes[place]))} {escaped(percent(said[place]))}</text>"
        for place, y in zip(places, column.ys, strict=True)
    )
    return _group(column, addresses, names)


def _block_names(columns: Sequence[Column]) -> list[str]:
    """A line under the columns of each block, and its name."""
    parts = []
    for block in dict.fromkeys(column.said.block for column in columns):
        own = [column for column in columns if column.said.block == block]
        left, right = own[0].x, own[-1].x + own[-1].tile
        parts.append(
            f'<path stroke="currentColor" opacity="0.25" d="M{left:.1f} {HEIGHT - 17}H{right:.1f}"/>'
            f'<text fill="currentColor" opacity="0.75" x="{(left + right) / 2:.1f}" y="{HEIGHT - 4}">'
            f"{escaped(block)}</text>"
        )
    return parts


def _address(values: np.ndarray) -> str:
    """A map's bytes, or one number's, in the colours of heat."""
    square = np.atleast_2d(values) / 255
    return png_address(np.rint(coloured(square)).astype(np.uint8))


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"
