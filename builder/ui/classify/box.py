"""A box that a visitor draws on a picture, by mouse, finger or keyboard: the part that the network gets."""

from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from builder.pictures.data_address import jpeg_address
from builder.pictures.message import Shape
from builder.pictures.part import Box
from builder.ui.classify.opened import name_of
from builder.ui.classify.picture import Picture

#: The boxes of this session's pictures, by the picture's name.
BOXES = "builder.boxes"
KEPT_BOXES = 24
#: No browser sends a number as large.
FARTHEST = 1e12
#: The share of the picture that a box covers at first, of the most that it can.
FIRST = 0.7
_HERE = Path(__file__)

_component = st.components.v2.component(
    "model_builder_box",
    js=_HERE.with_suffix(".js").read_text(encoding="utf-8"),
    css=_HERE.with_suffix(".css").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def box_on(picture: Picture, shape: Shape) -> Box:
    """The box that was drawn on the picture; before that, one in its middle with the proportions of `shape`."""
    kept: dict[str, Box] = st.session_state.get(BOXES, {})
    return kept.get(name_of(picture)) or _first(picture.size, shape)


def draw_box(picture: Picture) -> None:
    """The picture with its box, which can be moved and sized; the page runs again with the new one."""
    assert isinstance(picture.part, Box)
    height, width, _ = picture.pixels.shape
    name = name_of(picture)
    key = f"classify.box.{name[:16]}"
    _component(
        key=key,
        data={
            "picture": jpeg_address(picture.shown),
            "size": list(picture.size),
            "box": list(picture.part),
            "ratio": width / height,
        },
        on_box_change=partial(_keep, key, name, picture.size),
    )
    st.caption("Drag the box or a corner. By keyboard: arrow keys move it, + and − change its size.")


def read_box(sent: Any, size: tuple[int, int]) -> Box | None:
    """The box that the page's component sends, four numbers in pixels; None for anything else, it comes from a browser.

    It lies inside a picture of that size (width, height).
    """
    if not isinstance(sent, list) or len(sent) != 4:
        return None
    if not all(isinstance(number, int | float) and abs(number) < FARTHEST for number in sent):  # no NaN is less
        return None
    across, down = size
    left, top = min(max(round(sent[0]), 0), across - 1), min(max(round(sent[1]), 0), down - 1)
    return Box(left, top, min(max(round(sent[2]), 1), across - left), min(max(round(sent[3]), 1), down - top))


def _keep(key: str, name: str, size: tuple[int, int]) -> None:
    state = st.session_state.get(key)
    box = read_box(state.get("box") if state else None, size)
    if box is not None:
        kept: dict[str, Box] = st.session_state.get(BOXES, {})
        st.session_state[BOXES] = dict([*kept.items(), (name, box)][-KEPT_BOXES:])


def _first(size: tuple[int, int], shape: Shape) -> Box:
    scale = FIRST * min(size[0] / shape[1], size[1] / shape[0])
    width, height = max(1, round(scale * shape[1])), max(1, round(scale * shape[0]))
    return Box((size[0] - width) // 2, (size[1] - height) // 2, width, height)
