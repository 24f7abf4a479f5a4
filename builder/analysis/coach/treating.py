"""What treats an observation in a given design: the course's project that shows it, and the change to this design."""

from collections.abc import Iterable

from builder.design.edit.treatments import Treatment, helps
from builder.design.experiment import Experiment

#: A project of the course and the change that it stands for; None where there is none.
Advice = tuple[str | None, Treatment | None]


def against_overfitting(experiment: Experiment) -> Advice:
    """Dropout first, then more of it with depth, then augmentation, then L2: the course's order."""
    return _first(experiment, (("5", "dropout"), ("9b", "growing_dropout"), ("16", "augmentation"), ("17", "l2")))


def against_underfitting(experiment: Experiment) -> Advice:
    """Another block, which sees more of the image."""
    return _first(experiment, (("4", "further_block"), ("12", "batch_normalization")))


def against_dead(experiment: Experiment) -> Advice:
    """The usual learning rate where it is higher; else what keeps signals alive: normalisation, initialisation."""
    training = experiment.training
    if training.learning_rate.rate > training.optimizer.usual_rate:
        return "15b", "smaller_rate"
    return _first(experiment, (("12", "batch_normalization"), ("14", "he_uniform")))


def against_noise(experiment: Experiment) -> Advice:
    """Keep the best epoch, as project 18 does; where that is done, smaller steps."""
    return _first(experiment, (("18", "keep_best"), ("15b", "smaller_rate")))


def _first(experiment: Experiment, offers: Iterable[tuple[str, Treatment]]) -> Advice:
    """The first that changes this design."""
    return next(((project, name) for project, name in offers if helps(experiment, name)), (None, None))
