"""Test images of the run's own data set: one to ask about, and a dozen with what the network said of them."""

import numpy as np
import streamlit as st
from PIL import Image

from builder.datasets.held_out import held_out_images, held_out_indices
from builder.datasets.images import DatasetError, Images
from builder.datasets.table import DATASETS
from builder.design.experiment import Experiment
from builder.pictures.data_address import png_address
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import load_predictions
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import escaped
from builder.ui.classify.picture import Picture, jpeg
from builder.ui.figures.probabilities import percent

TURN = "classify.turn"
#: Shares no factor with the number of test images of any data set here, so that every one comes.
STEP = 97
IN_GRID = 12
SHOWN_SIDE = 320


def sample(run: Run) -> Picture:
    """A test image, and a button for another; raises DatasetError where they are not on this machine."""
    if st.button(f"Another {DATASETS[run.dataset].one_image}", icon=":material/casino:", key="classify.another"):
        st.session_state[TURN] = _turn() + 1
    images = _images(run, (_place(run, _turn()),))
    pixels, label = images.images[0], run.experiment.images.classes[images.labels[0]]
    grey_or_colour = pixels if pixels.shape[2] == 3 else pixels[:, :, 0]
    shown = Image.fromarray(grey_or_colour).convert("RGB").resize((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.BICUBIC)
    return Picture(jpeg(shown), pixels, f"A test image: {label}", may_need_inverting=False, truth=label)


def draw_samples(run: Run) -> None:
    """The next test images with what the network said of them when its test set was read; nothing where it was not."""
    try:
        predictions = load_predictions(artifacts_of(store.settings()), run.id, "test")
        places = tuple(_place(run, _turn() + number) for number in range(IN_GRID))
        images = _images(run, places)
    except (ArtifactError, DatasetError):
        return
    if predictions.labels[list(places)].tolist() != images.labels.tolist():
        return  # the images on this machine have changed since
    classes = run.experiment.images.classes
    tiles, right = "", 0
    for pixels, place in zip(images.images, places, strict=True):
        said, truth = int(predictions.probabilities[place].argmax()), int(predictions.labels[place])
        right += said == truth
        share = percent(float(predictions.probabilities[place][said]))
        tiles += _tile(png_address(pixels), classes[said], classes[truth], share)
    st.markdown(f"**What it said of {IN_GRID} test images:** {right} right, {IN_GRID - right} wrong.")
    st.markdown(f'<div class="sample-tiles">{tiles}</div>', unsafe_allow_html=True)


def _tile(source: str, said: str, truth: str, share: str) -> str:
    """One image, framed by whether the network was right; not by colour alone."""
    right = said == truth
    told = f"✓ {said}" if right else f"✗ {said}, is {truth}"
    return (
        f'<figure class="sample-{"right" if right else "wrong"}"><img src="{source}" alt="{escaped(truth)}">'
        f"<figcaption>{escaped(told)}<small>{escaped(share)}</small></figcaption></figure>"
    )


def _turn() -> int:
    return int(st.session_state.get(TURN, 0))


def _place(run: Run, turn: int) -> int:
    """Which of the test images comes at that turn."""
    return turn * STEP % _count(*_told_apart(run), _experiment=run.experiment)


def _images(run: Run, places: tuple[int, ...]) -> Images:
    return _kept_images(*_told_apart(run), places, _experiment=run.experiment)


def _told_apart(run: Run) -> tuple[str, str, str]:
    settings = store.settings()
    return run.experiment.model_dump_json(exclude={"name", "network"}), str(settings.home), str(settings.cifar10)


@st.cache_data(max_entries=16, show_spinner="Loading test images")
def _count(design: str, home: str, cifar10: str, *, _experiment: Experiment) -> int:
    """How many test images the design has; the arguments without _ tell designs apart."""
    return len(held_out_indices(_experiment, "test", store.settings()))


@st.cache_data(max_entries=32, show_spinner="Loading test images")
def _kept_images(design: str, home: str, cifar10: str, places: tuple[int, ...], *, _experiment: Experiment) -> Images:
    return held_out_images(_experiment, "test", store.settings(), np.array(places))
