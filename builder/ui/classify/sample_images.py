"""The images that Classify offers to try a network with: its validation images, or those that came with the network."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np
import streamlit as st

from builder.datasets.held_out import held_out_images, held_out_indices
from builder.datasets.images import DatasetError, Images
from builder.design.experiment import Experiment
from builder.settings import Settings
from builder.shipped.network import ShippedError, is_shipped, shipped_network
from builder.shipped.reading import Samples
from builder.statistics.predictions import Predictions
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import load_predictions, predictions_saved_at
from builder.store.runs.records import Run
from builder.ui.app import store

#: Shares no factor with the number of these images of any data set here, so that every one comes.
STEP = 97
#: So many are shown at once to choose from; what came with a network, all of it.
AT_ONCE = 10


def kind_of(run: Run) -> str:
    """What one of the images is, in words."""
    if is_shipped(run):
        return "A test image"
    if run.experiment.data.trains_on_validation:
        return "A validation image, which it was trained on"
    return "A validation image"


def called(run: Run, turns: Sequence[int]) -> str:
    """What those of these turns are, and how they were chosen; raises DatasetError."""
    if is_shipped(run):
        return "test images, drawn once at random"
    first = chosen_first(run, _count(*_told_apart(run), _experiment=run.experiment))
    if max(turns) >= len(first.places):
        return "validation images"
    wrong = " and among them one that it gets wrong" if first.adds_wrong else ""
    return f"validation images, chosen to be one of each class{wrong}"


def of_all(run: Run) -> str:
    """Of how many AT_ONCE are shown, where that is soon over; begins with a space, or is empty."""
    return f" of {offered(run)}" if is_shipped(run) and offered(run) > AT_ONCE else ""


def others_of(run: Run) -> str:
    """What the button says that shows AT_ONCE others."""
    return f"The other {AT_ONCE}" if is_shipped(run) and offered(run) == 2 * AT_ONCE else f"{AT_ONCE} others"


def offered(run: Run) -> int:
    """How many are shown at once."""
    return len(_samples().labels) if is_shipped(run) else AT_ONCE


def place_of(run: Run, turn: int) -> int:
    """Which of the images comes at that turn; raises DatasetError where they are not here."""
    count = len(_samples().labels) if is_shipped(run) else _count(*_told_apart(run), _experiment=run.experiment)
    first = () if is_shipped(run) else chosen_first(run, count).places
    return first[turn] if turn < len(first) else turn * STEP % max(1, count)


class First(NamedTuple):
    """The places of the images that come first, and whether one is there only because the network gets it wrong."""

    places: tuple[int, ...] = ()
    adds_wrong: bool = False


def chosen_first(run: Run, count: int) -> First:
    """Of `count` images the AT_ONCE that come first, so that there is something to see: one of each class, and where
    there is any, one that the network gets wrong. None where nobody knows what it says of them."""
    try:
        saved_at = predictions_saved_at(artifacts_of(store.settings()), run.id, "validation")
        return First() if saved_at is None else _chosen_first(store.settings(), run.id, saved_at, count)
    except ArtifactError:
        return First()


@lru_cache(maxsize=64)
def _chosen_first(settings: Settings, run_id: str, saved_at: int, count: int) -> First:
    """`saved_at` changes with newer predictions."""
    predictions = load_predictions(artifacts_of(settings), run_id, "validation")
    return first_of(predictions) if len(predictions.labels) == count else First()


def first_of(predictions: Predictions) -> First:
    """Those of images of which the network says this; always the same ones. None where there are more classes."""
    labels, count = predictions.labels, len(predictions.labels)
    is_wrong = predictions.probabilities.argmax(axis=1) != labels
    order = [turn * STEP % count for turn in range(count)]
    of_class: dict[int, int] = {}
    for place in order:
        of_class.setdefault(int(labels[place]), place)
    if len(of_class) > AT_ONCE:
        return First()
    wrong = next((place for place in order if is_wrong[place]), None)
    adds_wrong = wrong is not None and not is_wrong[list(of_class.values())].any()
    if wrong is not None and adds_wrong:
        of_class[int(labels[wrong])] = wrong
    chosen = list(of_class.values())
    others = (place for place in order if place not in chosen)
    return First((*chosen, *islice(others, AT_ONCE - len(chosen))), adds_wrong)


def images_at(run: Run, turns: list[int]) -> Images:
    """The images that come at these turns; raises DatasetError."""
    places = tuple(place_of(run, turn) for turn in turns)
    if is_shipped(run):
        samples = _samples()
        return Images(samples.images, samples.labels).take(np.array(places, np.intp))
    return _kept_images(*_told_apart(run), places, _experiment=run.experiment)


def predictions_of(run: Run) -> Predictions | None:
    """What the network said of all of them, by their place; None where nobody knows."""
    if is_shipped(run):
        samples = _samples()
        return Predictions(samples.labels, samples.probabilities)
    try:
        return load_predictions(artifacts_of(store.settings()), run.id, "validation")
    except ArtifactError:
        return None


def _samples() -> Samples:
    """Those of the network that comes with the app; raises DatasetError."""
    try:
        shipped = shipped_network(store.settings())
    except ShippedError as error:
        raise DatasetError(str(error)) from None
    if shipped is None:
        raise DatasetError("The network that came with the app is not there any more; choose another.")
    return shipped.samples


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
