"""What the coach looks for: one function a kind, from a curve to what it shows, or None.

The numbers were set on made-up curves whose answer is known and on the 21 measured curves of the course; docs/coach.md
says what comes out for each.
"""

from itertools import pairwise
from statistics import fmean, median

from builder.analysis.coach.curve import Curve
from builder.analysis.coach.observation import Observation
from builder.analysis.coach.treating import (
    after_levelling_off,
    against_dead,
    against_noise,
    against_overfitting,
    against_underfitting,
)

#: So much above chance a training accuracy is no longer guessing.
ABOVE_CHANCE = 0.03
#: A training loss that rises by this share from one epoch to the next has jumped, or an accuracy that falls by so much.
LOSS_JUMP, ACCURACY_FALL = 0.5, 0.1
#: A loss that has not fallen below this share of its first epoch's has not fallen.
HARDLY_FALLEN = 0.98
#: A learning rate of so many times the optimiser's usual one is a likely cause.
MANY_TIMES = 5
#: Overfitting: validation loss risen by this share from its lowest, and a gap of accuracies; or a wide gap alone.
LOSS_RISE, GAP, WIDE_GAP = 0.05, 0.08, 0.12
#: Underfitting: a training accuracy below this after so many epochs, and hardly a gap.
LOW_ACCURACY, ENOUGH_EPOCHS, SMALL_GAP = 0.8, 10, 0.1
#: Where a quarter more epochs would add this share of the accuracy, nobody can tell yet how much the network can learn.
MUCH_TO_COME = 0.04
#: Still improving: so much more accuracy, if it went on as in the last third for a quarter longer.
GAIN_TO_COME = 0.01
#: Validation accuracies that swing by this much from epoch to epoch.
LARGE_SWING = 0.01
#: A last epoch that is so many swings below the best one was unlucky.
MANY_SWINGS = 3
#: So many epochs are too few to say more.
FEW_EPOCHS = 4
#: A class of which so many images, and none of them, was recognised; of fewer it may be chance.
IMAGES_OF_CLASS = 5


