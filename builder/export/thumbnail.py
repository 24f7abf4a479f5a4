"""The network as a small picture without words: one flat box a layer, as high as its map.

Not to scale across: a box is as wide as the square root of its channels, so that the first layers are seen too. Blocks
that are marked keep their colours; the others are faint.
"""

from collections.abc import Set
from math import sqrt

from builder.design.cost.summary import Summary
from builder.export.boxes import Box, boxes
from builder.words.inert import escaped

WIDTH, HEIGHT = 360, 110
GAP = 6
#: A map of 1 × 1 would be a hair.
LOWEST = 5
FAINT = 0.25


def thumbnail(summary: Summary, titles: Set[str] | None, label: str) -> str:
    """An SVG for Markdown. `titles` are those of the marked blocks, None for all; `label` is the picture in words."""
    layers = boxes(summary)
    channel = (WIDTH - GAP * (len(layers) - 1)) / sum(sqrt(box.channels) for box in layers)
    parts, x = [], 0.0
    for box in layers:
        width, height = sqrt(box.channels) * channel, max(LOWEST, HEIGHT * box.size / layers[0].size)
        parts.append(_rectangle(box, x, width, height, titles is None or box.place in titles))
        x += width + GAP
    return (
        f'<svg class="thumbnail" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMinYMid" role="img" '
        f'aria-label="{escaped(label)}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _rectangle(box: Box, x: float, width: float, height: float, is_marked: bool) -> str:
    faint = "" if is_marked else f' opacity="{FAINT}"'
    return (
        f'<rect x="{x:.1f}" y="{(HEIGHT - height) / 2:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="{box.faces[0]}"{faint}/>'
    )
