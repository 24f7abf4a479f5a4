"""A picture on its way through a network, drawn across for wide screens and downwards for phones."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from builder.jobs.tasks.packed import packed
from builder.ui.figures.flow_across import flow_across
from builder.ui.figures.flow_down import flow_down
from builder.ui.figures.flow_parts import Said, Seen

SVG = "{http://www.w3.org/2000/svg}"
CLASSES = ("airplane", "automobile", "bird", "cat", "deer")
ABOUT = {
    "": Said("32×32", "", "picture"),
    "conv2d": Said("32×32", "4 of 64", "block 1"),
    "max_pooling2d": Said("16×16", "4 of 64", "block 1"),
    "dense": Said("dense", "4 of 1,024", "dense 1"),
    "dense_1": Said("dense", "4 of 5", "output"),
}


def station(name: str, *shape: int, links: bool) -> dict:
    values = packed(np.linspace(0, 1, 4 * int(np.prod(shape))).reshape(4, *shape))
    return {"name": name, "channels": [3, 1, 0, 2], "values": values, "links": [[0.5] * 4] * 4 if links else None}


@pytest.fixture
def seen():
    """A colour picture in a convolution, its pool, and a dense layer before five classes."""
    first = station("conv2d", 32, 32, links=True) | {"links": [[0.1, 0.9, 0.2, 1.0]]}
    stations = [first, station("max_pooling2d", 16, 16, links=False)]
    stations += [station("dense", links=True), station("dense_1", links=True)]
    answer = {"stations": stations, "probabilities": [0.05, 0.15, 0.02, 0.76, 0.02]}
    return Seen(np.zeros((32, 32, 3), np.uint8), CLASSES, answer)


def boxes(drawing: str) -> dict[str, list[tuple[float, float, float]]]:
    """Left, top and side of each layer's small pictures."""
    groups = ElementTree.fromstring(drawing).iter(f"{SVG}g")
    return {
        group.get("data-layer"): [
            tuple(float(image.get(name)) for name in ("x", "y", "width")) for image in group.iter(f"{SVG}image")
        ]
        for group in groups
    }


def said(drawing: str) -> list[str]:
    return [text.text for text in ElementTree.fromstring(drawing).iter(f"{SVG}text")]


def test_on_a_phone_the_layers_stand_below_one_another_and_none_is_wider_than_the_screen(seen):
    drawing = flow_down(seen, ABOUT)
    rows = boxes(drawing)
    assert [*rows] == [*ABOUT]
    assert [len(row) for row in rows.values()] == [1, 4, 4, 4, 4]
    for above, below in zip([*rows.values()], [*rows.values()][1:], strict=False):
        assert below[0][1] >= above[0][1] + above[0][2] + 20
    # A phone's card is about 330 pixels wide; a thumb wants 24 of them (WCAG 2.2, target size).
    width, height = (float(number) for number in ElementTree.fromstring(drawing).get("viewBox").split()[2:])
    assert width <= 360 and all(
        x >= 0 and x + side <= width and side >= 24 for row in rows.values() for x, _, side in row
    )
    assert max(y + side for row in rows.values() for _, y, side in row) < height


@pytest.mark.parametrize("draw", [flow_across, flow_down])
def test_both_drawings_say_the_same_and_have_a_line_for_each_weight(seen, draw):
    drawing = draw(seen, ABOUT)
    words = said(drawing)
    for each in ("4 of 64", "16×16", "4 of 1,024", "block 1", "dense 1", "output"):
        assert each in words
    assert words.count("block 1") == 1
    shown = " ".join(words).replace("\xa0", " ")
    beside = ":" if draw is flow_across else ""  # below each other no mark is needed
    assert f"cat{beside} 76 %" in shown and f"automobi…{beside} 15 %" in shown and "deer" not in shown
    assert drawing.count('class="link"') == 4 + 4 + 16 + 16