def dead(curve: Curve) -> Observation | None:
    """The network guesses: neither accuracy ever rose above chance."""
    highest = max(epoch.accuracy for epoch in curve.epochs)
    noise = 3 * (curve.chance * (1 - curve.chance) / (curve.validation_count or 1_000)) ** 0.5
    learned = curve.best.val_accuracy > curve.chance + max(ABOVE_CHANCE, noise)
    if curve.count < 2 or learned or highest > curve.chance + ABOVE_CHANCE:
        return None
    project, edit = against_dead(curve.experiment)
    return Observation(
        kind="dead",
        numbers={
            "chance": curve.chance,
            "training_accuracy": highest,
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
    if dead(curve) is not None and rate < MANY_TIMES * usual:
        return None
    jumps = tuple(
        after.epoch
        for before, after in pairwise(curve.epochs)
        if after.loss > (1 + LOSS_JUMP) * before.loss or after.accuracy < before.accuracy - ACCURACY_FALL
    )
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
    if curve.found is None or dead(curve) is not None:
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


def overfitting(curve: Curve) -> Observation | None:
    """The validation loss has risen since its lowest while training went on, or the gap is wide."""
    losses, lowest = curve.smooth_val_losses, curve.lowest
    last = median(epoch.val_loss for epoch in curve.end)
    rise = last / losses[lowest] - 1 if losses[lowest] > 0 else 0.0
    passed = lowest < curve.count - max(2, len(curve.end) // 2)
    sure_gap = curve.gap - 2 * curve.sampling_error
    if (
        curve.count <= FEW_EPOCHS
        or sure_gap <= 0
        or not ((passed and rise >= LOSS_RISE and curve.gap >= GAP) or curve.gap >= WIDE_GAP)
    ):
        return None
    project, edit = against_overfitting(curve.experiment)
    return Observation(
        kind="overfitting",
        numbers={
            "since": float(curve.epochs[lowest].epoch),
            "lowest_val_loss": losses[lowest],
            "last_val_loss": last,
            "rise": rise,
            "training_accuracy": curve.accuracy,
            "validation_accuracy": curve.val_accuracy,
            "gap": curve.gap,
            "last_epochs": float(len(curve.end)),
        },
        epochs=(curve.epochs[lowest].epoch, curve.epochs[-1].epoch),
        project=project,
        edit=edit,
    )


def underfitting(curve: Curve) -> Observation | None:
    """Even the training images are not learned well, and there is hardly a gap."""
    if curve.count < ENOUGH_EPOCHS or curve.accuracy >= LOW_ACCURACY or curve.gap >= SMALL_GAP:
        return None
    if _is_learning(curve) or dead(curve) is not None or rate_too_high(curve) is not None:
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


def validation_above_training(curve: Curve) -> Observation | None:
    """The validation accuracy ends above the training accuracy by more than chance explains.

    A training accuracy is the mean over an epoch in which the weights get better, a validation accuracy that of the
    weights at its end: while accuracies climb, it is above without any other cause.
    """
    above, leaks = -curve.gap, curve.experiment.data.trains_on_validation
    if curve.count < 2 or above <= max(0.01, 3 * curve.sampling_error) or dead(curve) is not None:
        return None
    climbs = curve.count <= FEW_EPOCHS or (curve.training_to_come >= GAIN_TO_COME and not _is_made_harder(curve))
    if climbs and not leaks:
        return None
    return Observation(
        kind="validation_above_training",
        numbers={
            "training_accuracy": curve.accuracy,
            "validation_accuracy": curve.val_accuracy,
            "above": above,
            "last_epochs": float(len(curve.end)),
            "dropout": _most_dropout(curve),
            "augmentation": float(curve.experiment.training.augmentation is not None),
            "trains_on_validation": float(leaks),
        },
        epochs=tuple(epoch.epoch for epoch in curve.end),
    )


def few_epochs(curve: Curve) -> Observation | None:
    """There are too few epochs to tell."""
    if curve.count > FEW_EPOCHS or dead(curve) is not None:
        return None
    first, last = curve.epochs[0], curve.epochs[-1]
    numbers = {
        "first": first.val_accuracy,
        "best": curve.best.val_accuracy,
        "best_epoch": float(curve.best.epoch),
        "last": last.val_accuracy,
    }
    return Observation(
        kind="few_epochs",
        numbers=numbers | _planned(curve),
        epochs=tuple(epoch.epoch for epoch in curve.epochs),
        edit=None if curve.was_cut_short else "longer",
    )


def still_improving(curve: Curve) -> Observation | None:
    """The validation accuracy was still rising when training ended, or even the training images are being learned."""
    gain = curve.to_come
    if curve.count <= FEW_EPOCHS or dead(curve) is not None or not (gain >= GAIN_TO_COME or _is_learning(curve)):
        return None
    last = curve.epochs[-1]
    numbers = {"training_accuracy": last.accuracy, "validation_accuracy": last.val_accuracy}
    if gain:
        before, after = (fmean(epoch.val_accuracy for epoch in part) for part in curve.parts)
        numbers |= {"from": before, "to": after, "averaged": float(len(curve.parts[0])), "gain": gain}
    return Observation(
        kind="still_improving",
        numbers=numbers | _planned(curve),
        epochs=(curve.last_third[0].epoch, last.epoch),
        edit=None if curve.was_cut_short else "longer",
    )


def noise(curve: Curve) -> Observation | None:
    """From one epoch to the next the validation accuracy swings by more than the last third of training gained, or the
    last epoch came out so far below the best one that luck decided what is kept."""
    rise = curve.val_trend
    if rise is None or curve.count < ENOUGH_EPOCHS or dead(curve) is not None or _is_learning(curve):
        return None
    gained, lost = rise.last - rise.first, curve.best.val_accuracy - curve.epochs[-1].val_accuracy
    unlucky = curve.experiment.training.keep == "last" and lost >= MANY_SWINGS * curve.swing
    if curve.swing < LARGE_SWING or not (unlucky or curve.swing >= abs(gained)):
        return None
    project, edit = against_noise(curve.experiment)
    return Observation(
        kind="noise",
        numbers={
            "swing": curve.swing,
            "gained": gained,
            "best": curve.best.val_accuracy,
            "best_epoch": float(curve.best.epoch),
            "last": curve.epochs[-1].val_accuracy,
            "sampling_error": curve.sampling_error,
        },
        epochs=(curve.last_third[0].epoch, curve.epochs[-1].epoch),
        project=project,
        edit=edit,
    )


def fine(curve: Curve) -> Observation:
    """Nothing of the above."""
    last = curve.epochs[-1]
    project, edit = after_levelling_off(
        curve.experiment, curve.val_accuracy, curve.gap, curve.best.val_accuracy - last.val_accuracy
    )
    return Observation(
        kind="fine",
        numbers={
            "training_accuracy": curve.accuracy,
            "validation_accuracy": curve.val_accuracy,
            "gap": curve.gap,
            "last_epochs": float(len(curve.end)),
            "best": curve.best.val_accuracy,
            "last": last.val_accuracy,
            "keeps_best": float(curve.experiment.training.keep == "best"),
        },
        epochs=(curve.best.epoch, last.epoch),
        project=project,
        edit=edit,
    )


def _planned(curve: Curve) -> dict[str, float]:
    """The epochs of the design, where training ended before them."""
    return {"planned": float(curve.experiment.training.epochs)} if curve.was_cut_short else {}


def _is_learning(curve: Curve) -> bool:
    """Whether even the training images are being learned at a pace from which much more would come."""
    coming = max(curve.to_come, curve.training_to_come)
    return curve.accuracy < LOW_ACCURACY and coming >= MUCH_TO_COME * curve.accuracy


def _is_made_harder(curve: Curve) -> bool:
    """Whether the design makes training images harder than others."""
    return _most_dropout(curve) > 0 or curve.experiment.training.augmentation is not None


def _most_dropout(curve: Curve) -> float:
    network = curve.experiment.network
    return max((getattr(block, "dropout", 0.0) for block in (*network.conv_blocks, *network.dense_blocks)), default=0.0)
