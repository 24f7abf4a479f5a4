"""What each block, and any one layer, makes of the picture."""

from typing import Any

import numpy as np
import streamlit as st

from builder.design.cost.maps import block_ends, explains
from builder.design.cost.summary import Row, Summary, summarize
from builder.export.picture import legend
from builder.jobs.tasks.packed import unpacked
from builder.store.runs.records import Run
from builder.ui.app.text import escaped
from builder.ui.figures.network_picks import network_picks, to_scale
from builder.ui.run.answers import answer_to
from builder.ui.run_page.images.picture_tiles import figure, in_heat, probability_bars, row_of
from builder.ui.run_page.inside.looked_picture import Looked
from builder.ui.run_page.inside.places import draw_whose_probabilities
from builder.ui.run_page.inside.value import draw_value

#: Of each block, so many maps are shown one below another.
BLOCK_MAPS = 4
#: The numbers of a vector stand in rows of so many.
VECTOR_ROW = 16


def draw_layers(run: Run, looked: Looked, viewer: str) -> None:
    """The picture's way through the network, and the maps of the layer that was clicked or chosen."""
    summary = summarize(run.experiment)
    if summary.broken is not None or len(summary.rows) < 2:
        st.markdown("This network has no layer to look into.")
        return
    _draw_way(run, summary, looked, viewer)
    names = [row.name for row in summary.rows[:-1]]
    key = f"inside.maps.{run.id}"
    st.session_state.setdefault(key, names[0])
    st.markdown("**Any one layer:** click it in the drawing, or choose it below the drawing.")
    network_picks(
        summary,
        to_scale(summary),
        {name: name for name in names},
        st.session_state[key],
        key=f"{key}.picture",
        on_pick=lambda name: _pick(key, name, names),
    )
    st.markdown(legend(summary), unsafe_allow_html=True)
    layer = st.selectbox("Layer", names, key=key, width=260)
    answer = answer_to(run, "feature-maps", looked.image, viewer, layers=[layer])
    if answer is None:
        return
    row = next(row for row in summary.rows if row.name == layer)
    _draw_layer(answer["layers"][0], row)
    if explains(row):
        draw_value(run, looked, viewer, row, answer["layers"][0])


def _pick(key: str, name: str, names: list[str]) -> None:
    if name in names:
        st.session_state[key] = name


def _draw_way(run: Run, summary: Summary, looked: Looked, viewer: str) -> None:
    ends = block_ends(summary)
    asked = [row.name for row in ends]
    answer = answer_to(run, "feature-maps", looked.image, viewer, layers=asked, most=BLOCK_MAPS)
    if answer is None:
        return
    height, width, _ = looked.image.shape
    columns = [_column("picture", f"{height} × {width}", [figure(looked.image, "The picture as the network sees it")])]
    columns += [_block(row, layer) for row, layer in zip(ends, answer["layers"], strict=True)]
    bars = probability_bars(run.experiment.images.classes, answer["probabilities"], most=5)
    columns.append(_column("output", "", [bars]))
    st.markdown("**What each block does to the picture**, from left to right: its strongest maps")
    st.markdown(f'<div class="way">{"".join(columns)}</div>', unsafe_allow_html=True)
    draw_whose_probabilities(run, answer)


def _block(row: Row, layer: dict[str, Any]) -> str:
    values = unpacked(layer["maps"])
    size = " × ".join(str(length) for length in layer["shape"])
    if values.ndim == 1:
        return _column(row.place.title, size, [figure(in_heat(_as_rows(values, 8)), f"What {row.place.title} gives")])
    tiles = [figure(in_heat(tile), f"A map of {row.place.title}") for tile in values]
    return _column(row.place.title, size, tiles)


def _column(title: str, size: str, parts: list[str]) -> str:
    return f"<div><b>{escaped(title)}</b><small>{escaped(size)}</small>{''.join(parts)}</div>"


def _draw_layer(layer: dict[str, Any], row: Row) -> None:
    values, shape = unpacked(layer["maps"]), layer["shape"]
    if values.ndim == 1:
        st.markdown(
            f"**{layer['name']}** · a vector of {shape[0]:,} numbers, from {layer['maps']['low']:.2f} (dark) "
            f"to {layer['maps']['high']:.2f} (bright)"
        )
        rows = in_heat(_as_rows(values, 64 if len(values) > 512 else VECTOR_ROW))
        st.markdown(row_of([figure(rows, f"The numbers of {layer['name']}")], "vector"), unsafe_allow_html=True)
        return
    height, width, channels = shape
    which = f"its {channels} maps" if len(values) == channels else f"the {len(values)} strongest of its {channels} maps"
    st.markdown(f"**{layer['name']}** · {which} of {height} × {width}")
    # Of a convolution, a click on a pixel tells how its number comes about.
    place = {"rows": height, "columns": width} if explains(row) else None
    tiles = (
        figure(
            in_heat(tile), f"Map {channel + 1}", str(channel + 1), data={"map": channel + 1, **place} if place else {}
        )
        for channel, tile in zip(layer["channels"], values, strict=True)
    )
    st.markdown(row_of(tiles, "maps"), unsafe_allow_html=True)
    st.caption("Bright is a strong answer. All maps of a layer share one scale, so one that stays dark found nothing.")


def _as_rows(values: np.ndarray, length: int) -> np.ndarray:
    """A vector as rows of `length` numbers, the last one filled up with zeros."""
    filled = np.zeros(-(-len(values) // length) * length, values.dtype)
    filled[: len(values)] = values
    return filled.reshape(-1, length)
