"""What training came to: whether more epochs would help, and how much the last ones are worth."""

from statistics import fmean

from builder.analysis.coach.curve import GAIN_TO_COME, Curve
from builder.analysis.coach.observation import Observation
from builder.analysis.coach.treating import after_levelling_off, against_noise
from builder.design.edit.treatments import helps

#: So many epochs are enough to speak of swings.
ENOUGH_EPOCHS = 10
#: Validation accuracies that swing by this much from epoch to epoch.
LARGE_SWING = 0.01
#: On fewer training images a larger network may lose: the course's deeper ones gain on 40,000.
FEW_IMAGES = 5_000
#: A last epoch that is so many swings below the best one was unlucky.
MANY_SWINGS = 3


def few_epochs(curve: Curve) -> Observation | None:
    """There are too few epochs to tell."""
    if not curve.is_short or curve.is_guessing:
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
    if curve.is_short or curve.is_guessing or not (gain >= GAIN_TO_COME or curve.is_learning):
        return None
    last = curve.epochs[-1]
    numbers = {"training_accuracy": last.accuracy, "validation_accuracy": last.val_accuracy}
    if gain:
        before, after = (fmean(epoch.val_accuracy for epoch in part) for part in curve.ends_of_last_third)
        numbers |= {"from": before, "to": after, "averaged": float(len(curve.ends_of_last_third[0])), "gain": gain}
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
    if rise is None or curve.count < ENOUGH_EPOCHS or curve.is_guessing or curve.is_learning:
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
    project, step = after_levelling_off(
        curve.experiment, curve.val_accuracy, curve.gap, curve.best.val_accuracy - last.val_accuracy
    )
    longer_first = step is not None and _wants_more_epochs(curve)
    few = curve.training_count if step == "further_block" else None
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
            "lowest_epoch": float(min(curve.epochs, key=lambda epoch: epoch.val_loss).epoch),
        }
        | ({"few_images": float(few)} if few is not None and few < FEW_IMAGES else {}),
        epochs=(curve.best.epoch, last.epoch),
        project=project,
        edit="longer" if longer_first else step,
        other_edit=step if longer_first else None,
    )


def _wants_more_epochs(curve: Curve) -> bool:
    """Whether validation was at its best when training ended, and the design can ask for more epochs."""
    return curve.is_best_at_its_end and not curve.was_cut_short and helps(curve.experiment, "longer")


def _planned(curve: Curve) -> dict[str, float]:
    """The epochs of the design, where training ended before them."""
    return {"planned": float(curve.experiment.training.epochs)} if curve.was_cut_short else {}
