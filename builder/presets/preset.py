"""The definition of a preset."""

from typing import Annotated

from pydantic import Field

from builder.design.base import Value
from builder.design.edit.fields import changed
from builder.design.experiment import Experiment

Percent = Annotated[float, Field(ge=0, le=100)]


class UnknownPresetError(KeyError):
    """There is no preset with that id; the message names those that exist."""

    def __str__(self) -> str:
        return str(self.args[0])


class Documented(Value):
    """What the slides report, in percent; None if they show nothing."""

    test_accuracy: Percent
    last_epoch: int | None = None
    train_accuracy: Percent | None = None
    validation_accuracy: Percent | None = None


class Preset(Value):
    """A ready-made design: its id, its title, its lesson in one line.

    `how` says in plain words how it comes to that, where its lesson does not; `note` is what must be known beside a
    result. `source` is whose recipe it is, in a sentence after "after"; empty for the course's own.
    """

    id: str
    title: str
    lesson: str
    experiment: Experiment
    how: str = ""
    note: str | None = None
    source: str = ""

    @property
    def designs(self) -> tuple[Experiment, ...]:
        """Every design that is this preset under its own name."""
        return (self.experiment,)


class Project(Preset):
    """A project of the course, with an id from "0" to "18" ("9a", "9b" and "15b" among them).

    `as_in_slides` is the protocol that the slides very likely ran, if it is not an honest one; else None.
    `note` says where the slides contradict themselves.
    """

    documented: Documented
    as_in_slides: Experiment | None = None

    @property
    def designs(self) -> tuple[Experiment, ...]:
        """The project under the slides' protocol, if that is another, and under the honest one."""
        return (self.experiment,) if self.as_in_slides is None else (self.as_in_slides, self.experiment)

    def with_protocol(self, experiment: Experiment, *, as_in_slides: bool) -> Experiment:
        """The design under the slides' or the honest protocol; everything else, such as the data set, stays.

        Raises ValueError for a project whose slides were honest.
        """
        if self.as_in_slides is None:
            raise ValueError(f"The slides of {self.title} ran an honest protocol; there is no other.")
        to, other = self.as_in_slides, self.experiment
        if not as_in_slides:
            to, other = other, to
        return changed(
            experiment,
            name=to.name if experiment.name == other.name else experiment.name,
            data=changed(experiment.data, trains_on_validation=to.data.trains_on_validation),
            training=changed(
                experiment.training,
                target_validation_accuracy=to.training.target_validation_accuracy,
                target_test_accuracy=to.training.target_test_accuracy,
            ),
        )
