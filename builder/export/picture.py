"""The network as a picture, truly to scale: one box a layer, as high and deep as its map, as wide as its channels.

Dropout and batch normalisation change no shape: they are marks under the box that they follow.
"""

from collections.abc import Set

from builder.design.cost.summary import Summary
from builder.design.network.layers.base import Look
from builder.export.boxes import DEPTH_RATIO, LABELS_ABOVE, LABELS_BELOW, MAP_HEIGHT, Placed, arrange, boxes, times
from builder.words.inert import escaped
from builder.words.layers import bend_of

LETTER = 6.6
SHORTEST_RULE = 10


def svg(summary: Summary, width: int, marked: Set[str] = frozenset()) -> str:
    """The picture `width` units wide, for Markdown with HTML; it needs no style sheet.

    Blocks with a title in `marked` stand on a coloured ground.
    """
    placed = arrange(boxes(summary), width)
    height = LABELS_ABOVE + MAP_HEIGHT * (1 + DEPTH_RATIO / 2) + LABELS_BELOW
    parts = _grounds(placed, marked, height)
    parts += [_box(item) for item in placed]
    parts += _branches(placed)
    parts += _map_sizes(placed)
    parts += _channel_counts(placed, height)
    parts += _block_names(placed, height, width)
    text = escaped(describe(summary))
    return (
        f'<svg class="network" viewBox="0 0 {width} {height:.0f}" role="img" aria-label="{text}" '
        f'xmlns="http://www.w3.org/2000/svg" text-anchor="middle" font-size="11.5">{"".join(parts)}</svg>'
    )


def legend(summary: Summary) -> str:
    """What the colours and marks of this picture mean, in the order of the layers, as a list in HTML."""
    looks = {look.style: look for row in summary.rows if (look := row.layer.look) is not None}
    items = "".join(f"<li>{_swatch(look)}{escaped(look.name)}</li>" for look in looks.values())
    return f'<ul class="legend">{items}</ul>'


def _swatch(look: Look) -> str:
    is_mark = look.form == "mark"
    drawn = _mark(look, 5, 5) if is_mark else f'<rect width="10" height="10" fill="{look.colours[0]}"/>'
    return f'<svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">{drawn}</svg>'


def describe(summary: Summary) -> str:
    """The picture in words, for those who cannot see it, with what it does not show: activations that are not ReLU."""
    parts = [f"Input {times(summary.image_shape)}"]
    for row in summary.rows:
        look = row.layer.look
        if look is not None:
            bend = bend_of(row)
            box = f"{row.place}: {look.name}{bend and f' and {bend}'} to {times(row.output_shape)}"
            parts.append(box if look.form == "box" else bend or look.name)
    if summary.broken is not None:
        parts.append(f"here the network breaks off: {summary.broken[1]}")
    return "The network, drawn to scale. " + "; ".join(parts) + "."


def _box(item: Placed) -> str:
    x, y, w, h, d = item.x, item.y, item.width, item.height, item.depth
    rise = d / 2
    faces = item.box.faces
    front = f"M{x:.1f} {y:.1f}h{w:.1f}v{h:.1f}h{-w:.1f}z"
    top = f"M{x:.1f} {y:.1f}l{d:.1f} {-rise:.1f}h{w:.1f}l{-d:.1f} {rise:.1f}z"
    side = f"M{x + w:.1f} {y:.1f}l{d:.1f} {-rise:.1f}v{h:.1f}l{-d:.1f} {rise:.1f}z"
    marks = "".join(
        _mark(look, x + w / 2 + 9 * (number - (len(item.box.marks) - 1) / 2), y + h + 9)
        for number, look in enumerate(item.box.marks)
    )
    return (
        f'<g data-layer="{escaped(item.box.name)}"><title>{escaped(item.box.label)}</title>'
        + "".join(
            f'<path d="{path}" fill="{face}" stroke="{face}" stroke-width="0.6" stroke-linejoin="round"/>'
            for path, face in zip((front, top, side), faces, strict=True)
        )
        + f"{marks}</g>"
    )


