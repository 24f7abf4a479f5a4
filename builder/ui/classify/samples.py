"""Images of the run's own data set to try the network with: one, ten at once, or whichever is pressed."""

from collections.abc import Iterator

import numpy as np
import streamlit as st
from PIL import Image

from builder.datasets.images import DatasetError, Images
from builder.datasets.table import DATASETS
from builder.jobs.temperature import said_of
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.classify.guessing import are_hidden, hide_switch, is_hidden
from builder.ui.classify.picture import Picture, jpeg
from builder.ui.classify.sample_images import (
    AT_ONCE,
    called,
    images_at,
    kind_of,
    of_all,
    offered,
    others_of,
    place_of,
    predictions_of,
)
from builder.words.numbers import whole_percent

SAMPLE = "Sample"
#: Which of the images comes first, and whether there are AT_ONCE at once.
TURN, MANY = "classify.turn", "classify.many_samples"
SHOWN_SIDE = 320


def samples(run: Run) -> list[Picture]:
    """One of the images or AT_ONCE of them, and buttons for others; raises DatasetError where they are not here."""
    many, one_image = bool(st.session_state.get(MANY)), DATASETS[run.dataset].one_image
    with st.container(horizontal=True, vertical_alignment="center"):
        others = others_of(run) if many else f"Another {one_image}"
        st.button(others, icon=":material/casino:", key="classify.another", on_click=_go_on, args=(many,))
        at_once = "One at a time" if many else f"{AT_ONCE} at once"
        st.button(at_once, icon=":material/grid_view:", key="classify.at_once", on_click=_show, args=(not many,))
        hide_switch()  # above the first answer, which so is not given away
    turns = _shown_with(_turn(), AT_ONCE) if many else [_turn()]
    if many:
        st.caption(f"{AT_ONCE}{of_all(run)} {called(run, turns)}.")
    images, kind = images_at(run, turns), kind_of(run)
    names = run.experiment.images.classes
    return [_picture(pixels, names[label], kind) for pixels, label in zip(images.images, images.labels, strict=True)]


def draw_samples(run: Run, source_key: str) -> None:
    """The next images, with what the network said of them where that was kept; a press tries one.

    Nothing where the images are not on this machine. `source_key` is where the page keeps the chosen source.
    """
    try:
        turns = _shown_with(_turn(), offered(run))
        images = images_at(run, turns)
        told = [*_told(run, images, turns)]
    except DatasetError:
        return
    if are_hidden():
        told = [f"Picture {number}" for number in range(1, len(turns) + 1)]
    right = sum(one.startswith("✓") for one in told)
    has_told = any(one.startswith(("✓", "✗")) for one in told)
    said = f"What it said of these {called(run, turns)}: {right} right, {len(told) - right} wrong." if has_told else ""
    st.markdown(f"**Try one of these.** {said}".rstrip())
    if st.session_state.get(source_key) != SAMPLE:  # else it stands above them, beside the other buttons
        hide_switch()
    with st.grid(5, min_column_width=80, gap="small", key="classify_samples"):
        for number, (turn, pixels, label) in enumerate(zip(turns, images.images, told, strict=True)):
            kind = {"✓": "right", "✗": "wrong"}.get(label[0], "plain")
            with st.container(key=f"sample_tile_{kind}.{number}", gap="xxsmall"):
                st.image(_grey_or_colour(pixels), width="stretch", output_format="PNG", alt=f"Sample {number + 1}")
                st.button(
                    plain(label), key=f"classify.try.{number}", type="tertiary", on_click=_try, args=(turn, source_key)
                )


def _told(run: Run, images: Images, turns: list[int]) -> Iterator[str]:
    """For each image whether the network was right, what it said and how sure it was; its class where nobody knows."""
    names, predictions = run.experiment.images.classes, predictions_of(run)
    for turn, label in zip(turns, images.labels, strict=True):
        place, truth = place_of(run, turn), int(label)
        if predictions is None or place >= len(predictions.labels) or predictions.labels[place] != truth:
            yield names[truth]
            continue
        own = predictions.probabilities[place]
        said = int(own.argmax())
        share = whole_percent(said_of(store.settings(), run, own).probabilities[said])  # as in the answer to a press
        yield f"✓ {names[truth]}, {share}" if said == truth else f"✗ {names[said]}, {share}, is {names[truth]}"


def _picture(pixels: np.ndarray, name: str, kind: str) -> Picture:
    shown = (
        Image.fromarray(_grey_or_colour(pixels))
        .convert("RGB")
        .resize((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.BICUBIC)
    )
    picture = Picture(jpeg(shown), pixels, f"{kind}: {name}", may_need_inverting=False, truth=name)
    return picture._replace(said=kind) if is_hidden(picture) else picture


def _grey_or_colour(pixels: np.ndarray) -> np.ndarray:
    """As Streamlit and Pillow take images: one channel has no axis of its own."""
    return pixels if pixels.shape[2] == 3 else pixels[:, :, 0]


def _go_on(many: bool) -> None:
    st.session_state[TURN] = _turn() + (AT_ONCE if many else 1)


def _show(many: bool) -> None:
    st.session_state[MANY] = many


def _try(turn: int, source_key: str) -> None:
    st.session_state[TURN], st.session_state[MANY], st.session_state[source_key] = turn, False, SAMPLE


def _shown_with(turn: int, number: int) -> list[int]:
    """The turns that are shown with this one, `number` at a time: a press on one of them leaves them where they are."""
    begin = turn // number * number
    return [*range(begin, begin + number)]


def _turn() -> int:
    return int(st.session_state.get(TURN, 0))
