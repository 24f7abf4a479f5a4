"""`python -m builder.jobs.inference`: the one process that classifies pictures and measures stopped runs.

The supervisor starts it when there is such a task. It keeps the networks used last loaded, so that only
the first picture waits for TensorFlow, and ends when nothing has been asked for a while.
"""

import sys
import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Engine

from builder.datasets import load_split
from builder.jobs.options import number
from builder.jobs.retry import patiently
from builder.jobs.service.submit import why_no_test_reading
from builder.jobs.tasks.loop import Refused, Report, answer_next, serve
from builder.jobs.work.test_set import read_test_set
from builder.settings import Settings
from builder.store import artifacts
from builder.store.errors import RunNotFoundError
from builder.store.runs import readings, records
from builder.store.runs.records import Run
from builder.store.tasks import Task

if TYPE_CHECKING:
    from builder.engine.backend import keras

#: Networks kept in memory: the course's have 8 MB of weights at most; a dense layer without pooling before it, 500 MB.
LOADED_MODELS = 3
POLL_SECONDS = 0.03
DIED = (
    "The process that runs networks ended twice while it worked on this, most likely because memory ran out. "
    "Close other programs, or choose a smaller network."
)


def main() -> int:
    """Answer until nothing has been asked for BUILDER_INFERENCE_IDLE_SECONDS (300)."""
    idle = number("BUILDER_INFERENCE_IDLE_SECONDS", 300)
    answers = {"classify": classify, "evaluate": evaluate}
    return serve("inference", answers, died=DIED, poll=POLL_SECONDS, idle=idle)


def classify(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """What the run's network says of the task's image: {"probabilities": ten numbers, "seconds": of the network}."""
    model = _model(settings, patiently(records.get_run, db, task.run_id))
    from builder.engine.predict import probabilities

    image = np.frombuffer(task.image, np.uint8).reshape(1, 32, 32, 3)
    began = time.perf_counter()
    said = probabilities(model, image)[0]
    return {"probabilities": [float(share) for share in said], "seconds": time.perf_counter() - began}


def evaluate(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """Measure a stopped run on the test set, record it, and keep its predictions: {"count", "correct"}.

    Pictures that come meanwhile are classified between two slices of the test set.
    """
    run = patiently(records.get_run, db, task.run_id)
    refusal = why_no_test_reading(run)
    if refusal is not None:
        raise Refused(refusal)
    model = _model(settings, run)
    test = load_split(run.experiment.data, settings).test

    def after_slice(done: int) -> None:
        report({"images_done": done, "images_total": len(test)})
        while answer_next(settings, db, {"classify": classify}):
            pass

    reading = read_test_set(model, test, after_slice)
    artifacts.save_predictions(settings, run.id, test.labels, reading.probabilities)
    try:
        patiently(
            readings.record_test_reading, db, run.id, reason="requested", count=len(test), correct=reading.correct
        )
    except RunNotFoundError:  # deleted meanwhile: its folder must not come back
        artifacts.remove(settings, run.id)
        raise
    return {"count": len(test), "correct": reading.correct}


def _model(settings: Settings, run: Run) -> "keras.Model":
    """The run's network with its kept weights; raises Refused and BundleError."""
    if not run.has_weights:
        raise Refused(f"“{run.name}” has no saved weights; a network can be used after its first epoch.")
    from builder.engine.bundle import WEIGHTS_FILE

    folder = artifacts.folder_of(settings, run.id)
    try:
        written = (folder / WEIGHTS_FILE).stat().st_mtime_ns
    except OSError:
        written = 0  # load_bundle says what is wrong
    return _load(folder, written)


@lru_cache(maxsize=LOADED_MODELS)
def _load(folder: Path, written: int) -> "keras.Model":
    """The network in `folder`, whose weights were written at that time: a running run writes newer ones."""
    from builder.engine.bundle import load_bundle

    _, model = load_bundle(folder)
    return model


if __name__ == "__main__":
    sys.exit(main())
