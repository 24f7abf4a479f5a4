"""The task "evaluate": measures a stopped or an imported run on the test set, once, at its owner's request."""

from collections.abc import Mapping
from functools import partial
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
from builder.store.runs import readings
from builder.store.runs.imported import record_evaluation
from builder.store.runs.records import Run
from builder.store.tasks import Task

PROCESS: TaskProcess = "inference"


def why_no_test_reading(run: Run) -> str | None:
    """Why this run cannot be measured on the test set on request, as a sentence; None if it can."""
    if run.test_count is not None:
        return f"“{run.name}” has been measured on the test set already; that is done once, and its result is shown."
    if run.state not in ("stopped", "failed") and run.imported_at is None:
        return f"“{run.name}” is {run.state}; it is measured on the test set by itself when it finishes."
    if not run.has_weights:
        return f"“{run.name}” ended before any weights were saved, so there is nothing to measure."
    return None


def evaluate(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """Measures the run, records it, and saves its predictions; returns {"count", "correct"}.

    An imported run is measured on its validation images as well, which gives it its place on the board: only if it was
    judged by the very images that judge such a run here, since others may have been among its training images.
    Quick tasks that arrive meanwhile are answered between two slices.
    """
    run = run_of(settings, db, task)
    refusal = why_no_test_reading(run)
    if refusal is not None:
        raise Refused(refusal)
    model = network_of(settings, run)
    from builder.datasets.judges import judges_of
    from builder.datasets.table import load_split
    from builder.jobs.work.evidence import save_evidence, why_other_images
    from builder.jobs.work.predicting import predict_in_slices

    split = load_split(run.experiment.data, settings)
    test, indices = split.test, None if split.chosen is None else split.chosen.test
    if run.imported_at is not None and (refusal := why_other_images(settings, run, split)) is not None:
        raise Refused(refusal)

    def after_slice(done: int) -> None:
        report({"images_done": done, "images_total": len(test)})
        while answer_next(settings, db, quick_kinds_of(PROCESS)):
            pass

    reading = predict_in_slices(model, test, after_slice)
    save_evidence(artifacts_of(settings), run, split, model)
    save_predictions(artifacts_of(settings), run.id, "test", test.labels, reading.probabilities, indices)
    record = partial(readings.record_test_reading, count=len(test), correct=reading.correct)
    if run.imported_at is not None:
        judged = predict_in_slices(
            model, judges_of(split.validation, run.experiment.training), lambda _: after_slice(len(test))
        )
        record = partial(
            record_evaluation,
            validation_correct=judged.correct,
            validation_count=len(judged.probabilities),
            test_correct=reading.correct,
            test_count=len(test),
        )
    try:
        patiently(record, db, run.id)
    except RunNotFoundError:  # deleted meanwhile: its folder must not come back
        artifacts_of(settings).remove(run.id)
        raise
    return {"count": len(test), "correct": reading.correct}


register(TaskKind("evaluate", process=PROCESS, answer=evaluate, long=True))
