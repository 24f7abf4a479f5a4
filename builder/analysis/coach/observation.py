"""What the coach can say of a curve, as values; `words/coach.py` has the sentences."""

from typing import Literal

from builder.design.base import Value
from builder.design.edit.treatments import Treatment

Kind = Literal[
    "dead",
    "rate_too_high",
    "never_recognised",
    "overfitting",
    "underfitting",
    "validation_above_training",
    "few_epochs",
    "still_improving",
    "noise",
    "fine",
]


class Observation(Value):
    """One thing that a curve shows.

    `numbers` are what it is based on, by names that `words/coach.py` knows; accuracies and
    differences of accuracies are fractions. `epochs` are the epochs that show it, in order, counted from 1. `classes`
    are the names of the classes that it is about, as somebody typed them. `project` is the id of the course's project
    that treats it, None where none does; `edit` is the change to this design that may help, for
    `design/edit/treatments.treated`, None where no change follows, and `other_edit` one to try after that.
    """

    kind: Kind
    numbers: dict[str, float] = {}
    epochs: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()
    project: str | None = None
    edit: Treatment | None = None
    other_edit: Treatment | None = None

    @property
    def is_of_curve(self) -> bool:
        """Whether the curve shows it; else what the network said of its validation images does."""
        return self.kind != "never_recognised"
