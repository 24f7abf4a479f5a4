"""Whether a picture is probably none of a run's classes, judged by the run's own validation images.

What was measured of these comes with the shipped network, whose images may not be on this machine.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from builder.analysis.none_of_these import (
    FALSE_ALARMS,
    MIN_IMAGES,
    MOST_IMAGES,
    Detector,
    detector_at,
    detector_of,
    score_of,
)
from builder.jobs.options import number
from builder.settings import Settings
from builder.shipped.network import ShippedError, is_shipped, shipped_network
from builder.store.runs.records import Run

if TYPE_CHECKING:
    import numpy as np


def judgement(settings: Settings, run: Run, picture: "np.ndarray") -> dict[str, Any]:
    """Whether a picture is probably none of the run's classes, for an answer as JSON.

    `picture` is uint8 (height, width, channels), as the network gets it. {"none_of_these": {"probably", "score",
    "threshold", "false_alarms" (a share), "validation_images"}}, or {"no_none_of_these": why, as a sentence}. The first
    time for each split of images this takes half a second.
    """
    from builder.datasets.images import DatasetError

    share = number("BUILDER_FALSE_ALARM_PERCENT", 100 * FALSE_ALARMS) / 100
    try:
        detector = _shipped(settings, share) if is_shipped(run) else _of_images(settings, run, share)
    except (DatasetError, ShippedError) as error:
        return {"no_none_of_these": str(error)}
    if detector is None:
        return {"no_none_of_these": f"It needs at least {MIN_IMAGES} validation images, and “{run.name}” has fewer."}
    score = score_of(detector, picture)
    return {
        "none_of_these": {
            "probably": score > detector.threshold,
            "score": score,
            "threshold": detector.threshold,
            "false_alarms": detector.false_alarms,
            "validation_images": detector.images,
        }
    }


def _shipped(settings: Settings, share: float) -> Detector | None:
    shipped = shipped_network(settings)
    return None if shipped is None else detector_at(shipped.measured, share)


def _of_images(settings: Settings, run: Run, share: float) -> Detector | None:
    return _detector(settings, run.experiment.to_json(), share)


@lru_cache(maxsize=32)
def _detector(settings: Settings, design: str, share: float) -> Detector | None:
    """Of the first MOST_IMAGES validation images of this design; raises DatasetError."""
    from builder.datasets.held_out import held_out_images, held_out_indices
    from builder.design.document import from_json

    experiment = from_json(design)
    count = min(MOST_IMAGES, len(held_out_indices(experiment, "validation", settings)))
    return detector_of(held_out_images(experiment, "validation", settings, range(count)).images, share)
