"""What lies between training and validation accuracy."""

from statistics import median

from builder.analysis.coach.curve import GAIN_TO_COME, Curve
from builder.analysis.coach.observation import Observation
from builder.analysis.coach.treating import against_overfitting

#: Overfitting: validation loss risen by this share from its lowest, and a gap of accuracies; or a wide gap alone.
LOSS_RISE, GAP, WIDE_GAP = 0.05, 0.08, 0.12


def overfitting(curve: Curve) -> Observation | None:
    """The validation loss has risen since its lowest while training went on, or the gap is wide."""
    losses, lowest = curve.smooth_val_losses, curve.lowest
    last = median(epoch.val_loss for epoch in curve.end)
    rise = last / losses[lowest] - 1 if losses[lowest] > 0 else 0.0
    passed = lowest < curve.count - max(2, len(curve.end) // 2)
    sure_gap = curve.gap - 2 * curve.sampling_error
    if (
        curve.is_short
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


def validation_above_training(curve: Curve) -> Observation | None:
    """The validation accuracy ends above the training accuracy by more than chance explains.

    A training accuracy is the mean over an epoch in which the weights get better, a validation accuracy that of the
    weights at its end: while accuracies climb, it is above without any other cause.
    """
    above, leaks = -curve.gap, curve.experiment.data.trains_on_validation
    if curve.count < 2 or above <= max(0.01, 3 * curve.sampling_error) or curve.is_guessing:
        return None
    climbs = curve.is_short or (curve.training_to_come >= GAIN_TO_COME and not _is_made_harder(curve))
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


def _is_made_harder(curve: Curve) -> bool:
    """Whether the design makes training images harder than others."""
    return _most_dropout(curve) > 0 or curve.experiment.training.augmentation is not None


def _most_dropout(curve: Curve) -> float:
    network = curve.experiment.network
    return max((getattr(block, "dropout", 0.0) for block in (*network.conv_blocks, *network.dense_blocks)), default=0.0)
