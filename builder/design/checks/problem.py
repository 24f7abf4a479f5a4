"""The definition of a problem, and what the rules that find problems look at."""

from typing import Literal

from builder.design.base import Value
from builder.design.cost.summary import Summary
from builder.design.edit.fields import changed, edited
from builder.design.experiment import Experiment
from builder.design.network.network import Network
from builder.design.network.place import Place
from builder.design.training.training import Training


class Problem(Value):
    """One thing that is wrong: where, how serious, the arithmetic, and (if there is one) a corrected design."""

    place: Place
    severity: Literal["error", "warning"]
    title: str
    what: str
    fix_label: str | None = None
    fix: Experiment | None = None


class Context:
    """What the rules look at: the experiment, its summary, and the image counts."""

    def __init__(
        self, experiment: Experiment, summary: Summary, train_count: int | None, validation_count: int | None
    ) -> None:
        self.experiment = experiment
        self.network: Network = experiment.network
        self.training: Training = experiment.training
        self.summary = summary
        self.train_count, self.validation_count = train_count, validation_count

    def with_training(self, **changes: object) -> Experiment:
        """The design with fields of its training changed."""
        return changed(self.experiment, training=changed(self.training, **changes))

    def with_data(self, **changes: object) -> Experiment:
        """The design with fields of its data changed."""
        return changed(self.experiment, data=changed(self.experiment.data, **changes))

    def with_block(self, place: Place, field: str, value: object) -> Experiment | None:
        """The design with one field of the block at `place` changed; None if there is no such field."""
        if place.index is None or field not in type(getattr(self.network, place.section)[place.index]).model_fields:
            return None
        return edited(self.experiment, ("network", place.section, place.index, field), value)
