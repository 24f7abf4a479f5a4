"""A run's threshold for "none of these": taken from its stored validation predictions, and remembered with them."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from builder.analysis.none_of_these import FALSE_ALARMS, MIN_IMAGES, Threshold, scores_of, threshold_of
from builder.jobs.options import number
from builder.settings import Settings
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import load_predictions, predictions_saved_at
from builder.store.runs.records import ENDED, Run

if TYPE_CHECKING:
    import numpy as np

#: The highest share of false alarms: with more, one would call most pictures none of the classes.
MOST_FALSE_ALARMS = 0.5


class NoThreshold(Exception):
    """Why a run has none; str(error) is a sentence."""


def none_threshold_of(settings: Settings, run: Run) -> Threshold | None:
    """Below which score a picture is called none of this run's classes; None where `judgement` says why not."""
    try:
        return _threshold(settings, run)
    except NoThreshold:
        return None


def judgement(settings: Settings, run: Run, own: "np.ndarray") -> dict[str, Any]:
    """Whether a picture is probably none of the run's classes, for an answer as JSON.

    `own` are the network's probabilities (classes,), not calibrated. {"none_of_these": {"probably", "score",
    "threshold", "false_alarms" (a share), "validation_images"}}, or {"no_none_of_these": why, as a sentence}.
    """
    try:
        threshold = _threshold(settings, run)
    except NoThreshold as error:
        return {"no_none_of_these": str(error)}
    score = float(scores_of(own))
    return {
        "none_of_these": {
            "probably": score < threshold.score,
            "score": score,
            "threshold": threshold.score,
            "false_alarms": threshold.false_alarms,
            "validation_images": threshold.images,
        }
    }


def _threshold(settings: Settings, run: Run) -> Threshold:
    """Raises NoThreshold."""
    if run.state not in ENDED:
        raise NoThreshold(f"“{run.name}” is {run.state}; a threshold is taken from its validation images at its end.")
    if run.experiment.data.trains_on_validation:
        raise NoThreshold("It was trained on its validation images, so these say nothing about other pictures.")
    try:
        saved_at = predictions_saved_at(artifacts_of(settings), run.id, "validation")
        share = min(number("BUILDER_FALSE_ALARM_PERCENT", 100 * FALSE_ALARMS) / 100, MOST_FALSE_ALARMS)
        threshold = None if saved_at is None else _taken(settings, run.id, saved_at, share)
    except ArtifactError as error:
        raise NoThreshold(str(error)) from None
    if saved_at is None:
        raise NoThreshold(
            "What it says of its validation images was not kept; its page, or the command analyse, asks for that."
        )
    if threshold is None:
        raise NoThreshold(f"It has fewer than {MIN_IMAGES} validation images, too few to take a threshold from.")
    return threshold


@lru_cache(maxsize=256)
def _taken(settings: Settings, run_id: str, saved_at: int, share: float) -> Threshold | None:
    """`saved_at` changes with newer predictions."""
    return threshold_of(load_predictions(artifacts_of(settings), run_id, "validation"), share)
