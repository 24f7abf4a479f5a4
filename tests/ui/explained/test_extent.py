"""Whatever an explaining picture draws is within its width and its height."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from builder.ui.explained import layers, lessons
from builder.ui.explained.strokes import WIDTH, Picture


@pytest.mark.parametrize("term", lessons.PICTURES)
def test_nothing_is_drawn_beyond_the_margins_of_a_picture(term: str):
    assert_within(lessons.PICTURES[term]())


def test_further_activations_are_drawn_below_the_first_row(monkeypatch):
    more = ("one", "two", "three", "four", "five")
    known = len(layers.ACTIVATIONS)
    for name in more:
        monkeypatch.setitem(layers.ACTIVATIONS, name, name)
        monkeypatch.setitem(layers.BENDS, name, layers.BENDS["silu"])
    picture = layers.activation_picture()
    assert picture.content.count('<g class="bend">') == known + len(more) and "five bends" in picture.said
    assert_within(picture)


def assert_within(picture: Picture) -> None:
    """A letter is taken to be half as wide as it is high."""
    for shape in _shapes(ElementTree.fromstring(f"<svg>{picture.content}</svg>")):
        for x, y in _corners(shape):
            assert -3 <= x <= WIDTH + 3 and -2 <= y <= picture.height + 2, (shape.attrib, shape.text)


def _shapes(group: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """All that is drawn, but what is turned or moved as a whole, whose places are not its own."""
    for part in group:
        if part.tag != "g":
            yield part
        elif part.get("transform") is None:
            yield from _shapes(part)


def _corners(shape: ElementTree.Element) -> list[tuple[float, float]]:
    def of(*names: str) -> list[float]:
        return [float(shape.get(name, "0")) for name in names]

    match shape.tag:
        case "text":
            x, y = of("x", "y")
            wide = 6.5 * len(shape.text or "")
            left = x - {"start": 0, "middle": wide / 2, "end": wide}[shape.get("text-anchor", "")]
            return [(left, y), (left + wide, y)]
        case "rect":
            x, y, width, height = of("x", "y", "width", "height")
            return [(x, y), (x + width, y + height)]
        case "circle":
            x, y, radius = of("cx", "cy", "r")
            return [(x - radius, y - radius), (x + radius, y + radius)]
        case "line":
            x, y, to_x, to_y = of("x1", "y1", "x2", "y2")
            return [(x, y), (to_x, to_y)]
        case "polyline":
            return [(float(x), float(y)) for x, y in re.findall(r"([-\d.]+),([-\d.]+)", shape.get("points", ""))]
        case "path":
            return list(_steps(shape.get("d", "")))
    raise AssertionError(f"Where a {shape.tag} is drawn is not known here.")


def _steps(drawn: str) -> Iterator[tuple[float, float]]:
    """Where the straight lines of a path end."""
    x = y = 0.0
    for letter, words in re.findall(r"([A-Za-z])([^A-Za-z]*)", drawn):
        given = [float(number) for number in words.split()]
        assert letter in "MLHV", letter
        x = x if letter == "V" else given[0]
        y = y if letter == "H" else given[-1]
        yield x, y
