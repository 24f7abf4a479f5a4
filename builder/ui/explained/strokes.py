"""What the explaining pictures are made of: SVG in the page's own colours, which explained.css gives them.

Everything is on one line, since a blank line would end the HTML in a page's Markdown. Lengths are in units of a picture
that is 320 wide.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from builder.ui.app.text import escaped

WIDTH = 320
CELL = 22

#: Rows of numbers.
Numbers = Sequence[Sequence[float]]


class Picture(NamedTuple):
    """An SVG's content, its height, what it shows for those who do not see it, and how many frames it moves through.

    One without frames stands still.
    """

    content: str
    height: float
    said: str
    frames: int = 0


def number_text(value: float) -> str:
    """A number as a picture has it: 2, −1 or 0.5."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def text(x: float, y: float, words: str, style: str = "", anchor: str = "middle") -> str:
    """Words whose baseline is at `y`."""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" class="{style}">{escaped(words)}</text>'


def box(x: float, y: float, width: float, height: float, style: str = "cell") -> str:
    """A rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" class="{style}"></rect>'


def circle(x: float, y: float, radius: float, style: str = "cell") -> str:
    """A circle."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" class="{style}"></circle>'


def line(x: float, y: float, to_x: float, to_y: float, style: str = "line") -> str:
    """A straight line."""
    return f'<line x1="{x:g}" y1="{y:g}" x2="{to_x:g}" y2="{to_y:g}" class="{style}"></line>'


def curve(points: Iterable[tuple[float, float]], style: str = "line") -> str:
    """A line through points."""
    return f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" class="{style}"></polyline>'


def arrow(x: float, y: float, length: float = 16) -> str:
    """To the right, from (x, y) on."""
    tip = x + length
    head = f'<path d="M{tip - 5:g} {y - 4:g} L{tip:g} {y:g} L{tip - 5:g} {y + 4:g}" class="line"></path>'
    return line(x, y, tip, y) + head


def cells(name: str, x: float, y: float, values: Numbers, size: float = CELL, style: str = "cell") -> str:
    """Numbers in cells, in a group of the class `name`."""
    drawn = ""
    for row, numbers in enumerate(values):
        for column, value in enumerate(numbers):
            left, top = x + column * size, y + row * size
            drawn += box(left, top, size, size, style) + text(left + size / 2, top + size / 2 + 4.5, number_text(value))
    return f'<g class="{name}">{drawn}</g>'


def window(x: float, y: float, rows: float, columns: float, size: float = CELL) -> str:
    """A thick frame around so many cells, whose first is at (x, y)."""
    return box(x, y, columns * size, rows * size, "window")


def frames(drawn: Sequence[str], still: int = 0) -> str:
    """Drawings of which one is seen at a time: the one at `still` until the picture moves."""
    groups = ""
    for place, content in enumerate(drawn):
        name = f"frame of-{len(drawn)}{' still' if place == still else ''}"
        groups += f'<g class="{name}" style="--turn: {place}">{content}</g>'
    return groups
