"""One run's validation accuracy beside another's, in a line, and image by image.

By validation images, as the leaderboard orders: what is said here leads to a choice, and test images choose nothing.
"""

from typing import NamedTuple

from builder.datasets.table import has_own_test_set, validated_on
from builder.design.data import HeldOut
from builder.statistics.intervals import wilson
from builder.statistics.mcnemar import SURPRISING, each_alone_right, mcnemar
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import load_predictions
from builder.store.board.same_design import have_one_design
from builder.store.board.validation_set import validation_set
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.run.honesty import may_be_ranked
from builder.words.sentences import capital

#: What can be said of two runs of one design, which differ in their seed at most.
SAME_DESIGN = "Both have the same design: the two networks differ, the designs do not, so neither is the better one."

#: Whether chance explains a difference.
MAY_BE_CHANCE, HARDLY_CHANCE = "that may be luck", "luck alone hardly explains that"


class Judged(NamedTuple):
    """How many of so many validation images were right."""

    correct: int
    images: int


def beside(run: Run, other: Run, alone: tuple[int, int] | None, called: str) -> str:
    """In one line how many more or fewer validation images `run` got right than `other`, and whether chance explains
    that.

    `called` is the other run in words, `alone` is `alone_right_of` them on validation images. Plain text; empty where
    their validation accuracies are not both there, are of different images, or may not be ranked.
    """
    both = both_judged(run, other)
    if both is None:
        return ""
    now, before = both
    more = now.correct - before.correct
    if more == 0:
        return f"As many of {now.images:,} validation images right as {called}."
    points = 100 * abs(more) / now.images
    counted = (
        f"{_more_or_fewer(more)} of {now.images:,} validation images right than {called} "
        f"({before.correct:,}): {points:.1f} points {'more' if more > 0 else 'less'}"
    )
    if have_one_design(run, other):
        return f"{counted}. {SAME_DESIGN}"
    verdict = MAY_BE_CHANCE if _may_be_chance(now, before, alone) else HARDLY_CHANCE
    return f"{counted}. {capital(verdict)}: {_why(now, before, alone)}."


def in_short(run: Run, other: Run, alone: tuple[int, int] | None, called: str) -> str:
    """The same in fewer words, for a second run beside the first that was told of."""
    both = both_judged(run, other)
    if both is None:
        return ""
    now, before = both
    more = now.correct - before.correct
    if more == 0:
        return f"as many as {called}."
    counted = f"{_more_or_fewer(more)} than {called} ({before.correct:,})"
    if have_one_design(run, other):
        return f"{counted}, with the same design."
    return f"{counted}; {MAY_BE_CHANCE if _may_be_chance(now, before, alone) else HARDLY_CHANCE}."


def is_worse(run: Run, other: Run) -> bool:
    """Whether `run` got fewer validation images right than `other`, a run of another design."""
    both = both_judged(run, other)
    return both is not None and both[0].correct < both[1].correct and not have_one_design(run, other)


def both_judged(run: Run, other: Run) -> tuple[Judged, Judged] | None:
    """What both got right; None where they cannot be compared."""
    if validation_set(run.experiment) != validation_set(other.experiment):
        return None
    now, before = _judged(run), _judged(other)
    return None if now is None or before is None else (now, before)


def _judged(run: Run) -> Judged | None:
    accuracy = run.validation_accuracy
    if accuracy is None or not may_be_ranked(run):
        return None
    count = validated_on(run.experiment.data, run.experiment.training, store.settings())
    return Judged(round(accuracy * count), count) if count else None


def _may_be_chance(now: Judged, before: Judged, alone: tuple[int, int] | None) -> bool:
    if alone is not None:
        return mcnemar(*alone) >= SURPRISING
    (low, high), (other_low, other_high) = wilson(*now), wilson(*before)
    return low <= other_high and other_low <= high


def _why(now: Judged, before: Judged, alone: tuple[int, int] | None) -> str:
    """What the verdict is based on."""
    if alone is None:
        apart = "overlap" if _may_be_chance(now, before, alone) else "lie apart"
        return f"the 95 % intervals of the two accuracies {apart}"
    of_100 = round(100 * mcnemar(*alone))
    often = f"in about {of_100} of 100 such comparisons" if of_100 else "in fewer than 1 of 100 such comparisons"
    return f"of two equally good networks one would be so far ahead {often}"


def alone_right_of(first: Run, second: Run, images: HeldOut = "test") -> tuple[int, int] | None:
    """How many of these images only the first, and only the second got right; None where that is not known.

    It is known where both runs' predictions are there and are of the same images.
    """
    kept = artifacts_of(store.settings())
    try:
        said = [load_predictions(kept, run.id, images) for run in (first, second)]
    except ArtifactError:
        return None
    counts = [len(predictions.labels) for predictions in said]
    if images == "test" and (
        test_images_of(first) != test_images_of(second) or counts != [first.test_count, second.test_count]
    ):
        return None
    if images == "validation" and validation_set(first.experiment) != validation_set(second.experiment):
        return None
    return each_alone_right(*said)


def test_images_of(run: Run) -> tuple[str, int | None, int]:
    """What decides the test images: a test set of the data set's own is the same for every split."""
    data = run.experiment.data
    same_for_all = data.limit is None and has_own_test_set(data.dataset)
    return data.dataset, data.limit, 0 if same_for_all else data.split_seed


def _more_or_fewer(more: int) -> str:
    return f"{abs(more):,} {'more' if more > 0 else 'fewer'}"
