"""What the coach looks at: a run's design and epochs, and the numbers that its signs share."""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from math import sqrt
from statistics import fmean, median, pstdev
from typing import NamedTuple

from builder.analysis.confusion import Confusion
from builder.design.experiment import Experiment
from builder.progress.epoch import Epoch
from builder.progress.training_state import after

#: So much above chance a training accuracy is no longer guessing.
ABOVE_CHANCE = 0.03
#: A training loss that rises by this share from one epoch to the next has jumped, or an accuracy that falls by so much.
LOSS_JUMP, ACCURACY_FALL = 0.5, 0.1
#: A training accuracy below this is low.
LOW_ACCURACY = 0.8
#: Where a quarter more epochs would add this share of the accuracy, nobody can tell yet how much the network can learn.
MUCH_TO_COME = 0.04
#: Still improving: so much more accuracy, if it went on as in the last third for a quarter longer.
GAIN_TO_COME = 0.01
#: So many epochs are too few to say more.
FEW_EPOCHS = 4


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
    of each validation image, `training_count` how many images it was trained on; None where that is not known.
    """

    def __init__(
        self,
        experiment: Experiment,
        epochs: Sequence[Epoch],
        validation_count: int | None,
        found: Confusion | None = None,
        training_count: int | None = None,
    ) -> None:
        self.experiment, self.epochs, self.validation_count = experiment, tuple(epochs), validation_count
        self.found, self.training_count = found, training_count
        self.count = len(self.epochs)
        self.chance = 1 / len(experiment.images.classes)

    @cached_property
    def was_cut_short(self) -> bool:
        """Whether training ended before the epochs or the patience of the design did: stopped, or at its target.

        Never with a time limit: the curve does not show whether that was what ended it.
        """
        training = self.experiment.training
        state = after(training, self.epochs)
        exhausted = any(one.wait >= one.rule.patience for one in state.rules)
        return self.count < training.epochs and not exhausted and training.time_limit is None

    @property
    def is_short(self) -> bool:
        """Whether there are too few epochs to say more."""
        return self.count <= FEW_EPOCHS

    @cached_property
    def highest(self) -> float:
        """The highest training accuracy."""
        return max(epoch.accuracy for epoch in self.epochs)

    @cached_property
    def is_guessing(self) -> bool:
        """Whether neither accuracy ever rose above chance; a single epoch does not show it."""
        noise = 3 * (self.chance * (1 - self.chance) / (self.validation_count or 1_000)) ** 0.5
        learned = self.best.val_accuracy > self.chance + max(ABOVE_CHANCE, noise)
        return self.count >= 2 and not learned and self.highest <= self.chance + ABOVE_CHANCE

    @cached_property
    def is_learning(self) -> bool:
        """Whether even the training images are being learned at a pace from which much more would come."""
        coming = max(self.to_come, self.training_to_come)
        return self.accuracy < LOW_ACCURACY and coming >= MUCH_TO_COME * self.accuracy

    @cached_property
    def jumps(self) -> tuple[int, ...]:
        """The epochs, from 1, in which the training loss jumped up, or the training accuracy fell."""
        return tuple(
            second.epoch
            for first, second in pairwise(self.epochs)
            if second.loss > (1 + LOSS_JUMP) * first.loss or second.accuracy < first.accuracy - ACCURACY_FALL
        )

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

    @property
    def is_best_at_its_end(self) -> bool:
        """Whether the last epoch has the highest validation accuracy, or the lowest validation loss."""
        last = self.epochs[-1]
        return self.best.epoch == last.epoch or last.val_loss <= min(epoch.val_loss for epoch in self.epochs)

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
    def ends_of_last_third(self) -> tuple[tuple[Epoch, ...], tuple[Epoch, ...]]:
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
        steps = [second - first for first, second in pairwise(values)]
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
