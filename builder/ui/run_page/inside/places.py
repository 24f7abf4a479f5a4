"""Which places of the picture spoke for a class, for two classes side by side."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from builder.design.cost.maps import explained_layer, map_layers
from builder.design.cost.summary import summarize
from builder.store.runs.records import Run
from builder.ui.app.text import escaped, plain
from builder.ui.explained.links import terms_line
from builder.ui.run.answers import answer_to
from builder.ui.run_page.images.picture_tiles import figure, probability_bars, row_of
from builder.ui.run_page.inside.alike import draw_alike
from builder.ui.run_page.inside.looked_picture import Looked
from builder.ui.run_page.inside.maps import HEAT_KEY, heat_figure
from builder.words.numbers import whole_percent
from builder.words.places import (
    ABOUT,
    FAINTER,
    ONE_VIEW,
    because,
    instead_of_grad_cam,
    occlusion_instead,
    whose_probabilities,
)

GRAD_CAM, OCCLUSION = "Grad-CAM", "Occlusion"
METHODS = {GRAD_CAM: "grad-cam", OCCLUSION: "occlusion"}
METHOD = "inside.method"
#: The method that the visitor chose, and the picture that it was chosen for.
TAKEN_METHOD = "builder.inside_method"
#: Choices of a class besides the classes themselves.
FIRST, SECOND = -1, -2
FIRST_CLASS = "inside.class.first"
#: The layer that was taken from an offer, by run, and how often one was.
TAKEN_LAYER = "builder.inside_layer"


def draw_places(run: Run, looked: Looked, viewer: str) -> None:
    """The picture, the probabilities, and the map of two classes over it."""
    methods = [*METHODS] if explained_layer(summarize(run.experiment)) else [OCCLUSION]
    picture = f"{run.id} {sha256(looked.image.tobytes()).hexdigest()}"
    method = _wanted(picture) if len(methods) > 1 else OCCLUSION
    empty: dict[str, Any] | None = None
    if method is None:
        found = answer_to(run, "explain", looked.image, viewer, method="grad-cam", layer=_layer(run)[0], likeliest=2)
        if found is None:
            return
        method, empty = (OCCLUSION, found) if found["instead"][0] else (GRAD_CAM, None)
    shown = st.container()  # before the choices, which stand below what they change
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.session_state[METHOD] = method
        st.segmented_control("Method", methods, required=True, key=METHOD, on_change=_take_method, args=(picture,))
        layer = _choose_layer(run) if method == GRAD_CAM else None
        chosen = choose_classes(run)
    with shown:
        _draw_answer(run, looked, viewer, _Asked(picture, method, layer, chosen), empty)


class _Asked(NamedTuple):
    """What is looked at, how, and for which classes as `choose_classes` gives them."""

    picture: str
    method: str
    layer: str | None
    classes: tuple[int, int]


def _draw_answer(run: Run, looked: Looked, viewer: str, wanted: _Asked, empty: dict[str, Any] | None) -> None:
    """What the answer says, the maps, and what they are; `empty` is Grad-CAM's answer where it has no map."""
    asked = {"method": METHODS[wanted.method], "layer": wanted.layer}
    answer = answer_to(run, "explain", looked.image, viewer, **asked, likeliest=2)
    if answer is None:
        return
    likeliest, classes = answer, chosen_in(answer, wanted.classes)
    if classes != answer["classes"]:
        answer = answer_to(run, "explain", looked.image, viewer, **asked, classes=classes)
        if answer is None:
            return
    if wanted.method == OCCLUSION:
        st.markdown(_because(run, looked, likeliest))
    st.markdown(row_of(_figures(run, looked, answer), "wide") + HEAT_KEY, unsafe_allow_html=True)
    told = "" if empty is None else instead_of_grad_cam(plain(run.experiment.images.classes[empty["classes"][0]]))
    st.caption(f"{told} {_about(run, answer, METHODS[wanted.method])} {terms_line((wanted.method,))}".strip())
    _offer_others(run, wanted.picture, answer if empty is None else empty, likeliest)
    draw_whose_probabilities(run, answer)
    draw_alike(run, looked, np.array(answer["own"]))


def _wanted(picture: str) -> str | None:
    """The method that the visitor chose; Grad-CAM counts for the picture alone, as others may have no such map."""
    method, chosen_for = st.session_state.get(TAKEN_METHOD, (None, None))
    return method if method == OCCLUSION or chosen_for == picture else None


def _take_method(picture: str) -> None:
    st.session_state[TAKEN_METHOD] = st.session_state[METHOD], picture


def _because(run: Run, looked: Looked, likeliest: dict[str, Any]) -> str:
    """What the likeliest class's map of occlusion says, in one or two sentences."""
    names, said, first = run.experiment.images.classes, likeliest["probabilities"], likeliest["classes"][0]
    truth = None if looked.label is None else plain(names[looked.label])
    square = likeliest["costliest"][0]
    if square is None:
        return because(plain(names[first]), truth, None, (whole_percent(said[first]), "", ""))
    covered = square["probabilities"]
    then = int(np.argmax(covered))
    shares = whole_percent(said[first]), whole_percent(covered[then]), whole_percent(covered[first])
    return because(plain(names[first]), truth, plain(names[then]), shares)


def _offer_others(run: Run, picture: str, answer: dict[str, Any], likeliest: dict[str, Any]) -> None:
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
                    args=(run, layer, picture),
                )
        if first not in answer["classes"] and not likeliest["instead"][0]:
            st.button(
                f"Grad-CAM for {plain(names[first])}, the likeliest", key="inside.likeliest", on_click=_take_likeliest
            )


def _take_layer(run: Run, layer: str, picture: str) -> None:
    st.session_state[TAKEN_METHOD] = GRAD_CAM, picture
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
    names = [row.name for row in map_layers(summarize(run.experiment))]
    layer, key = _layer(run)
    return st.selectbox("Layer", names, index=names.index(layer), key=key, width=200)


def _layer(run: Run) -> tuple[str, str]:
    """The layer that is chosen, at first the one that is usually explained, and the key of its field.

    Where a layer was taken from an offer it is another key, and so another field that begins with it.
    """
    usual = explained_layer(summarize(run.experiment))
    assert usual is not None  # else Grad-CAM is not offered
    taken, times = st.session_state.get(TAKEN_LAYER, {}).get(run.id, (usual.name, 0))
    key = f"inside.layer.{run.id}.{times}"
    return st.session_state.get(key, taken), key


def _figures(run: Run, looked: Looked, answer: dict[str, Any]) -> list[str]:
    names, said = run.experiment.images.classes, answer["probabilities"]
    parts = [picture_figure(run, looked, said)]
    rows = zip(answer["classes"], answer["maps"], answer["instead"], answer["costliest"], strict=True)
    for place, heat, instead, square in rows:
        shown, note = np.array(instead or heat), "by occlusion: Grad-CAM found nothing" if instead else ""
        if not np.any(shown):
            note = "No single place speaks for it."
        box = square["box"] if square and said[place] == max(said) else None
        parts.append(heat_figure(looked.image, shown, names[place], said[place], max(said), note, box))
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
    temperature = answer["temperature"]
    told = whose_probabilities(temperature, name, whole_percent(said[first]), whole_percent(own[first]))
    st.caption(told if temperature is None else f"{told} {terms_line(('Temperature',))}")
    if run.experiment.training.mirror_average:
        st.caption(ONE_VIEW)
