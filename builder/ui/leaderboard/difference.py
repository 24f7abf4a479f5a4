"""What can honestly be said of the difference between two runs."""

from collections.abc import Sequence

from builder.course.changes import changes
from builder.course.equal_names import labels_of
from builder.statistics.mcnemar import SURPRISING, mcnemar
from builder.store.board.same_design import have_one_design
from builder.store.homes.elsewhere import why_no_files
from builder.store.runs.records import Run, Tested
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.leaderboard.rows import images_label
from builder.ui.run.beside import SAME_DESIGN, alone_right_of, both_judged, test_images_of
from builder.words.counts import count
from builder.words.numbers import likely_percent, percent
from builder.words.sentences import capital

#: Where test and validation images call another one better, or only one of them calls any.
NOT_THE_SAME = "The two sets of images do not say the same: more seeds of both designs tell more than either."


def compared(first: Run, second: Run, names: tuple[str, str] | None = None) -> str:
    """How two runs differ on test and on validation images, as Markdown, and why not image by image where another home
    has their predictions.

    `names` is what they are called, by default what tells them apart.
    """
    alone, validated = alone_right_of(first, second), alone_right_of(first, second, "validation")
    told = difference_sentence(first, second, alone, names)
    if on_validation := validation_sentence(first, second, validated, names):
        told = f"{told} {on_validation}"
        if alone is not None and validated is not None and _verdict(alone) != _verdict(validated):
            told = f"{told} {NOT_THE_SAME}"
    both_read = first.tested is not None and second.tested is not None
    whys = [why_no_files(store.settings(), store.database(), run) for run in (first, second) if both_read]
    elsewhere = next((why for why in whys if why is not None), None)
    return told if elsewhere is None else f"{told} Not compared image by image: {plain(elsewhere)}"


def what_differs(first: Run, second: Run) -> str:
    """What differs in their designs, as Markdown: what the second does that the first does not, in words."""
    told = changes(first.experiment, second.experiment)
    if not told:
        return "What differs: nothing. They have the same design, trained with the same seed on the same images."
    one, other = (f"**{plain(label)}**" for label in labels_of([first, second]))
    if have_one_design(first, second):
        return f"What differs from {one} to {other}: only the seed, of first weights and order of images."
    lines = (f"- {plain(capital(change.text))}" for change in told)
    return "\n".join([f"What differs from {one} to {other}:", "", *lines])


def difference_sentence(
    first: Run, second: Run, alone: tuple[int, int] | None = None, names: tuple[str, str] | None = None
) -> str:
    """How two runs differ on the test set, with both 95 % intervals, and whether that is more than noise.

    Of two runs of one design no verdict is given: what their networks do differently is chance in the seeds. `alone`
    is `alone_right_of` them: image by image, far smaller differences are told from chance than by the intervals, which
    serve where it is None. Markdown; the runs' `names` in it, by default their labels, are escaped.
    """
    called = names or labels_of([first, second])
    name = dict(zip((first.id, second.id), (f"**{plain(label)}**" for label in called), strict=True))
    tested, other = first.tested, second.tested
    if tested is None or other is None:
        unread = [name[run.id] for run in (first, second) if run.tested is None]
        return f"The test set has not been read for {' and '.join(unread)}, so there is no difference to report yet."
    chosen = [name[run.id] for run in (first, second) if run.experiment.training.judged_by_test]
    if chosen:
        return (
            f"Their test accuracies are not compared: the test set chose {' and '.join(chosen)}, so what it says "
            "there is the best of many and no estimate for new images."
        )
    if test_images_of(first) != test_images_of(second):
        return (
            f"{name[first.id]} was tested on {images_label(first)}, {name[second.id]} on {images_label(second)}: "
            "accuracies on different images cannot be compared."
        )
    better, worse = first, second
    if other.accuracy > tested.accuracy:
        better, worse, tested, other = second, first, other, tested
    points = 100 * (tested.accuracy - other.accuracy)
    images = f"On the same {tested.count:,} test images" if alone is not None else "On the test set"
    measured = (
        f"{images}, {name[better.id]} got {_measured(tested)} right and "
        f"{name[worse.id]} {_measured(other)}: a difference of {points:.1f} points"
    )
    verdict = SAME_DESIGN if have_one_design(first, second) else None
    if alone is not None:
        counts = alone if better is first else alone[::-1]
        return f"{measured}. {_image_by_image([name[better.id], name[worse.id]], counts, verdict)}"
    if verdict is not None:
        return f"{measured}. {verdict}"
    if other.interval[1] < tested.interval[0]:
        return (
            f"{measured}. The 95 % intervals lie apart, so chance in the test images does not explain it; "
            "another seed may still turn out differently."
        )
    return f"{measured}. The 95 % intervals overlap, so it may be chance: call neither the better one."


def _image_by_image(names: Sequence[str], alone: tuple[int, int], verdict: str | None) -> str:
    """What the images say on which just one of two networks, `names`, was right; `verdict` takes the place of a test's
    where that would say nothing of the designs."""
    if alone == (0, 0):
        return "Both were right on exactly the same images: a tie."
    counts = f"{names[0]} alone was right on {count(alone[0], 'image')}, {names[1]} alone on {alone[1]:,}"
    if alone[0] == alone[1]:
        return f"{counts}: a tie."
    if verdict is not None:
        return f"{counts}. {verdict}"
    probability = mcnemar(*alone)
    test = f"McNemar's test, {_probability(probability)}"
    if probability < SURPRISING:
        return (
            f"{counts}: chance in the test images does not explain that ({test}); "
            "another seed may still turn out differently."
        )
    return f"{counts}: that may be chance ({test}), so call neither the better one by these images."


def validation_sentence(
    first: Run, second: Run, alone: tuple[int, int] | None, names: tuple[str, str] | None = None
) -> str:
    """Which of the two is ahead on the validation images, by which the leaderboard orders, and whether that may be
    chance; Markdown. Empty for two runs of one design, and where it is not known image by image."""
    judged = both_judged(first, second)
    if judged is None or alone is None or have_one_design(first, second):
        return ""
    named = [f"**{plain(label)}**" for label in names or labels_of([first, second])]
    where = f"On the {judged[0].images:,} validation images, which order the leaderboard,"
    if alone[0] == alone[1]:
        return f"{where} they are level."
    ahead = named[0] if alone[0] > alone[1] else named[1]
    chance = mcnemar(*alone)
    verdict = "that may be chance" if chance >= SURPRISING else "chance in these images does not explain that"
    return f"{where} {ahead} is ahead by {abs(alone[0] - alone[1]):,}: {verdict} ({_probability(chance)})."


def _verdict(alone: tuple[int, int]) -> int:
    """Which of the two these images call better: 1 the first, -1 the second, 0 neither."""
    if mcnemar(*alone) >= SURPRISING:
        return 0
    return 1 if alone[0] > alone[1] else -1


def _probability(probability: float) -> str:
    """ "p = 0.099", never rounded to nothing."""
    return "p\u00a0<\u00a00.001" if probability < 0.001 else f"p\u00a0=\u00a0{probability:.3f}"


def _measured(tested: Tested) -> str:
    return f"{percent(tested.accuracy)} ({likely_percent(tested.interval)})"
