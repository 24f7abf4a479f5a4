"""What a training is going to do, in one line of words."""

from builder.datasets import DATASETS
from builder.spec.experiment import Experiment
from builder.spec.training import OPTIMIZERS, Training

MONITORS = {"val_accuracy": "validation accuracy", "val_loss": "validation loss"}


def data_text(experiment: Experiment, train_count: int) -> str:
    """Which images: "CIFAR-10, 40,000 training images"."""
    return f"{DATASETS[experiment.data.dataset].title}, {train_count:,} training images"


def plan_text(experiment: Experiment, train_count: int) -> str:
    """The data and the training, as a caption under the title."""
    training = experiment.training
    parts = [
        data_text(experiment, train_count),
        _optimizer(training),
        f"batch {training.batch_size:,}",
        _epochs(training),
    ]
    if training.augmentation is not None:
        parts.append("augmentation")
    if training.early_stopping:
        parts.append(_stopping(training))
    if training.target_validation_accuracy is not None:
        parts.append(f"until {100 * training.target_validation_accuracy:g} % validation accuracy")
    if training.keep == "best":
        parts.append("keeps the best epoch")
    return " · ".join(parts)


def decimal(number: float) -> str:
    """0.00001 rather than 1e-05."""
    return f"{number:.10f}".rstrip("0").rstrip(".")


def _optimizer(training: Training) -> str:
    text = f"{OPTIMIZERS[training.optimizer][0]} {decimal(training.learning_rate)}"
    return f"{text}, momentum {training.momentum:g}" if training.momentum else text


def _epochs(training: Training) -> str:
    early = training.early_stopping or training.target_validation_accuracy is not None
    text = f"{'up to ' if early else ''}{training.epochs:,} {'epoch' if training.epochs == 1 else 'epochs'}"
    return f"{text} of {training.steps_per_epoch:,} steps" if training.steps_per_epoch is not None else text


def _stopping(training: Training) -> str:
    """One sentence for one or two monitors; the patience once where both have the same."""
    stops = training.early_stopping
    if len({stop.patience for stop in stops}) == 1:
        names = " or ".join(MONITORS[stop.monitor] for stop in stops)
        return f"stops after {_count(stops[0].patience)} without a better {names}"
    reasons = " or ".join(f"{_count(stop.patience)} without a better {MONITORS[stop.monitor]}" for stop in stops)
    return f"stops after {reasons}"


def _count(epochs: int) -> str:
    return "1 epoch" if epochs == 1 else f"{epochs} epochs"
