"""What a drawing canvas sends is hostile until it is checked."""

import base64

import numpy as np
import pytest

from builder.pictures.drawing import SIDE, read_drawing

DRAWN = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE), np.uint8)


def sent(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_a_drawing_arrives_as_it_was_drawn():
    assert np.array_equal(read_drawing(sent(DRAWN.tobytes())), DRAWN)


@pytest.mark.parametrize(
    "other",
    [
        None, 7, [], {}, b"AAAA", "", "A" * 10_000_000, sent(DRAWN.tobytes())[:-4], sent(DRAWN.tobytes() + b"x" * 30),
        sent(bytes(SIDE * SIDE)), "<" * len(sent(DRAWN.tobytes())), "é" * len(sent(DRAWN.tobytes())),
        sent(DRAWN.tobytes())[:-4] + "A===", sent(DRAWN.tobytes())[:-1] + "\n", sent(bytes(SIDE * SIDE - 1)),
    ],
)  # fmt: skip
def test_an_empty_canvas_and_whatever_else_a_browser_may_send_is_none(other):
    assert read_drawing(other) is None
