"""What was measured of this machine's pace, where it is kept; light, so that pages may ask for it."""

from collections.abc import Sequence
from pathlib import Path

from builder.design.cost.summary import BYTES_PER_FLOAT, Summary
from builder.design.experiment import Experiment
from builder.engine.remembered import keep, recall
from builder.progress.epoch import Epoch
from builder.progress.pace import Pace, Trained

PACE = ("pace", 1)


def known_pace(folder: Path) -> Pace | None:
    """What was measured of this machine; None if nothing was."""
    return recall(Pace, folder, PACE)


def keep_trained(folder: Path, experiment: Experiment, epochs: Sequence[Epoch], images: tuple[int, int]) -> None:
    """Keeps how long the epochs of a run took, for the next run of such a design.

    `images` are those that an epoch trains on, and those that it is validated on.
    """
    if epochs:
        # The first epoch compiles too; it counts only where there is no other. Of the others one of the quicker ones,
        # which met few other programs.
        quick = sorted(epoch.seconds for epoch in (epochs[1:] or epochs))
        seconds = quick[len(quick) // 4]
        if experiment.training.progressive_size is not None:  # they differ for another reason
            seconds = sum(quick) / len(quick)
        found = Trained(epoch_seconds=seconds, train_images=images[0], validation_images=images[1])
        keep(folder, trained_as(experiment), found)


def known_trained(folder: Path, experiment: Experiment) -> Trained | None:
    """What the last run here of a design took that costs as much for each image; None if there was none."""
    return recall(Trained, folder, trained_as(experiment))


def trained_as(experiment: Experiment) -> tuple[object, ...]:
    """What the seconds for an image follow from, the machine apart."""
    training = experiment.training
    costs = {"batch_size", "augmentation", "precision", "mirror_average", "progressive_size"}
    return (
        "trained",
        experiment.network.model_dump(mode="json"),
        [*experiment.images.shape, len(experiment.images.classes)],
        training.optimizer.kind,
        training.model_dump(mode="json", include=costs),
        training.judged_by_test,
    )


def activations(summary: Summary) -> int:
    """The numbers that one image keeps for its backward pass."""
    return summary.activation_bytes(1) // BYTES_PER_FLOAT
