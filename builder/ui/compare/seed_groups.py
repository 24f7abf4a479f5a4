"""The designs of the compared runs with all their seeds, and what the seeds say of two designs."""

from collections.abc import Iterable, Sequence
from statistics import mean, stdev
from typing import Literal, NamedTuple

from builder.course.equal_names import words_of
from builder.statistics.welch import MeanDifference, paired_by_seed, welch
from builder.store.board.same_design import design_number
from builder.store.board.validation_set import validation_set
from builder.store.runs.records import Run
from builder.ui.app.text import plain
from builder.ui.compare.chosen import Compared
from builder.ui.run import honesty
from builder.ui.run.beside import test_images_of
from builder.words.counts import count
from builder.words.numbers import likely_points, percent, signed

Quantity = Literal["test", "validation"]


class SeedGroup(NamedTuple):
    """A design: the compared runs that have it, and of every finished run of it one for each seed, in their order."""

    compared: tuple[Compared, ...]
    runs: tuple[Run, ...]
    #: What tells it from other designs of its name; empty where no other has it.
    differs: str = ""

    @property
    def label(self) -> str:
        """Its letters and its name, with what tells it from others of that name: "A, C · Wide"."""
        letters = ", ".join(one.letter for one in self.compared)
        return f"{letters} · {', '.join(filter(None, (self.compared[0].run.name, self.differs)))}"

    @property
    def seeds(self) -> tuple[int, ...]:
        return tuple(run.experiment.training.seed for run in self.runs)

    def values(self, quantity: Quantity) -> tuple[float, ...]:
        """The accuracy with each seed, in the order of the seeds."""
        return tuple((run.test_accuracy if quantity == "test" else run.validation_accuracy) or 0.0 for run in self.runs)


def groups_of(compared: Sequence[Compared], kept: Iterable[Run]) -> tuple[SeedGroup, ...]:
    """A group for each design of the compared runs, in their order, with the seeds among `kept`, whoever trained them.

    What was stopped or came out of a file is no repetition of the training.
    """
    by_design: dict[int, list[Compared]] = {}
    for one in compared:
        by_design.setdefault(design_number(one.run), []).append(one)
    found: dict[int, dict[int, Run]] = {design: {} for design in by_design}
    for run in [*(one.run for one in compared), *kept]:
        if run.state == "finished" and run.validation_accuracy is not None and run.imported_at is None:
            design = design_number(run)
            if design in found:
                found[design].setdefault(run.experiment.training.seed, run)
    words = words_of([by_design[design][0].run for design in found], with_seed=False)
    return tuple(
        SeedGroup(tuple(by_design[design]), tuple(runs[seed] for seed in sorted(runs)), differs)
        for (design, runs), differs in zip(found.items(), words, strict=True)
    )


def quantity_of(groups: Sequence[SeedGroup]) -> Quantity | None:
    """Which accuracies may be compared: those on the test images, else those on the validation images, else neither."""
    runs = [run for group in groups for run in group.runs]
    tested = all(run.tested is not None and not run.experiment.training.judged_by_test for run in runs)
    if tested and len({test_images_of(run) for run in runs}) == 1:
        return "test"
    return "validation" if may_be_ranked(groups) else None


def may_be_ranked(groups: Sequence[SeedGroup]) -> bool:
    """Whether all were validated on the same images, and none was trained on them, or shows a leak."""
    runs = [run for group in groups for run in group.runs]
    return all(map(honesty.may_be_ranked, runs)) and len({validation_set(run.experiment) for run in runs}) == 1


def difference(first: SeedGroup, second: SeedGroup, quantity: Quantity) -> tuple[MeanDifference | None, bool]:
    """The second's mean minus the first's, and whether it was paired by seed: where both have the same seeds."""
    values = first.values(quantity), second.values(quantity)
    if first.seeds == second.seeds:
        return paired_by_seed(*values), True
    return welch(*values), False


def seeds_sentence(first: SeedGroup, second: SeedGroup, quantity: Quantity) -> str:
    """What two designs with several seeds each came to, and whether the seeds tell them apart; Markdown."""
    names = [f"**{plain(group.label)}**" for group in (first, second)]
    counts = [len(group.runs) for group in (first, second)]
    means = [mean(group.values(quantity)) for group in (first, second)]
    seeds = f"{counts[0]} seeds each" if counts[0] == counts[1] else f"{counts[0]} and {counts[1]} seeds"
    told = (
        f"Over {seeds}, {names[0]} got {percent(means[0])} of the {quantity} images right on average, "
        f"{names[1]} {percent(means[1])}: {signed(100 * (means[1] - means[0]))} points"
    )
    found, is_paired = difference(first, second, quantity)
    if found is None:
        return f"{told}. Their seeds do not vary, so chance in the seeds cannot be judged."
    how = "paired by seed" if is_paired else "by Welch's formula"
    sure = likely_points((found.low, found.high))
    if found.is_more_than_chance:
        better = names[1] if found.difference > 0 else names[0]
        return (
            f"{told} ({sure}: the 95 % interval, {how}). Chance in the seeds does not explain it: {better} is better "
            "on these images."
        )
    return (
        f"{told} ({sure}: the 95 % interval, {how}). The interval holds 0, so chance in the seeds may explain it; "
        "more seeds would make it narrower."
    )


def means_sentence(group: SeedGroup) -> str:
    """Mean and standard deviation of both accuracies over the seeds, of the test's if all were tested; Markdown."""
    told = [f"{_mean_and_spread(group.values('validation'))} of the validation images"]
    if all(run.tested is not None and not run.experiment.training.judged_by_test for run in group.runs):
        told.append(f"{_mean_and_spread(group.values('test'))} of the test images")
    seeds = count(len(group.runs), "seed")
    return f"**{plain(group.label)}** got {' and '.join(told)} right (mean ± standard deviation over {seeds})."


def _mean_and_spread(values: Sequence[float]) -> str:
    """ "72.0 % ± 0.6", in points."""
    return f"{percent(mean(values))} ± {100 * stdev(values):.1f}"
