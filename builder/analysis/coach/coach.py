"""One to three things about a curve, the most urgent first."""

from collections.abc import Callable, Sequence

from builder.analysis.coach.curve import Curve
from builder.analysis.coach.observation import Observation
from builder.analysis.coach.signs import ending, gap, learning
from builder.analysis.confusion import Confusion
from builder.design.experiment import Experiment
from builder.progress.epoch import Epoch

#: No more than a person takes in.
MOST = 3

SIGNS: tuple[Callable[[Curve], Observation | None], ...] = (
    learning.dead,
    learning.rate_too_high,
    learning.never_recognised,
    gap.overfitting,
    learning.underfitting,
    gap.validation_above_training,
    ending.few_epochs,
    ending.still_improving,
    ending.noise,
)


def coach(
    experiment: Experiment,
    epochs: Sequence[Epoch],
    validation_count: int | None = None,
    *,
    found: Confusion | None = None,
    training_count: int | None = None,
    own_project: str | None = None,
) -> tuple[Observation, ...]:
    """What these epochs of a training of this design show: one to three observations; none without an epoch.

    `validation_count` is how many images each epoch was validated on, if known: a small number explains differences.
    `training_count` is how many images it was trained on, if known: on few, a larger network may lose.
    `found` is what the kept network said of the validation images, if known: which classes it never recognises.
    No observation leads to `own_project`, the project of the course that the design comes from.
    """
    if not epochs:
        return ()
    curve = Curve(experiment, epochs, validation_count, found, training_count)
    seen = [observation for sign in SIGNS if (observation := sign(curve)) is not None]
    told = tuple(seen[:MOST]) or (ending.fine(curve),)
    return tuple(one.model_copy(update={"project": None}) if one.project == own_project else one for one in told)
