"""The task "validate": an ended run's predictions for its validation images, where none were kept with it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from builder.jobs.retry import patiently
from builder.jobs.tasks.kind import Refused, Report, TaskKind, TaskProcess, quick_kinds_of, register
from builder.jobs.tasks.loop import answer_next
from builder.jobs.tasks.networks import network_of, run_of
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import save_predictions
from builder.store.errors import RunNotFoundError
from builder.store.runs import records
from builder.store.runs.records import ENDED, Run
from builder.store.tasks import Task

PROCESS: TaskProcess = "inference"


def why_no_validation_predictions(run: Run) -> str | None:
    """Why nobody can ask for this run's predictions of its validation images, as a sentence; None if one can."""
    if run.state not in ENDED:
        return f"“{run.name}” is {run.state}; its validation images are looked at one by one when it has ended."
    if not run.has_weights:
        return f"“{run.name}” ended before any weights were saved, so there is nothing to look at."
    return None


def validate(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """Saves the run's predictions for the images that each epoch was validated on; returns {"count", "correct"}.

    In the number format that the run trained in, so that as many are right as were when it trained. It reads no test
    image, so anybody may ask for it. Quick tasks that arrive meanwhile are answered in between.
    """
    run = run_of(settings, db, task)
    refusal = why_no_validation_predictions(run)
    if refusal is not None:
        raise Refused(refusal)
    model = network_of(settings, run, run.precision or "float32")
    from builder.datasets.held_out import held_out_images, held_out_indices
    from builder.jobs.work.predicting import predict_in_slices

    indices = held_out_indices(run.experiment, "validation", settings)
    images = held_out_images(run.experiment, "validation", settings, range(len(indices)))

    def after_slice(done: int) -> None:
        report({"images_done": done, "images_total": len(images)})
        while answer_next(settings, db, quick_kinds_of(PROCESS)):
            pass

    reading = predict_in_slices(model, images, after_slice)
    save_predictions(artifacts_of(settings), run.id, "validation", images.labels, reading.probabilities, indices)
    try:
        patiently(records.get_run, db, run.id)
    except RunNotFoundError:  # deleted meanwhile: its folder must not come back
        artifacts_of(settings).remove(run.id)
        raise
    return {"count": len(images), "correct": reading.correct}


register(TaskKind("validate", process=PROCESS, answer=validate, long=True))
