"""Runs in the store as a worker would leave them, without training."""

from collections.abc import Sequence

from sqlalchemy import Engine

from builder import presets
from builder.design.experiment import Experiment
from builder.design.images import SOURCES
from builder.progress.epoch import Epoch
from builder.progress.told import Told
from builder.store.runs import attempts, lifecycle, readings
from builder.store.runs.groups import Membership
from builder.store.runs.records import Run, get_run


def design(preset: str = "0", name: str | None = None, dataset: str = "digits", limit: int | None = None, **data):
    """A course project on other data, with another name."""
    experiment = presets.get(preset).experiment
    changed = experiment.data.model_copy(update={"images": SOURCES[dataset], "limit": limit, **data})
    return experiment.model_copy(update={"name": name or experiment.name, "data": changed})


def ended_run(
    db: Engine,
    experiment: Experiment,
    owner: str,
    *,
    accuracy: float | None = 0.5,
    state: str = "finished",
    test: tuple[int, int] | None = None,
    epochs: int = 3,
    groups: Sequence[Membership] = (),
) -> Run:
    """A run that ended with this validation accuracy; `test` is (correct, count), None leaves the test set unread."""
    run = lifecycle.submit(db, experiment, owner, groups)
    claimed, token = lifecycle.claim_next(db)
    assert claimed.id == run.id
    for number in range(1, epochs + 1 if accuracy is not None else 1):
        value = accuracy * number / epochs
        epoch = Epoch(epoch=number, loss=1 / number, accuracy=value, val_loss=1 / number, val_accuracy=value, seconds=1)
        attempts.record_epoch(
            db, run.id, token, epoch, best_epoch=number, kept_epoch=number, validation_accuracy=value, seconds=number
        )
    if accuracy is not None:
        attempts.record_weights(db, run.id, token)
    correct, count = test or (None, None)
    if state == "finished":
        lifecycle.finish(
            db,
            run.id,
            token,
            end_reason=Told(text="All epochs were trained"),
            seconds=epochs,
            test_correct=correct,
            test_count=count,
        )
    elif state == "stopped":
        lifecycle.mark_stopped(db, run.id, token, end_reason=Told(text="Stopped by its owner"), seconds=epochs)
    else:
        lifecycle.fail(db, run.id, token, Told(text="The loss is not a number any more; try a smaller learning rate."))
    if test and state != "finished":
        readings.record_test_reading(db, run.id, count=count, correct=correct)
    return get_run(db, run.id)
