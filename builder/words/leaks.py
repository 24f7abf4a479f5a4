"""What is said of a leak: a mark beside the accuracies, the arithmetic, and where to look."""

from builder.design.experiment import Experiment
from builder.statistics.leak import MOST_STANDARD_ERRORS, Leak, gain_of_choosing
from builder.words.numbers import plain_percent


def mark_text(leak: Leak) -> str:
    """The mark beside the accuracies: "validation 13 standard errors above test"."""
    return f"validation {leak.standard_errors:.0f} standard errors above test"


def arithmetic(leak: Leak, epochs: int | None = None) -> str:
    """How far apart the two accuracies lie, and what chance and choice explain of it, in two or three sentences.

    `epochs` is among how many the run could choose its best by validation accuracy.
    """
    validation, test = leak.validation_accuracy, leak.test_accuracy
    text = (
        f"Validation accuracy {plain_percent(validation, 2)} of {leak.validation_count:,} images, test accuracy "
        f"{plain_percent(test, 2)} of {leak.test_count:,}: {_points(leak.difference)} points apart. "
        "Chance in the images has a standard error of "
        f"√({_share(validation, leak.validation_count)} + {_share(test, leak.test_count)}) = "
        f"{_points(leak.standard_error)} points, so these are {leak.standard_errors:.1f} standard errors; "
        f"more than {MOST_STANDARD_ERRORS:.0f} are not chance."
    )
    if epochs is None or epochs < 2:
        return text
    return (
        f"{text} Choosing the best of {epochs:,} epochs explains at most about "
        f"{_points(gain_of_choosing(leak, epochs))} points of them."
    )


def likely_causes(*, trains_on_validation: bool = False) -> str:
    """Where to look, the likeliest first; one sentence."""
    if trains_on_validation:
        return "The cause is known: this run trained on its validation images."
    return (
        "Likely causes: validation images, or copies of them, among the training images; validation images that are "
        "easier than the test images, or changed in another way; a test set from another source."
    )


def explain_leak(leak: Leak, experiment: Experiment, epochs: int) -> str:
    """All that is said of the leak of a run of this design after so many epochs: the arithmetic, likely causes, and
    that it has no place, where no mark of the run says so.

    Only a run that keeps its best epoch has chosen by validation accuracy.
    """
    training = experiment.training
    chosen_from = epochs if training.keep == "best" and not training.judged_by_test else None
    is_known = experiment.data.trains_on_validation
    told = f"{arithmetic(leak, chosen_from)} {likely_causes(trains_on_validation=is_known)}"
    return told if is_known else f"{told} So the run has no place on the leaderboard."


def _points(share: float) -> str:
    return f"{100 * share:.2f}"


def _share(share: float, count: int) -> str:
    return f"{share:.4f} × {1 - share:.4f} / {count:,}"
