"""Whether a design fits into the memory that training may take."""

from builder.design.checks.problem import Problem
from builder.design.cost.memory import largest_batch, training_bytes
from builder.design.cost.summary import Summary
from builder.design.edit.fields import edited
from builder.design.experiment import Experiment
from builder.design.network.place import TRAINING


def memory_problem(experiment: Experiment, room: float, *, summary: Summary | None = None) -> Problem | None:
    """Why the design is too large to train in `room` bytes, with the largest batch that fits."""
    needed = training_bytes(experiment, summary=summary)
    if needed <= room:
        return None
    batch = largest_batch(experiment, room)
    what = (
        f"Training would take about {needed / 1e9:.1f} GB with batch {experiment.training.batch_size:,}, and "
        f"{room / 1e9:.1f} GB can be used here. "
    )
    if batch is None:
        what += "Even one image a batch does not fit: take fewer filters or units, or pool earlier."
        return Problem(place=TRAINING, severity="error", title="Too large for this machine's memory", what=what)
    return Problem(
        place=TRAINING,
        severity="error",
        title="Too large for this machine's memory",
        what=f"{what}Batch {batch:,} fits.",
        fix_label=f"Batch {batch:,}",
        fix=edited(experiment, ("training", "batch_size"), batch),
    )
