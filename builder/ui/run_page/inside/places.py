"""Which places of the picture spoke for a class, for two classes side by side."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from builder.design.cost.maps import explained_layer, map_layers
from builder.design.cost.summary import summarize
from builder.store.runs.records import Run
from builder.ui.app.text import escaped, plain
from builder.ui.explained.links import terms_line
from builder.ui.run.answers import answer_to
from builder.ui.run_page.images.picture_tiles import figure, probability_bars, row_of
from builder.ui.run_page.inside.looked_picture import Looked
from builder.ui.run_page.inside.maps import HEAT_KEY, heat_figure
from builder.words.numbers import whole_percent
from builder.words.places import ABOUT, FAINTER, ONE_VIEW, occlusion_instead, whose_probabilities

METHODS = {"Grad-CAM": "grad-cam", "Occlusion": "occlusion"}
#: Choices of a class besides the classes themselves.
FIRST, SECOND = -1, -2
FIRST_CLASS = "inside.class.first"
#: The layer that was taken from an offer, by run, and how often one was.
TAKEN_LAYER = "builder.inside_layer"


def draw_places(run: Run, looked: Looked, viewer: str) -> None:
    """The picture, the probabilities, and the map of two classes over it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        methods = [*METHODS] if explained_layer(summarize(run.experiment)) else ["Occlusion"]
        method = st.segmented_control(
            "Method", methods, default=methods[0], required=True, key=f"inside.method.{len(methods)}"
        )
        layer = _choose_layer(run) if method == "Grad-CAM" else None
        chosen = choose_classes(run)
    asked = {"method": METHODS[method], "layer": layer}
    answer = answer_to(run, "explain", looked.image, viewer, **asked, likeliest=2)
    if answer is None:
        return
    likeliest, classes = answer, chosen_in(answer, chosen)
    if classes != answer["classes"]:
        answer = answer_to(run, "explain", looked.image, viewer, **asked, classes=classes)
        if answer is None:
            return
    st.markdown(row_of(_figures(run, looked, answer), "wide") + HEAT_KEY, unsafe_allow_html=True)
    st.caption(f"{_about(run, answer, METHODS[method])} {terms_line((method,))}")
    _offer_others(run, answer, likeliest)
    draw_whose_probabilities(run, answer)


def _offer_others(run: Run, answer: dict[str, Any], likeliest: dict[str, Any]) -> None:
    """Where Grad-CAM of a class is empty: the nearest earlier layer that has a map for it, and the likeliest class if
    that has one here; `likeliest` is the answer about the likeliest classes."""
    empty = [place for place, instead in zip(answer["classes"], answer["instead"], strict=True) if instead]
    if not empty:
        return
    names, first = run.experiment.images.classes, likeliest["classes"][0]
    with st.container(horizontal=True, key="inside_others"):
        for place, layer in dict(zip(answer["classes"], answer["earlier"], strict=True)).items():
            if layer is not None:
                st.button(
                    f"Grad-CAM of {layer}, which has a map for {plain(names[place])}",
                    key=f"inside.earlier.{place}",
                    on_click=_take_layer,
                    args=(run, layer),
                )
        if first not in answer["classes"] and not likeliest["instead"][0]:
            st.button(
                f"Grad-CAM for {plain(names[first])}, the likeliest", key="inside.likeliest", on_click=_take_likeliest
            )


def _take_layer(run: Run, layer: str) -> None:
    taken = st.session_state.setdefault(TAKEN_LAYER, {})
    _, times = taken.get(run.id, (layer, 0))
    taken[run.id] = layer, times + 1


def _take_likeliest() -> None:
    st.session_state[FIRST_CLASS] = FIRST


def choose_classes(run: Run) -> tuple[int, int]:
    """Two classes, each a number, FIRST or SECOND: the likeliest and the second likeliest, by default."""
    names = run.experiment.images.classes

    def title(place: int) -> str:
        return {FIRST: "the likeliest", SECOND: "the second likeliest"}.get(place) or plain(names[place])

    options = [FIRST, SECOND, *range(len(names))]
    first = st.selectbox("Class", options, index=0, format_func=title, key=FIRST_CLASS, width=170)
    second = st.selectbox("Beside it", options, index=1, format_func=title, key="inside.class.second", width=170)
    return first, second


def chosen_in(answer: dict[str, Any], chosen: tuple[int, int]) -> list[int]:
    """The numbers of the chosen classes; `answer` is the one about the two likeliest."""
    return [answer["classes"][-1 - place] if place < 0 else place for place in chosen]


def picture_figure(run: Run, looked: Looked, probabilities: Sequence[float]) -> str:
    """The picture as the network sees it, what it is, and the likeliest classes as bars."""
    names, first = run.experiment.images.classes, -1 if looked.label is None else looked.label
    label = "" if looked.label is None else f"It is: <b>{escaped(names[looked.label])}</b>"
    bars = probability_bars(names, probabilities, first=first)
    return figure(looked.image, "The picture as the network sees it", label + bars)


def _choose_layer(run: Run) -> str:
    summary = summarize(run.experiment)
    names = [row.name for row in map_layers(summary)]
    usual = explained_layer(summary)
    assert usual is not None  # else Grad-CAM is not offered
    taken, times = st.session_state.get(TAKEN_LAYER, {}).get(run.id, (usual.name, 0))
    # Another key, and so another field that begins with the layer that was taken.
    return st.selectbox("Layer", names, index=names.index(taken), key=f"inside.layer.{run.id}.{times}", width=200)


def _figures(run: Run, looked: Looked, answer: dict[str, Any]) -> list[str]:
    names, said = run.experiment.images.classes, answer["probabilities"]
    parts = [picture_figure(run, looked, said)]
    for place, heat, instead in zip(answer["classes"], answer["maps"], answer["instead"], strict=True):
        shown, note = np.array(instead or heat), "by occlusion: Grad-CAM found nothing" if instead else ""
        if not np.any(shown):
            note = "No single place speaks for it."
        parts.append(heat_figure(looked.image, shown, names[place], said[place], max(said), note))
    return parts


def _about(run: Run, answer: dict[str, Any], method: str) -> str:
    """What the maps show, and where one is not Grad-CAM's, why."""
    pairs = list(zip(answer["classes"], answer["instead"], strict=True))
    replaced = [(plain(run.experiment.images.classes[place]), instead) for place, instead in pairs if instead]
    rows, columns = np.shape(answer["maps"][0])
    told = [] if len(replaced) == len(pairs) else [ABOUT[method].format(size=f"{rows} × {columns}")]
    if replaced:
        found = any(np.any(heat) for _, heat in replaced)
        told.append(occlusion_instead([name for name, _ in replaced], answer["layer"], found))
    return " ".join([*told, FAINTER])


def draw_whose_probabilities(run: Run, answer: dict[str, Any]) -> None:
    """That the probabilities are those of Classify, and the network's own of the likeliest class where it differs."""
    said, own = answer["probabilities"], answer["own"]
    first = int(np.argmax(said))
    name = plain(run.experiment.images.classes[first])
    st.caption(whose_probabilities(answer["temperature"], name, whole_percent(said[first]), whole_percent(own[first])))
    if run.experiment.training.mirror_average:
        st.caption(ONE_VIEW)
