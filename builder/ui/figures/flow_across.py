"""One picture on its way through a network, from left to right: small pictures of what layers give."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from builder.ui.figures.flow_parts import Said, Seen, Tiles, addresses_of, group, is_vector, links, short, words_at
from builder.words.numbers import whole_percent

#: Of the drawing, in its own units: the column of a layer (at least), that of the classes, and the rows.
COLUMN, CLASSES, ROWS = 62, 108, 4
WIDTH, HEIGHT = 1000, 244
TOP, ROW = 26, 44
TILE, UNIT = 40, 15
#: The number of letters of a class's name.
LETTERS = 9


class Column(NamedTuple):
    """One layer's small pictures below one another, its left edge, and what stands above and below them."""

    tiles: Tiles
    x: float
    said: Said


def flow_across(seen: Seen, about: Mapping[str, Said]) -> str:
    """The drawing; `about` says what stands beside each layer's box, by its name, and beside the picture's ("")."""
    columns = _columns(seen, about)
    width = columns[-1].x + CLASSES
    parts = []
    for before, column, station in zip(columns, columns[1:], seen.stations, strict=False):
        parts += links(before.tiles, column.tiles, station["links"], "right")
    for column, addresses in zip(columns, addresses_of(seen), strict=True):
        names = _class_names(column, seen) if column is columns[-1] else ""
        parts.append(group(column.tiles, addresses, _around(column) + names))
    parts += _block_names(columns)
    return (
        f'<div class="flowing"><svg class="network" viewBox="0 0 {width:.0f} {HEIGHT}" '
        f'style="min-width: {0.62 * width:.0f}px" xmlns="http://www.w3.org/2000/svg" '
        f'font-size="11.5">{"".join(parts)}</svg></div>'
    )


def _columns(seen: Seen, about: Mapping[str, Said]) -> list[Column]:
    step = max(COLUMN, (WIDTH - CLASSES) / len(seen.stations))
    columns = []
    layers = [("", 1, TILE)]
    layers += [(one["name"], len(one["channels"]), UNIT if is_vector(one) else TILE) for one in seen.stations]
    for number, (name, count, side) in enumerate(layers):
        x, first = number * step + 8, TOP + (ROWS - count) * ROW / 2 + (ROW - side) / 2
        tiles = Tiles(name, side, tuple((x, first + ROW * row) for row in range(count)))
        columns.append(Column(tiles, x, about[name]))
    return columns


def _around(column: Column) -> str:
    x = column.x + column.tiles.side / 2
    return words_at(x, 14, column.said.above) + words_at(x, HEIGHT - 26, column.said.below)


def _class_names(column: Column, seen: Seen) -> str:
    """The likeliest classes, each with its probability."""
    return "".join(
        words_at(
            x + UNIT + 5, y + UNIT / 2 + 4, f"{short(name, LETTERS)}: {whole_percent(share)}", anchor="start", opacity=1
        )
        for (name, share), (x, y) in zip(seen.likeliest, column.tiles.corners, strict=True)
    )


def _block_names(columns: Sequence[Column]) -> list[str]:
    """A line under the columns of each block, and its name."""
    parts = []
    for block in dict.fromkeys(column.said.block for column in columns):
        own = [column for column in columns if column.said.block == block]
        left, right = own[0].x, own[-1].x + own[-1].tiles.side
        parts.append(f'<path stroke="currentColor" opacity="0.25" d="M{left:.1f} {HEIGHT - 17}H{right:.1f}"/>')
        parts.append(words_at((left + right) / 2, HEIGHT - 4, block, opacity=0.75))
    return parts
