"""Which part of a picture a network gets, as plain values."""

from typing import Literal, NamedTuple

from builder.datasets.photo_checks import MAX_SIDE, PhotoError

#: The largest centred part with the network's proportions, or all of the picture.
Fit = Literal["centre", "whole"]


class Box(NamedTuple):
    """A part of the upright picture, in pixels of its file, from its upper left corner."""

    left: int
    top: int
    width: int
    height: int


Part = Fit | Box


def check_box(box: Box) -> None:
    """Raises PhotoError, with one sentence, for a box that no picture can have."""
    left, top, width, height = box
    if min(left, top) < 0 or min(width, height) < 1 or max(box) > MAX_SIDE:
        raise PhotoError(
            f"The box is {said_box(box)}; expected X and Y from 0, W and H from 1, and at most {MAX_SIDE:,} each."
        )


def said_box(box: Box) -> str:
    """Its four numbers, with their names."""
    return f"{box.left} {box.top} {box.width} {box.height} (X Y W H)"
