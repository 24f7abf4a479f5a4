"""What the coach says of a run, from all that the store has of it: on its page, in its report, on the command line."""

from sqlalchemy import Engine

from builder.analysis.coach import Observation, coach
from builder.analysis.confusion import confusion
from builder.datasets.table import validated_on
from builder.settings import Settings
from builder.statistics.predictions import Predictions
from builder.store.runs.records import Run, epochs_of


def happened(settings: Settings, db: Engine, run: Run, validation: Predictions | None) -> tuple[Observation, ...]:
    """One to three observations; none without an epoch. `validation` is what the network said of its validation images,
    None where that is not known."""
    return coach(
        run.experiment,
        epochs_of(db, run.id),
        validated_on(run.experiment.data, run.experiment.training, settings),
        found=None if validation is None else confusion(validation),
        own_project=run.preset,
    )
