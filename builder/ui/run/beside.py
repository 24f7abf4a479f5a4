"""One run's test accuracy beside another's, in a line, and image by image."""

from builder.datasets.table import has_own_test_set
from builder.statistics.mcnemar import SURPRISING, each_alone_right, mcnemar
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.predictions import load_predictions
from builder.store.board.same_design import have_one_design
from builder.store.runs.records import Run, Tested
from builder.ui.app import store
from builder.words.sentences import capital

#: What can be said of two runs of one design, which differ in their seed at most.
SAME_DESIGN = "Both have the same design: the two networks differ, the designs do not, so neither is the better one."

#: Whether chance explains a difference.
MAY_BE_CHANCE, HARDLY_CHANCE = "that may be luck", "luck alone hardly explains that"


def beside(run: Run, other: Run, alone: tuple[int, int] | None, called: str) -> str:
    """In one line how many more or fewer test images `run` got right than `other`, and whether chance explains that.

    `called` is the other run in words, `alone` is `alone_right_of(run, other)`. Plain text; empty where their test
    accuracies are not both there, are of different images, or where the test set chose one of them.
    """
    both = _both_tested(run, other)
    if both is None:
        return ""
    tested, before = both
    more = tested.correct - before.correct
    if more == 0:
        return f"As many of {tested.count:,} test images right as {called}."
    points = 100 * abs(more) / tested.count
    counted = (
        f"{_more_or_fewer(more)} of {tested.count:,} test images right than {called} "
        f"({before.correct:,}): {points:.1f} points {'more' if more > 0 else 'less'}"
    )
    if have_one_design(run, other):
        return f"{counted}. {SAME_DESIGN}"
    verdict = MAY_BE_CHANCE if _may_be_chance(tested, before, alone) else HARDLY_CHANCE
    return f"{counted}. {capital(verdict)}: {_why(tested, before, alone)}."


def in_short(run: Run, other: Run, alone: tuple[int, int] | None, called: str) -> str:
    """The same in fewer words, for a second run beside the first that was told of."""
    both = _both_tested(run, other)
    if both is None:
        return ""
    tested, before = both
    more = tested.correct - before.correct
    if more == 0:
        return f"as many as {called}."
    counted = f"{_more_or_fewer(more)} than {called} ({before.correct:,})"
    if have_one_design(run, other):
        return f"{counted}, with the same design."
    return f"{counted}; {MAY_BE_CHANCE if _may_be_chance(tested, before, alone) else HARDLY_CHANCE}."


def is_worse(run: Run, other: Run) -> bool:
    """Whether `run` got fewer test images right than `other`, a run of another design."""
    both = _both_tested(run, other)
    return both is not None and both[0].correct < both[1].correct and not have_one_design(run, other)


def _both_tested(run: Run, other: Run) -> tuple[Tested, Tested] | None:
    """Both readings of the test set; None where they cannot be compared."""
    tested, before = run.tested, other.tested
    if tested is None or before is None or tested.count != before.count or test_images_of(run) != test_images_of(other):
        return None
    return None if any(one.experiment.training.judged_by_test for one in (run, other)) else (tested, before)


def _may_be_chance(tested: Tested, before: Tested, alone: tuple[int, int] | None) -> bool:
    if alone is not None:
        return mcnemar(*alone) >= SURPRISING
    (low, high), (other_low, other_high) = tested.interval, before.interval
    return low <= other_high and other_low <= high


def _why(tested: Tested, before: Tested, alone: tuple[int, int] | None) -> str:
    """What the verdict is based on."""
    if alone is None:
        apart = "overlap" if _may_be_chance(tested, before, alone) else "lie apart"
        return f"the 95 % intervals of the two accuracies {apart}"
    of_100 = round(100 * mcnemar(*alone))
    often = f"in about {of_100} of 100 such comparisons" if of_100 else "in fewer than 1 of 100 such comparisons"
    return f"of two equally good networks one would be so far ahead {often}"


def alone_right_of(first: Run, second: Run) -> tuple[int, int] | None:
    """How many test images only the first, and only the second got right; None where that is not known.

    It is known where both runs' predictions are there and are of the same images.
    """
    if test_images_of(first) != test_images_of(second):
        return None
    settings = store.settings()
    try:
        said = [load_predictions(artifacts_of(settings), run.id, "test") for run in (first, second)]
    except ArtifactError:
        return None
    if any(len(predictions.labels) != run.test_count for predictions, run in zip(said, (first, second), strict=True)):
        return None
    return each_alone_right(*said)


def test_images_of(run: Run) -> tuple[str, int | None, int]:
    """What decides the test images: a test set of the data set's own is the same for every split."""
    data = run.experiment.data
    same_for_all = data.limit is None and has_own_test_set(data.dataset)
    return data.dataset, data.limit, 0 if same_for_all else data.split_seed


def _more_or_fewer(more: int) -> str:
    return f"{abs(more):,} {'more' if more > 0 else 'fewer'}"
