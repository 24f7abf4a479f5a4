"""How prediction, Grad-CAM and filters of one picture grew over training: an epoch slider."""

from typing import Any

import numpy as np
import streamlit as st

from builder.jobs.tasks.packed import unpacked
from builder.store.runs.records import Run
from builder.ui.run.answers import answer_to
from builder.ui.run_page.images.picture_tiles import figure, row_of
from builder.ui.run_page.inside.looked_picture import Looked
from builder.ui.run_page.inside.maps import HEAT_KEY, heat_figure
from builder.ui.run_page.inside.places import choose_classes, chosen_in, picture_figure

ABOUT = (
    "Grad-CAM at each epoch: bright places spoke for the class. Where a network is sure, Grad-CAM often finds "
    "none; then the view Where it looks shows the map of occlusion. "
)
#: More filters than these are too small to see.
MOST_FILTERS = 64


def draw_growth(run: Run, looked: Looked, viewer: str) -> None:
    """The slider over the epochs that were kept, and what the network of that epoch makes of the picture."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = choose_classes(run)
    answer = answer_to(run, "growth", looked.image, viewer, likeliest=2)
    if answer is None:
        return
    classes = chosen_in(answer, chosen)
    if classes != answer["classes"]:
        answer = answer_to(run, "growth", looked.image, viewer, classes=classes)
        if answer is None:
            return
    epochs, kept = answer["epochs"], answer["kept"]
    epoch = st.select_slider(
        "Epoch",
        epochs,
        value=epochs[_last_with_map(answer)],
        format_func=lambda number: epoch_title(number, kept),
        key=f"inside.epoch.{run.id}.{len(epochs)}",
    )
    place = epochs.index(epoch)
    left, right = st.columns([5, 3], gap="medium") if answer["filters"] is not None else (st.container(), None)
    with left:
        key = HEAT_KEY if answer["cams"] is not None else ""
        st.markdown(row_of(_figures(run, looked, answer, place), "wide") + key, unsafe_allow_html=True)
        st.caption((ABOUT if key else "") + _whose_probabilities(answer["temperature"]))
    if right is not None:
        with right:
            _draw_filters(unpacked(answer["filters"])[place])
    if len(epochs) == 2:
        st.caption("This run kept no snapshots of its training, so there is only its beginning and its end.")


def _last_with_map(answer: dict[str, Any]) -> int:
    """The place of the last epoch at which Grad-CAM has a map for the first class; the last one where none has."""
    if answer["cams"] is None:
        return -1
    found = np.flatnonzero(unpacked(answer["cams"])[:, 0].any(axis=(1, 2)))
    return int(found[-1]) if len(found) else -1


def epoch_title(number: int, kept: int) -> str:
    """What stands at the slider."""
    if number == 0:
        return "before training"
    return f"{number} (kept)" if number == kept else str(number)


def _figures(run: Run, looked: Looked, answer: dict[str, Any], place: int) -> list[str]:
    names, said = run.experiment.images.classes, answer["probabilities"][place]
    parts = [picture_figure(run, looked, said)]
    if answer["cams"] is None:
        return parts
    for number, heat in zip(answer["classes"], unpacked(answer["cams"])[place], strict=True):
        note = "" if np.any(heat) else "Grad-CAM finds no place."
        parts.append(heat_figure(looked.image, heat / 255, names[number], said[number], max(said), note))
    return parts


def _whose_probabilities(temperature: float | None) -> str:
    if temperature is None:
        return "The probabilities are the network’s own, as on Classify."
    return (
        f"The probabilities are those of Classify, with the kept network’s temperature of {temperature:.2f} in every "
        "epoch."
    )


def _draw_filters(filters: np.ndarray) -> None:
    """The filters of the first convolution: uint8 (filters, height, width, channels)."""
    st.markdown(f"**First layer’s filters** · {len(filters)} of {filters.shape[1]} × {filters.shape[2]}")
    if filters.shape[1] == 1 or filters.shape[3] not in (1, 3):
        st.caption("These filters cannot be drawn as pictures.")
        return
    shown = filters[:MOST_FILTERS]
    st.markdown(
        row_of((figure(tile, f"Filter {number}") for number, tile in enumerate(shown, 1)), "filters"),
        unsafe_allow_html=True,
    )
    st.caption("Grey is a weight of 0; each filter is drawn on its own scale, so that small ones are seen too.")
