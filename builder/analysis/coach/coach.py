"""One to three things about a curve, the most urgent first."""

from collections.abc import Callable, Sequence

from builder.analysis.coach import signs
from builder.analysis.coach.curve import Curve
from builder.analysis.coach.observation import Observation
from builder.design.experiment import Experiment
from builder.progress.epoch import Epoch

#: No more than a person takes in.
MOST = 3

SIGNS: tuple[Callable[[Curve], Observation | None], ...] = (
    signs.dead,
    signs.rate_too_high,
    signs.overfitting,
    signs.underfitting,
    signs.validation_above_training,
    signs.still_improving,
    signs.noise,
)


def coach(
    experiment: Experiment, epochs: Sequence[Epoch], validation_count: int | None = None
) -> tuple[Observation, ...]:
    """What these epochs of a training of this design show: one to three observations; none without an epoch.

    `validation_count` is how many images each epoch was validated on, if known: a small number explains differences.
    """
    if not epochs:
        return ()
    curve = Curve(experiment, epochs, validation_count)
    found = [observation for sign in SIGNS if (observation := sign(curve)) is not None]
    return tuple(found[:MOST]) or (signs.fine(curve),)
