"""Runs in the store, as a worker reports them."""

from sqlalchemy import Engine

from builder.design.experiment import Experiment
from builder.progress.epoch import Epoch
from builder.store.runs import attempts, lifecycle

OWNER = "a" * 64

EXPERIMENT = Experiment(name="Mine")


def running(db: Engine, experiment: Experiment = EXPERIMENT) -> tuple[str, str]:
    """A running run's id and token."""
    lifecycle.submit(db, experiment, OWNER)
    run, token = lifecycle.claim_next(db, parallel=100)
    return run.id, token


def epoch(number: int, val_accuracy: float = 0.5) -> Epoch:
    return Epoch(epoch=number, loss=1.5, accuracy=0.45, val_loss=1.4, val_accuracy=val_accuracy, seconds=2.0)


def record(db: Engine, id: str, token: str, number: int, val_accuracy: float = 0.5) -> None:
    attempts.record_epoch(
        db,
        id,
        token,
        epoch(number, val_accuracy),
        best_epoch=number,
        kept_epoch=number,
        validation_accuracy=val_accuracy,
        seconds=2.0 * number,
    )
