"""One picture on its way down through a network, for a phone: as wide as its screen, a layer a row for the thumb."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from builder.ui.figures.flow_parts import Said, Seen, Tiles, addresses_of, group, is_vector, links, short, words_at
from builder.words.numbers import whole_percent

#: Of the drawing, in its own units, about a phone's pixels: all of it, and the small pictures beside their words.
WIDTH, PICTURES = 340, 240
#: The sides of the picture, of a map, and of one number; the room below a row for its lines.
PICTURE, TILE, UNIT = 72, 52, 26
BELOW = 34
#: The room of the classes' names, and the number of letters of one.
NAMES, LETTERS = 40, 9
MOST = 4


class Row(NamedTuple):
    """One layer's small pictures beside one another, and what stands at their right."""

    tiles: Tiles
    y: float
    said: Said


def flow_down(seen: Seen, about: Mapping[str, Said]) -> str:
    """The drawing; `about` says what stands beside each layer's row, by its name, and beside the picture's ("")."""
    rows = _rows(seen, about)
    height = rows[-1].y + UNIT + NAMES
    parts = []
    for (before, row), station in zip(pairwise(rows), seen.stations, strict=True):
        parts += links(before.tiles, row.tiles, station["links"], "down")
    named = {row.tiles.name for before, row in pairwise(rows) if before.said.block != row.said.block}
    for row, addresses in zip(rows, addresses_of(seen), strict=True):
        names = _class_names(row, seen) if row is rows[-1] else ""
        parts.append(group(row.tiles, addresses, _beside(row, is_first=row.tiles.name in named) + names))
    return (
        f'<svg class="network flowing-down" viewBox="0 0 {WIDTH} {height:.0f}" data-goes="down" '
        f'xmlns="http://www.w3.org/2000/svg" font-size="12.5">{"".join(parts)}</svg>'
    )


def _rows(seen: Seen, about: Mapping[str, Said]) -> list[Row]:
    layers = [("", 1, PICTURE)]
    layers += [(one["name"], len(one["channels"]), UNIT if is_vector(one) else TILE) for one in seen.stations]
    rows, y = [], 4.0
    for name, count, side in layers:
        left = PICTURES / MOST * (MOST - count) / 2 + (PICTURES / MOST - side) / 2
        tiles = Tiles(name, side, tuple((left + PICTURES / MOST * place, y) for place in range(count)))
        rows.append(Row(tiles, y, about[name]))
        y += side + BELOW
    return rows


def _beside(row: Row, *, is_first: bool) -> str:
    """The block's name where it begins, and the layer's two lines."""
    lines = [(row.said.block, 600)] if is_first else []
    lines += [(line, 400) for line in (row.said.above, row.said.below) if line]
    middle = row.y + row.tiles.side / 2 + 4
    return "".join(
        words_at(PICTURES + 8, middle + 15 * (number - (len(lines) - 1) / 2), line, anchor="start", weight=weight)
        for number, (line, weight) in enumerate(lines)
    )


def _class_names(row: Row, seen: Seen) -> str:
    """The likeliest classes, each with its probability."""
    corners: Sequence[tuple[float, float]] = row.tiles.corners
    return "".join(
        words_at(x + UNIT / 2, y + UNIT + 15, short(name, LETTERS), opacity=1)
        + words_at(x + UNIT / 2, y + UNIT + 30, whole_percent(share), opacity=1, weight=600)
        for (name, share), (x, y) in zip(seen.likeliest, corners, strict=True)
    )
