"""The lines of one run, of accuracy or of loss, as they are drawn while it trains and on its page."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from builder.progress.epoch import Epoch
from builder.ui.figures.curve_style import TEST, TEST_LINE, TRAINING, VALIDATION, Quantity


class Line(NamedTuple):
    """One line: its name in the legend, its value after each epoch, and its look."""

    name: str
    values: list[float]
    look: dict[str, Any]


class Lines(NamedTuple):
    """Training, validation, and the test's where it is known after every epoch, because it chooses the model."""

    training: Line
    validation: Line
    test: Line | None

    def written(self, written: Callable[[float], float]) -> "Lines":
        """The same lines with each value as `written` gives it."""

        def of(line: Line) -> Line:
            return line._replace(values=[written(value) for value in line.values])

        return Lines(of(self.training), of(self.validation), self.test and of(self.test))

    @property
    def drawn(self) -> list[Line]:
        """From the back to the front."""
        return [line for line in self if line is not None]

    @property
    def judge(self) -> Line:
        """The line that says which epoch is best."""
        return self.test or self.validation

    @property
    def next_to_judge(self) -> Line:
        """The line that is drawn before the judge's."""
        return self.drawn[-2]


def lines_of(epochs: Sequence[Epoch], quantity: Quantity) -> Lines:
    """Accuracies in percent, losses as they are."""
    if quantity == "loss":
        return _lines([epoch.loss for epoch in epochs], [epoch.val_loss for epoch in epochs], [])
    return _lines(
        [100 * epoch.accuracy for epoch in epochs],
        [100 * epoch.val_accuracy for epoch in epochs],
        [100 * epoch.test_accuracy for epoch in epochs if epoch.test_accuracy is not None],
    )


def _lines(training: list[float], validation: list[float], test: list[float]) -> Lines:
    return Lines(
        Line("Training", training, TRAINING),
        Line("Validation", validation, VALIDATION),
        Line(TEST_LINE, test, TEST) if len(test) == len(training) > 0 else None,
    )
