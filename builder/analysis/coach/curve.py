"""What the coach looks at: a run's design and epochs, and the numbers that its signs share."""

from collections.abc import Sequence
from functools import cached_property
from math import sqrt
from statistics import fmean, median, pstdev
from typing import NamedTuple

from builder.analysis.confusion import Confusion
from builder.design.experiment import Experiment
from builder.progress.epoch import Epoch
from builder.progress.training_state import after


class Trend(NamedTuple):
    """The straight line of least squares through some epochs' values: where it begins and ends, its slope an epoch, and
    the standard error of the slope."""

    first: float
    last: float
    slope: float
    slope_error: float

    @property
    def is_rising(self) -> bool:
        """Whether the slope is more than two of its standard errors above 0."""
        return self.slope > 2 * self.slope_error


class Curve:
    """The epochs of one training, from the first on; there is at least one. Accuracies are fractions.

    `validation_count` is how many images each validation accuracy was measured on, `found` what the kept network said
    of each validation image; None where that is not known.
    """

    def __init__(
        self,
        experiment: Experiment,
        epochs: Sequence[Epoch],
        validation_count: int | None,
        found: Confusion | None = None,
    ) -> None:
        self.experiment, self.epochs, self.validation_count = experiment, tuple(epochs), validation_count
        self.found = found
        self.count = len(self.epochs)
        self.chance = 1 / len(experiment.images.classes)

    @cached_property
    def was_cut_short(self) -> bool:
        """Whether training ended before the epochs, time or patience of the design did: stopped, or at its target."""
        training = self.experiment.training
        state = after(training, self.epochs)
        exhausted = any(one.wait >= one.rule.patience for one in state.rules)
        return self.count < training.epochs and not exhausted and training.time_limit is None

    @cached_property
    def end(self) -> tuple[Epoch, ...]:
        """The last epochs, a quarter of all and at most five: what the curve has come to."""
        return self.epochs[-max(1, min(5, self.count // 4)) :]

    @cached_property
    def accuracy(self) -> float:
        """The training accuracy that the curve has come to: the mean of `end`."""
        return fmean(epoch.accuracy for epoch in self.end)

    @cached_property
    def val_accuracy(self) -> float:
        """The validation accuracy that the curve has come to: the mean of `end`."""
        return fmean(epoch.val_accuracy for epoch in self.end)

    @property
    def gap(self) -> float:
        """By how much the training accuracy is above the validation accuracy at the end."""
        return self.accuracy - self.val_accuracy

    @cached_property
    def sampling_error(self) -> float:
        """The standard error that the choice of the validation images gives an accuracy; 0 where it is not known."""
        if not self.validation_count:
            return 0.0
        share = min(max(self.val_accuracy, 0.5 / self.validation_count), 1 - 0.5 / self.validation_count)
        return sqrt(share * (1 - share) / self.validation_count)

    @cached_property
    def best(self) -> Epoch:
        """The first epoch with the highest validation accuracy."""
        return max(self.epochs, key=lambda epoch: epoch.val_accuracy)

    @cached_property
    def smooth_val_losses(self) -> tuple[float, ...]:
        """The median validation loss of each epoch and its two neighbours on either side."""
        losses = [epoch.val_loss for epoch in self.epochs]
        return tuple(median(losses[max(0, place - 2) : place + 3]) for place in range(self.count))

    @cached_property
    def lowest(self) -> int:
        """The place of the lowest smoothed validation loss."""
        return min(range(self.count), key=lambda place: self.smooth_val_losses[place])

    @cached_property
    def last_third(self) -> tuple[Epoch, ...]:
        """The last third of the epochs, at least five where there are so many."""
        return self.epochs[-max(5, self.count // 3) :]

    @cached_property
    def parts(self) -> tuple[tuple[Epoch, ...], tuple[Epoch, ...]]:
        """The first and the last epochs of the last third, as many of each: half of it, and five at most."""
        some = max(1, min(5, len(self.last_third) // 2))
        return self.last_third[:some], self.last_third[-some:]

    @cached_property
    def val_trend(self) -> Trend | None:
        """The trend of the validation accuracy over the last third; None for fewer than four epochs."""
        return trend([epoch.val_accuracy for epoch in self.last_third])

    @cached_property
    def to_come(self) -> float:
        """How much accuracy a quarter more epochs would add at the pace of the last third; 0 where it does not rise."""
        return self._to_come([epoch.val_accuracy for epoch in self.last_third])

    @cached_property
    def training_to_come(self) -> float:
        """The same of the training accuracy."""
        return self._to_come([epoch.accuracy for epoch in self.last_third])

    def _to_come(self, values: Sequence[float]) -> float:
        line = trend(values)
        return line.slope * self.count / 4 if line is not None and line.is_rising else 0.0

    @cached_property
    def swing(self) -> float:
        """The standard deviation of a validation accuracy from one epoch to the next, over the last third."""
        values = [epoch.val_accuracy for epoch in self.last_third]
        steps = [after - before for before, after in zip(values, values[1:], strict=False)]
        return pstdev(steps) / sqrt(2) if len(steps) > 1 else 0.0


def trend(values: Sequence[float]) -> Trend | None:
    """The line through these values at equal distances; None for fewer than four."""
    count = len(values)
    if count < 4:
        return None
    centre, mean = (count - 1) / 2, sum(values) / count
    spread = sum((place - centre) ** 2 for place in range(count))
    slope = sum((place - centre) * (value - mean) for place, value in enumerate(values)) / spread
    residuals = [value - mean - slope * (place - centre) for place, value in enumerate(values)]
    scatter = sqrt(sum(residual**2 for residual in residuals) / (count - 2))
    return Trend(mean - slope * centre, mean + slope * centre, slope, scatter / sqrt(spread))
