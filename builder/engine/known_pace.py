"""What was measured of this machine's pace, where it is kept; light, so that pages may ask for it."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from builder.design.cost.summary import BYTES_PER_FLOAT, Summary
from builder.design.cost.training_work import training_cost
from builder.design.experiment import Experiment
from builder.engine.remembered import keep, recall
from builder.progress.pace import Cost, Lately, Pace, Trained

PACE = ("pace", 1)
LATELY = ("lately", 1)
#: Of so many designs the last run is kept.
MOST_DESIGNS = 40
#: Into so many parts of equal length the epochs of a run are cut, to see how its pace wandered.
PARTS = 5


def known_pace(folder: Path) -> Pace | None:
    """What was measured of this machine; None if nothing was."""
    return recall(Pace, folder, PACE)


def trained_lately(folder: Path) -> tuple[Trained, ...]:
    """The last runs here, one of each design, the newest first."""
    lately = recall(Lately, folder, LATELY)
    return () if lately is None else lately.runs


def keep_trained(folder: Path, found: Trained) -> None:
    """Keeps what a run took, in place of what an earlier run of its design did; that says what this one cannot yet.

    Two runs that end in the same moment may lose one of both.
    """
    earlier = trained_lately(folder)
    before = next((one for one in earlier if one.design == found.design), None)
    if before is not None:
        known = {"around_seconds": found.around_seconds, "epochs_to_end": found.epochs_to_end}
        missing = {name: getattr(before, name) for name, value in known.items() if value is None}
        found = found.model_copy(update=missing)
    others = [one for one in earlier if one.design != found.design]
    keep(folder, LATELY, Lately(runs=(found, *others[: MOST_DESIGNS - 1])))


def trained(
    experiment: Experiment,
    summary: Summary,
    seconds: Sequence[float],
    images: tuple[int, int],
    crowd: float,
    *,
    around: float | None = None,
    epochs_to_end: int | None = None,
) -> Trained:
    """What a run took whose epochs, in the process that reports it, took these `seconds`; there is one at least.

    `images` are those that an epoch trains on, and those that it is validated on. `around` is what it took besides
    all of its epochs.
    """
    # The first epoch compiles too; it counts as one only where there is no other.
    usual = seconds[1:] or seconds
    mean = sum(usual) / len(usual)
    # Epochs on smaller images differ for another reason than the machine's.
    size = len(usual) if experiment.training.progressive_size is not None else -(-len(usual) // PARTS)
    parts = [usual[start : start + size] for start in range(0, len(usual), size)]
    means = [sum(part) / len(part) for part in parts]
    return Trained(
        design=design_like(experiment),
        costs_like=costs_like(experiment),
        ends_like=ends_like(experiment),
        cost=cost_of(experiment, summary),
        epoch_seconds=mean,
        quickest=min(means),
        slowest=max(means),
        train_images=images[0],
        validation_images=images[1],
        crowd=crowd,
        around_seconds=None if around is None else max(0.0, around + max(0.0, seconds[0] - mean)),
        epochs_to_end=epochs_to_end,
    )


def cost_of(experiment: Experiment, summary: Summary) -> Cost:
    """What the seconds for an image follow from; `summary` is that of the design's network."""
    training = experiment.training
    return Cost(
        multiply_adds=summary.multiply_adds,
        activations=activations(summary),
        parameters=summary.total,
        layers=len(summary.rows),
        batch_size=training.batch_size,
        is_augmented=training.augmentation is not None,
        views=training.views,
        learnt=training_cost(experiment),
        precision=training.precision,
    )


def costs_like(experiment: Experiment) -> str:
    """Equal for designs whose images cost as much, whatever they are called and however they learn."""
    training = experiment.training
    costs = {"batch_size", "augmentation", "precision", "mirror_average", "progressive_size"}
    return _hash(
        [
            experiment.network.model_dump(mode="json"),
            [*experiment.images.shape, len(experiment.images.classes)],
            training.optimizer.kind,
            training.model_dump(mode="json", include=costs),
            training.judged_by_test,
        ]
    )


def design_like(experiment: Experiment) -> str:
    """Equal for designs that differ in their names at most."""
    return _hash(experiment.model_dump(mode="json", exclude={"name"}))


def ends_like(experiment: Experiment) -> str:
    """Equal for designs that the same rules end, on the same images."""
    rules = {"epochs", "early_stopping", "target_validation_accuracy", "target_test_accuracy"}
    data = experiment.data.model_dump(mode="json", exclude={"split_seed"})
    return _hash([experiment.training.model_dump(mode="json", include=rules), data])


def activations(summary: Summary) -> int:
    """The numbers that one image keeps for its backward pass."""
    return summary.activation_bytes(1) // BYTES_PER_FLOAT


def _hash(described: object) -> str:
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()[:16]
