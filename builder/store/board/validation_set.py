"""Which images validated a run: only accuracies on the same ones are ranked against each other."""

from typing import NamedTuple

from builder.datasets.table import usual_sizes
from builder.design.experiment import Experiment
from builder.design.training.training import VALIDATION_STEP


class ValidationSet(NamedTuple):
    """Runs that agree in all four fields were validated on the same images.

    `first` is how many of the validation images were used; None for all of them.
    """

    dataset: str
    limit: int | None
    split_seed: int
    first: int | None

    @property
    def is_whole(self) -> bool:
        """Whether it is a data set's usual validation set: all images, the usual split, no subset."""
        return self.limit is None and self.split_seed == 0 and self.first is None


def validation_set(experiment: Experiment) -> ValidationSet:
    """The images that validate every run of this design."""
    data = experiment.data
    return ValidationSet(data.dataset, data.limit, data.split_seed, _first_images(experiment))


def _first_images(experiment: Experiment) -> int | None:
    """How many validation images are used, if the design asks for fewer than there are, as far as it can tell."""
    steps = experiment.training.validation_steps
    if steps is None:
        return None
    count, sizes = steps * VALIDATION_STEP, usual_sizes(experiment.data)
    return None if sizes is not None and count >= sizes[1] else count