def _mark(look: Look, x: float, y: float) -> str:
    """A filled square in the mark's colour; a ring where it takes the colour of the text."""
    colour = look.colours[0]
    if colour != "currentColor":
        return f'<rect fill="{colour}" x="{x - 2.8:.1f}" y="{y - 2.8:.1f}" width="5.6" height="5.6"/>'
    return f'<circle fill="none" stroke="currentColor" stroke-width="1.3" cx="{x:.1f}" cy="{y:.1f}" r="2.9"/>'


def _branches(placed: tuple[Placed, ...]) -> list[str]:
    """An arc over the boxes for each output that a later layer takes as well."""
    return [_arc(placed[taken], item) for item in placed for taken in item.box.takes]


def _arc(start: Placed, end: Placed) -> str:
    x0, x1 = start.x + start.width + start.depth / 2, end.x + end.width / 2
    y0, y1 = start.y - start.depth / 4, end.y - end.depth / 4
    top = min(y0, y1) - 14
    return (
        f'<path fill="none" stroke="currentColor" stroke-width="1.3" opacity="0.6" '
        f'd="M{x0:.1f} {y0:.1f}C{x0:.1f} {top:.1f} {x1:.1f} {top:.1f} {x1:.1f} {y1:.1f}"/>'
    )


def _map_sizes(placed: tuple[Placed, ...]) -> list[str]:
    """The side of the map above each box where it changes, and where there is room."""
    changed = [item for before, item in zip((None, *placed), placed, strict=False) if _differs(before, item, "size")]
    labels = [
        (item.x + (item.width + item.depth) / 2, item.y - item.depth / 2 - 7, str(item.box.size)) for item in changed
    ]
    return _texts(labels, 0.75)


def _channel_counts(placed: tuple[Placed, ...], height: float) -> list[str]:
    """The number of channels below each box where it changes, and where there is room."""
    changed = [
        item for before, item in zip((None, *placed), placed, strict=False) if _differs(before, item, "channels")
    ]
    return _texts([(item.x + item.width / 2, height - 24, str(item.box.channels)) for item in changed], 1)


def _differs(before: Placed | None, item: Placed, field: str) -> bool:
    return before is None or getattr(before.box, field) != getattr(item.box, field)


def _grounds(placed: tuple[Placed, ...], marked: Set[str], height: float) -> list[str]:
    parts = []
    for place in dict.fromkeys(item.box.place for item in placed if item.box.place in marked):
        members = [item for item in placed if item.box.place == place]
        left, right = members[0].x - 3, max(item.x + item.width + item.depth for item in members) + 3
        parts.append(
            f'<rect x="{left:.1f}" y="1" width="{right - left:.1f}" height="{height - 2:.1f}" rx="5" '
            'fill="#c2500c" fill-opacity="0.14" stroke="#c2500c" stroke-width="1.5" stroke-dasharray="5 3"/>'
        )
    return parts


def _block_names(placed: tuple[Placed, ...], height: float, width: float) -> list[str]:
    """A line under each block, and its name where there is room for it."""
    parts = []
    for place in dict.fromkeys(item.box.place for item in placed):
        members = [item for item in placed if item.box.place == place]
        left, right = members[0].x, members[-1].x + members[-1].width
        if right - left < SHORTEST_RULE:
            continue
        parts.append(f'<path stroke="currentColor" opacity="0.25" d="M{left:.1f} {height - 16:.1f}H{right:.1f}"/>')
        name = place if len(place) * LETTER < right - left + 14 else place.removeprefix("block ")
        if len(name) * LETTER < right - left + 14:
            parts += _texts([((left + right) / 2, height - 3, name)], 0.75)
    return parts


def _texts(labels: list[tuple[float, float, str]], opacity: float) -> list[str]:
    """Those labels, centred, that do not run into the one before."""
    parts = []
    free_from = 0.0
    for x, y, text in labels:
        half = len(text) * LETTER / 2
        x = max(x, half)
        if x - half < free_from:
            continue
        free_from = x + half + 3
        parts.append(f'<text fill="currentColor" opacity="{opacity}" x="{x:.1f}" y="{y:.1f}">{escaped(text)}</text>')
    return parts
