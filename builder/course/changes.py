"""What one design does otherwise than another: computed from the two specs, and said in a student's words."""

from builder.course.change import Change
from builder.course.network_changes import network_changes
from builder.course.training_changes import data_changes, training_changes
from builder.design.experiment import Experiment


def changes(before: Experiment, after: Experiment) -> tuple[Change, ...]:
    """Every change from `before` to `after`: the network's first, then the training's, then the images'.

    None exactly where the two designs are the same: names are aside, and the order in which early stopping names
    its monitors. A seed is a part of the design. Blocks are aligned first, so that a block put in between is one
    change and not one for every block behind it, and what became of one field in several blocks is one change.
    """
    return (
        *network_changes(before.network, after.network),
        *training_changes(before.training, after.training),
        *data_changes(before.data, after.data),
    )


__all__ = ["Change", "changes"]
