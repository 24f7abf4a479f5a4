"""Whether the network learns at all, and enough."""

from statistics import median

from builder.analysis.coach.curve import LOW_ACCURACY, Curve
from builder.analysis.coach.observation import Observation
from builder.analysis.coach.treating import against_dead, against_underfitting

#: A loss that has not fallen below this share of its first epoch's has not fallen.
HARDLY_FALLEN = 0.98
#: A learning rate of so many times the optimiser's usual one is a likely cause.
MANY_TIMES = 5
#: Underfitting: a low training accuracy after so many epochs, and hardly a gap.
ENOUGH_EPOCHS, SMALL_GAP = 10, 0.1
#: A class of which so many images, and none of them, was recognised; of fewer it may be chance.
IMAGES_OF_CLASS = 5


def dead(curve: Curve) -> Observation | None:
    """The network guesses: neither accuracy ever rose above chance."""
    if not curve.is_guessing:
        return None
    project, edit = against_dead(curve.experiment)
    return Observation(
        kind="dead",
        numbers={
            "chance": curve.chance,
            "training_accuracy": curve.highest,
            "validation_accuracy": curve.best.val_accuracy,
            "loss": curve.epochs[-1].loss,
        },
        epochs=(1, curve.count),
        project=project,
        edit=edit,
    )


def rate_too_high(curve: Curve) -> Observation | None:
    """The training loss jumps up, or has never fallen; a network that guesses is called so only at a high rate."""
    rate = curve.experiment.training.learning_rate.rate
    usual = curve.experiment.training.optimizer.usual_rate
    if curve.is_guessing and rate < MANY_TIMES * usual:
        return None
    jumps = curve.jumps
    first, last = curve.epochs[0].loss, median(epoch.loss for epoch in curve.end)
    fallen = last < HARDLY_FALLEN * first
    if curve.count < 3 or (fallen and not jumps):
        return None
    numbers = {"rate": rate, "usual_rate": usual, "first_loss": first, "last_loss": last, "jumps": float(len(jumps))}
    if jumps:
        before, after = curve.epochs[jumps[0] - 2], curve.epochs[jumps[0] - 1]
        numbers |= {"loss_before": before.loss, "loss_after": after.loss}
    return Observation(
        kind="rate_too_high",
        numbers=numbers,
        epochs=jumps or (1, curve.count),
        project="15b",
        edit="smaller_rate",
    )


def never_recognised(curve: Curve) -> Observation | None:
    """There are classes of which the kept network recognised no validation image, though it does more than guess."""
    if curve.found is None or curve.is_guessing:
        return None
    scores = zip(curve.experiment.images.classes, curve.found.scores, strict=True)
    never = [(name, score.support) for name, score in scores if score.support >= IMAGES_OF_CLASS and score.recall == 0]
    if not never:
        return None
    return Observation(
        kind="never_recognised",
        numbers={"images": float(sum(images for _, images in never))},
        classes=tuple(name for name, _ in never),
    )


def underfitting(curve: Curve) -> Observation | None:
    """Even the training images are not learned well, and there is hardly a gap."""
    if curve.count < ENOUGH_EPOCHS or curve.accuracy >= LOW_ACCURACY or curve.gap >= SMALL_GAP:
        return None
    if curve.is_learning or curve.is_guessing or rate_too_high(curve) is not None:
        return None
    project, edit = against_underfitting(curve.experiment)
    return Observation(
        kind="underfitting",
        numbers={
            "training_accuracy": curve.accuracy,
            "validation_accuracy": curve.val_accuracy,
            "gap": curve.gap,
            "last_epochs": float(len(curve.end)),
        },
        epochs=(curve.end[0].epoch, curve.epochs[-1].epoch),
        project=project,
        edit=edit,
    )
