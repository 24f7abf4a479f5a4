"""How a convolution comes to one number of its maps: a click on a map chooses which, and so do three fields."""

from typing import Any

import numpy as np
import streamlit as st

from builder.design.cost.summary import Row
from builder.design.network.graph import IMAGES
from builder.design.network.layers.convolution import Conv2D
from builder.jobs.tasks.packed import unpacked
from builder.store.runs.records import Run
from builder.ui.run.answers import answer_to
from builder.ui.run_page.inside.looked_picture import Looked
from builder.ui.run_page.inside.map_picks import AROUND, listen_for_maps
from builder.ui.run_page.inside.value_figure import Seen, value_html

_FIELDS = ("Map", "Row", "Column")


def draw_value(run: Run, looked: Looked, viewer: str, row: Row, maps: dict[str, Any]) -> None:
    """One number of the convolution `row`; `maps` is the answer that shows its maps."""
    keys = [f"inside.value.{run.id}.{row.name}.{name}" for name in _FIELDS]
    height, width, channels = row.output_shape
    lengths = (channels, height, width)
    for key, place in zip(keys, _strongest(maps), strict=True):
        st.session_state.setdefault(key, place)
    listen_for_maps(lambda chosen: _choose(keys, lengths, chosen))
    with st.container(border=True, key=AROUND):
        st.markdown("**How one number comes about**")
        st.markdown(_explained(row))
        figure = st.container()
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            channel, line, column = (
                st.number_input(name, 1, length, key=key, width=130) - 1
                for name, length, key in zip(_FIELDS, lengths, keys, strict=True)
            )
        with figure:
            answer = answer_to(
                run, "one-value", looked.image, viewer, layer=row.name, channel=channel, row=line, column=column
            )
            if answer is None:
                return
            image = looked.image if row.inputs[0] == IMAGES else None
            seen = Seen(answer, channel, line, column, image, _activation(row))
            st.markdown(value_html(seen), unsafe_allow_html=True)
            st.caption(_notes(answer, image))


def _strongest(maps: dict[str, Any]) -> tuple[int, int, int]:
    """Map, row and column of the largest number that is shown, counted from 1."""
    values = unpacked(maps["maps"])
    place, row, column = np.unravel_index(int(np.argmax(values)), values.shape)
    return maps["channels"][int(place)] + 1, int(row) + 1, int(column) + 1


def _choose(keys: list[str], lengths: tuple[int, ...], chosen: list[int]) -> None:
    """From a callback: the fields show what was clicked, if there is such a place."""
    if len(chosen) == len(keys) and all(1 <= place <= length for place, length in zip(chosen, lengths, strict=True)):
        st.session_state.update(zip(keys, chosen, strict=True))


def _activation(row: Row) -> str:
    assert isinstance(row.layer, Conv2D)
    return row.layer.activation


def _explained(row: Row) -> str:
    assert isinstance(row.layer, Conv2D)  # no other is asked for
    size = row.layer.kernel_size
    return (
        f"Each map of a convolution has a **filter**: a small table of {size} × {size} weights for each colour or map "
        "that comes in, which training has found. It is laid over every place in turn. There, each number in the "
        "**window** under it is multiplied by the weight at the same place, and the products are added up. Click any "
        "pixel of a map, or choose one below."
    )


def _notes(answer: dict[str, Any], image: np.ndarray | None) -> str:
    """`image` is the picture where the convolution takes it, else None."""
    told = "Numbers are rounded. Blue speaks for the pattern that the filter looks for, orange against it."
    if answer["inputs"] > len(answer["channels"]):
        told += (
            f" Of {answer['inputs']} maps that come in, the {len(answer['channels'])} that count most here are shown."
        )
    if image is not None and image.shape[-1] > 1 and (image == image[..., :1]).all():
        told += " The picture is grey: its red, green and blue are equal, so the windows are, too; the filter is not."
    return told + " Hatched places lie outside of the picture and count as 0."
