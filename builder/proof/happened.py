"""What the coach says of a run, from all that the store has of it: on its page, in its report, on the command line."""

from sqlalchemy import Engine

from builder.analysis.coach import Observation, coach
from builder.analysis.confusion import confusion
from builder.datasets.table import split_sizes, validated_on
from builder.progress.epoch import Epoch
from builder.settings import Settings
from builder.statistics.predictions import Predictions
from builder.store.runs.claims import is_found_again
from builder.store.runs.curves import epochs_of
from builder.store.runs.records import Run


def happened(settings: Settings, db: Engine, run: Run, validation: Predictions | None) -> tuple[Observation, ...]:
    """One to three observations; none without an epoch. `validation` is what the network said of its validation images,
    None where that is not known.

    Nothing is read from the curve of an imported run if it claims another validation accuracy than was measured here.
    """
    sizes = split_sizes(run.experiment.data, settings)
    seen = coach(
        run.experiment,
        epochs_of(db, run.id),
        validated_on(run.experiment.data, run.experiment.training, settings),
        found=None if validation is None else confusion(validation),
        training_count=None if sizes is None else sizes[0],
        own_project=run.preset,
    )
    is_believed = disproved(settings, db, run) is None
    return tuple(one for one in seen if is_believed or not one.is_of_curve)


def disproved(settings: Settings, db: Engine, run: Run) -> Epoch | None:
    """The kept epoch as the curve of an imported run tells it, if another validation accuracy was measured here."""
    images = validated_on(run.experiment.data, run.experiment.training, settings)
    epochs = epochs_of(db, run.id)
    if run.imported_at is None or run.validation_accuracy is None or images is None or not epochs:
        return None
    kept = next((epoch for epoch in epochs if epoch.epoch == run.kept_epoch), epochs[-1])
    is_found = is_found_again(kept.val_accuracy, round(run.validation_accuracy * images), images)
    return None if is_found else kept
