"""What one design does differently from another: computed from the two specs, in a student's words."""

from builder.course.change import Change
from builder.course.data_changes import data_changes
from builder.course.network_changes import network_changes
from builder.course.training_changes import training_changes
from builder.design.experiment import Experiment


def changes(before: Experiment, after: Experiment) -> tuple[Change, ...]:
    """Every change from `before` to `after`: the network's first, then the training's, then the images'.

    Empty exactly if the two designs are the same. Names and the order of early stopping's monitors are ignored; the
    seed is part of the design. Blocks are aligned first, so that an inserted block is one change and not one for
    every block after it; the same change of one field in several blocks is also one change.
    """
    return (
        *network_changes(before.network, after.network),
        *training_changes(before.training, after.training),
        *data_changes(before.data, after.data),
    )


__all__ = ["Change", "changes"]
