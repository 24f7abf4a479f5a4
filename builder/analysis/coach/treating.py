"""What treats an observation in a given design: the course's project that shows it, and the change to this design."""

from collections.abc import Iterable

from builder.design.edit.treatments import Treatment, helps
from builder.design.experiment import Experiment

#: A project of the course and the change that it stands for; None where there is none.
Advice = tuple[str | None, Treatment | None]

#: So far above the last epoch, the best one is worth keeping.
WORTH_KEEPING = 0.005
#: From this validation accuracy on, little is left to gain.
LITTLE_LEFT = 0.95
#: From this gap on, what keeps a network from learning by heart does more than a larger network.
SOME_GAP = 0.05


def against_overfitting(experiment: Experiment) -> Advice:
    """Dropout first, then more of it with depth, then augmentation, then L2: the course's order."""
    return _first(experiment, (("5", "dropout"), ("9b", "growing_dropout"), ("16", "augmentation"), ("17", "l2")))


def against_underfitting(experiment: Experiment) -> Advice:
    """Another block, which sees more of the image."""
    return _first(experiment, ((_shows_a_further_block(experiment), "further_block"), ("12", "batch_normalization")))


def against_dead(experiment: Experiment) -> Advice:
    """The usual learning rate where it is higher; else what keeps signals alive: normalisation, initialisation."""
    training = experiment.training
    if training.learning_rate.rate > training.optimizer.usual_rate:
        return "15b", "smaller_rate"
    return _first(experiment, (("12", "batch_normalization"), ("14", "he_uniform")))


def against_noise(experiment: Experiment) -> Advice:
    """Keep the best epoch, as project 18 does; where that is done, smaller steps."""
    return _first(experiment, (("18", "keep_best"), ("15b", "smaller_rate")))


def after_levelling_off(experiment: Experiment, accuracy: float, gap: float, lost: float) -> Advice:
    """The next step where all is well: the best epoch where the last one lost something against it; where little is
    left to gain, none; against a gap, other images; else a network that can learn more.

    `accuracy` is the validation accuracy, `gap` how far it is below the training accuracy, `lost` how far the last
    epoch is below the best one; fractions.
    """
    if lost >= WORTH_KEEPING and helps(experiment, "keep_best"):
        return "18", "keep_best"
    if accuracy >= LITTLE_LEFT:
        return None, None
    if gap >= SOME_GAP:
        return _first(experiment, (("16", "augmentation"), ("17", "l2")))
    block = _shows_a_further_block(experiment)
    return _first(experiment, ((block, "further_block"), ("12", "batch_normalization"), ("16", "augmentation")))


def _shows_a_further_block(experiment: Experiment) -> str | None:
    """The project in which one more block than these was better: the second and the third of the course. The fourth
    bought little, and wider ones overfitted."""
    return {1: "1", 2: "2"}.get(len(experiment.network.conv_blocks))


def _first(experiment: Experiment, offers: Iterable[tuple[str | None, Treatment]]) -> Advice:
    """The first that changes this design."""
    return next(((project, name) for project, name in offers if helps(experiment, name)), (None, None))
