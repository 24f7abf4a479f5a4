"""What training is watched by: the monitors of early stopping, and the accuracy that judges."""

from builder.design.training.stopping import Monitor
from builder.design.training.training import Training

MONITORS: dict[Monitor, str] = {"val_accuracy": "validation accuracy", "val_loss": "validation loss"}


def in_words(value: object) -> str:
    """A monitor's words, and any other value as text."""
    return next((words for monitor, words in MONITORS.items() if monitor == value), str(value))


def judging_accuracy(training: Training) -> str:
    """Which accuracy ends training at its target and chooses the best epoch."""
    return f"{judging_images(training)} accuracy"


def judging_images(training: Training) -> str:
    """Whose accuracy that is: "test" or "validation"."""
    return "test" if training.judged_by_test else "validation"
