"""The row of a run that is added: what its design, its owner and its home say of it."""

from typing import Any

from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.presets import identify
from builder.store.runs.design_text import design_text
from builder.store.runs.records import RunState
from builder.store.schema.database import now


def new_row(id: str, experiment: Experiment, owner: str, home: str | None, state: RunState) -> dict[str, Any]:
    """The columns that every new run has; it is submitted now."""
    return {
        "id": id,
        "name": experiment.name,
        "owner": owner,
        "experiment": design_text(experiment),
        "preset": identify(experiment),
        "dataset": experiment.data.dataset,
        "parameters": summarize(experiment).total,
        "state": state,
        "submitted_at": now(),
        "home": home,
    }
