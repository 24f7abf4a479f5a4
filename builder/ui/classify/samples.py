"""Validation images of the run's own data set to try the network with: one, ten at once, or whichever is pressed."""

from collections.abc import Iterator

import numpy as np
import streamlit as st
from PIL import Image

from builder.datasets.held_out import held_out_images, held_out_indices
from builder.datasets.images import DatasetError, Images
from builder.datasets.table import DATASETS
from builder.design.experiment import Experiment
from builder.statistics.predictions import Predictions
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import load_predictions
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.classify.picture import Picture, jpeg
from builder.words.numbers import whole_percent

SAMPLE = "Sample"
#: Which of the validation images comes first, and whether there are IN_GRID at once.
TURN, MANY = "classify.turn", "classify.many_samples"
#: Shares no factor with the number of validation images of any data set here, so that every one comes.
STEP = 97
IN_GRID = 10
SHOWN_SIDE = 320


def samples(run: Run) -> list[Picture]:
    """A validation image or IN_GRID of them, and buttons for others; raises DatasetError where they are not here."""
    many, one_image = bool(st.session_state.get(MANY)), DATASETS[run.dataset].one_image
    with st.container(horizontal=True):
        others = f"{IN_GRID} others" if many else f"Another {one_image}"
        st.button(others, icon=":material/casino:", key="classify.another", on_click=_go_on, args=(many,))
        at_once = "One at a time" if many else f"{IN_GRID} at once"
        st.button(at_once, icon=":material/grid_view:", key="classify.at_once", on_click=_show, args=(not many,))
    turns = [_turn() + number for number in range(IN_GRID if many else 1)]
    images = _images(run, turns)
    kind = "A validation image"
    if run.experiment.data.trains_on_validation:
        kind = "A validation image, which it was trained on"
    names = run.experiment.images.classes
    return [_picture(pixels, names[label], kind) for pixels, label in zip(images.images, images.labels, strict=True)]


def draw_samples(run: Run, source_key: str) -> None:
    """The next validation images, with what the network said of them where that was kept; a press tries one.

    Nothing where the images are not on this machine. `source_key` is where the page keeps the chosen source.
    """
    turns = [_turn() + number for number in range(IN_GRID)]
    try:
        images = _images(run, turns)
    except DatasetError:
        return
    told = [*_told(run, images, turns)]
    right = sum(one.startswith("✓") for one in told)
    has_told = any(one.startswith(("✓", "✗")) for one in told)
    said = f"What it said of these validation images: {right} right, {len(told) - right} wrong." if has_told else ""
    st.markdown(f"**Try one of these.** {said}")
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
    names, predictions = run.experiment.images.classes, _predictions(run)
    for turn, label in zip(turns, images.labels, strict=True):
        place, truth = _place(run, turn), int(label)
        if predictions is None or place >= len(predictions.labels) or predictions.labels[place] != truth:
            yield names[truth]
            continue
        said = int(predictions.probabilities[place].argmax())
        share = whole_percent(float(predictions.probabilities[place][said]))
        yield f"✓ {names[truth]}, {share}" if said == truth else f"✗ {names[said]}, {share}, is {names[truth]}"


def _predictions(run: Run) -> Predictions | None:
    try:
        return load_predictions(artifacts_of(store.settings()), run.id, "validation")
    except ArtifactError:
        return None


def _picture(pixels: np.ndarray, name: str, kind: str) -> Picture:
    shown = (
        Image.fromarray(_grey_or_colour(pixels))
        .convert("RGB")
        .resize((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.BICUBIC)
    )
    return Picture(jpeg(shown), pixels, f"{kind}: {name}", may_need_inverting=False, truth=name)


def _grey_or_colour(pixels: np.ndarray) -> np.ndarray:
    """As Streamlit and Pillow take images: one channel has no axis of its own."""
    return pixels if pixels.shape[2] == 3 else pixels[:, :, 0]


def _go_on(many: bool) -> None:
    st.session_state[TURN] = _turn() + (IN_GRID if many else 1)


def _show(many: bool) -> None:
    st.session_state[MANY] = many


def _try(turn: int, source_key: str) -> None:
    st.session_state[TURN], st.session_state[MANY], st.session_state[source_key] = turn, False, SAMPLE


def _turn() -> int:
    return int(st.session_state.get(TURN, 0))


def _place(run: Run, turn: int) -> int:
    """Which of the validation images comes at that turn."""
    return turn * STEP % max(1, _count(*_told_apart(run), _experiment=run.experiment))


def _images(run: Run, turns: list[int]) -> Images:
    places = tuple(_place(run, turn) for turn in turns)
    return _kept_images(*_told_apart(run), places, _experiment=run.experiment)


def _told_apart(run: Run) -> tuple[str, str, str]:
    settings = store.settings()
    return run.experiment.model_dump_json(exclude={"name", "network"}), str(settings.home), str(settings.cifar10)


@st.cache_data(max_entries=16, show_spinner="Loading validation images")
def _count(design: str, home: str, cifar10: str, *, _experiment: Experiment) -> int:
    """How many validation images the design has; the arguments without _ tell designs apart."""
    return len(held_out_indices(_experiment, "validation", store.settings()))


@st.cache_data(max_entries=32, show_spinner="Loading validation images")
def _kept_images(design: str, home: str, cifar10: str, places: tuple[int, ...], *, _experiment: Experiment) -> Images:
    return held_out_images(_experiment, "validation", store.settings(), np.array(places))
