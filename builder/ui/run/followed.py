"""What a run's network says of the same few validation images after each epoch, so that one can see it learn.

React changes what differs and leaves the rest, so nothing blinks: the pictures stay while the words below them change.
"""

from contextlib import suppress
from functools import lru_cache

import numpy as np
import streamlit as st

from builder.pictures.data_address import small_address
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.followed import Followed, followed_saved_at, load_followed
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import escaped
from builder.words.counts import count
from builder.words.numbers import whole_percent

#: Larger pictures are shown smaller: every second or third pixel of them. They travel with each epoch.
MOST_PIXELS = 64
#: A second answer that is less probable is not shown.
SURE = 0.01


def draw_followed(run: Run) -> None:
    """The images with what was said of them last; nothing where nothing was kept, as of runs of before.

    The page has `indeterminate.STYLE`.
    """
    with suppress(ArtifactError):
        saved_at = followed_saved_at(artifacts_of(store.settings()), run.id)
        if saved_at is None:
            return
        classes, trained_on = run.experiment.images.classes, run.experiment.data.trains_on_validation
        drawn = _drawn(run.id, str(store.settings().home), saved_at, classes, trained_on)
        # The worker writes the file just before it reports the epoch. A later one is of a training that began again.
        if drawn is not None and drawn[0] <= run.epochs + 1:
            st.markdown(drawn[1], unsafe_allow_html=True)


@lru_cache(maxsize=64)
def _drawn(run_id: str, home: str, saved_at: int, classes: tuple[str, ...], trained_on: bool) -> tuple[int, str] | None:
    """The epoch, and what is drawn of it; `saved_at` tells epochs apart, `home` runs. Raises ArtifactError."""
    found = load_followed(artifacts_of(store.settings()), run_id, len(classes))
    return None if found is None else (found.epoch, followed_html(found, classes, trained_on))


def followed_html(followed: Followed, classes: tuple[str, ...], trained_on: bool) -> str:
    """The images as HTML for st.markdown, without a blank line; `trained_on` says that the network learns from them."""
    said = followed.probabilities.argmax(axis=1)
    right = int((said == followed.labels).sum())
    step = max(1, max(followed.images.shape[1:3]) // MOST_PIXELS)
    tiles = "".join(
        _tile(image[::step, ::step], int(label), classes, probabilities, is_tricky=bool(is_tricky))
        for image, label, probabilities, is_tricky in zip(
            followed.images, followed.labels, followed.probabilities, followed.are_tricky, strict=True
        )
    )
    return (
        f'<div class="followed"><p><b>{count(len(said), "validation image")}</b> after epoch {followed.epoch:,}: '
        f"<b>{right} right</b> <small>{_which(followed, trained_on)} Under each stands what the network says first and "
        f"second, and how sure it is.</small></p><ul>{tiles}</ul></div>"
    )


def _which(followed: Followed, trained_on: bool) -> str:
    """Which images these are, in one sentence."""
    of = count(len(set(followed.labels.tolist())), "class", "classes")
    tricky = int(followed.are_tricky.sum())
    chosen = "drawn at random"
    if tricky:
        chosen = (
            f"{len(followed.labels) - tricky} drawn at random, {tricky} tricky ones that look most like another class"
        )
    learns = "this run learns from them too" if trained_on else "this run never learns from them"
    return f"Of {of}, the same in every run on these images: {chosen}; {learns}."


def _tile(
    image: np.ndarray, label: int, classes: tuple[str, ...], probabilities: np.ndarray, *, is_tricky: bool
) -> str:
    """One image: what the network says first and second, how sure it is of each, and whether that is right; a frame
    around a right one. What is next to nothing is no second answer, and leaves its place empty."""
    first, second = (int(place) for place in (-probabilities).argsort(kind="stable")[:2])
    truth, right = classes[label], first == label
    verdict = "✓ right" if right else f"✗ is {escaped(truth)}"
    is_sure = float(probabilities[second]) < SURE
    return (
        f'<li class="followed-{"right" if right else "wrong"}">'
        f'<img src="{small_address(np.ascontiguousarray(image))}" alt="{escaped(truth)}">'
        f"{_answer('b', classes[first], float(probabilities[first]))}"
        f'<div class="followed-second{" followed-none" if is_sure else ""}">'
        f"{_answer('span', classes[second], float(probabilities[second]))}</div>"
        f"<small>{verdict}{' · tricky' if is_tricky else ''}</small></li>"
    )


def _answer(tag: str, said: str, probability: float) -> str:
    """A class that the network says, with a bar of its probability."""
    return (
        f"<span><{tag}>{escaped(said)}</{tag}> <em>{escaped(whole_percent(probability))}</em></span>"
        f'<i aria-hidden="true"><i style="width: {100 * probability:.1f}%"></i></i>'
    )
