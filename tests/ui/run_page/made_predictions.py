"""Predictions of a run on the digits as a worker would keep them, with answers that a test chooses."""

from collections.abc import Mapping

import numpy as np

from builder.datasets.held_out import held_out_images, held_out_indices
from builder.design.data import HeldOut
from builder.jobs.temperature import said_of
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import save_predictions
from builder.store.runs.records import Run
from builder.words.numbers import whole_percent


def keep_predictions(
    settings: Settings, run: Run, wrong: Mapping[int, tuple[int, float]], kind: HeldOut = "validation"
) -> np.ndarray:
    """Every image right with 0.91, but those at the places in `wrong`: (what is said, its probability).

    The rest of the probability is shared equally by the other classes. Returns the labels.
    """
    indices = held_out_indices(run.experiment, kind, settings)
    labels = held_out_images(run.experiment, kind, settings, range(len(indices))).labels
    probabilities = np.full((len(labels), 10), 0.01, np.float32)
    probabilities[np.arange(len(labels)), labels] = 0.91
    for place, (said, probability) in wrong.items():
        probabilities[place] = (1 - probability) / 9
        probabilities[place, said] = probability
    save_predictions(artifacts_of(settings), run.id, kind, labels, probabilities, indices)
    return labels


def told(settings: Settings, run: Run, said: str, probability: float) -> str:
    """What stands under an image of `keep_predictions`: "said 5, 97 %", with the percentage that Inside shows too."""
    own = np.full(10, (1 - probability) / 9, np.float32)
    own[int(said)] = probability
    share = said_of(settings, run, own).probabilities[int(said)]
    return f"said {said}, {whole_percent(share)}"


def places_of(settings: Settings, run: Run, digit: int, count: int, kind: HeldOut = "validation") -> list[int]:
    """The first places of that digit among the run's images."""
    indices = held_out_indices(run.experiment, kind, settings)
    labels = held_out_images(run.experiment, kind, settings, range(len(indices))).labels
    return np.flatnonzero(labels == digit)[:count].tolist()
