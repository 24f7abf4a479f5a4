"""The leaderboard's lines: the runs of one design and one owner that differ in their seed, or in nothing, are one."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from builder.statistics.leak import Leak
from builder.store.board.marks import is_without_epoch
from builder.store.board.ranking import RankedRun
from builder.store.board.same_design import design_number
from builder.store.board.validation_set import ValidationSet, validation_set
from builder.store.runs.records import Run

#: A visitor, one of their designs, and whether the accuracies show a leak: such runs are not averaged with others.
_Key = tuple[str, int, bool]
#: How the id of a line of several runs begins.
SEEDS_OF = "seeds of "


class Line(NamedTuple):
    """One run, or the runs of one owner and one design with several seeds, or with one seed and the same accuracy.

    `place` is by `validation_accuracy`, the mean over the seeds, among the lines on the same images; equals share it,
    None is unplaced. `spread` is the standard deviation over the seeds, None for one. `run` stands for them where one
    must: the one whose accuracy is nearest to the mean. `members` have the places that they have as single runs.
    `is_inside` says that the line is a member of the one above it, which is shown opened.
    """

    place: int | None
    run: Run
    members: tuple[RankedRun, ...]
    validation_accuracy: float | None
    spread: float | None = None
    seeds: int = 1
    is_inside: bool = False

    @property
    def id(self) -> str:
        """The run's id, or one that stands for all of the runs and stays while the first of them exists."""
        return self.run.id if len(self.members) == 1 else f"{SEEDS_OF}{self.members[0].run.id}"

    @property
    def leak(self) -> Leak | None:
        """The leak that the accuracies of `run` show."""
        return next((member.leak for member in self.members if member.run is self.run), None)

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs of the line, by seed."""
        return tuple(member.run for member in self.members)

    @property
    def test_accuracy(self) -> float | None:
        """The mean over the runs; None unless the test set was read for all of them."""
        return _mean([member.run.test_accuracy for member in self.members])

    @property
    def test_spread(self) -> float | None:
        """The standard deviation of the test accuracy over the seeds; None for one, and where `test_accuracy` is."""
        if self.spread is None or self.test_accuracy is None:
            return None
        return _spread(_by_seed(self.runs, lambda run: run.test_accuracy))

    @property
    def seconds(self) -> float | None:
        """The mean training time; None unless it is known of all of them."""
        return _mean([member.run.seconds for member in self.members])

    @property
    def epochs(self) -> float:
        """The mean number of epochs."""
        return sum([member.run.epochs for member in self.members]) / len(self.members)

    @property
    def submitted_at(self) -> float:
        """When the newest of the runs was submitted."""
        return max(run.submitted_at for run in self.runs)


def lines_of(rows: Sequence[RankedRun]) -> tuple[Line, ...]:
    """The lines of these runs, ranked as `ranked` ranks runs, by their means.

    Runs belong together if they are finished and have one owner and designs that differ in names and seeds alone, with
    at least two seeds; with one seed if they are copies, which came to the same accuracy. What was stopped, still
    trains, or came out of a file stands by itself.
    """
    with _one_groups:
        before, found = _last
        if not _are_the_same(before, rows):
            found = _placed(_grouped(rows))
            _remember(rows, found)
    return found


#: What was grouped last, and what came of it: each visit of the page asks for the same until a run changes.
_last: tuple[Sequence[RankedRun], tuple[Line, ...]] = ((), ())
#: Held by whoever groups: a page waits for what is grouped ahead instead of doing the same at the same time.
_one_groups = threading.Lock()


def _are_the_same(before: Sequence[RankedRun], rows: Sequence[RankedRun]) -> bool:
    """Whether the rows hold the very same runs at the same places with the same leaks; comparing runs field by field
    would take longer."""
    return (
        before is rows
        or len(before) == len(rows)
        and all(
            one.run is other.run and one.place == other.place and one.leak == other.leak
            for one, other in zip(before, rows, strict=True)
        )
    )


def _remember(rows: Sequence[RankedRun], lines: tuple[Line, ...]) -> None:
    global _last
    _last = rows, lines


def _grouped(rows: Sequence[RankedRun]) -> list[Line]:
    """The lines in the order of their best runs, not yet placed."""
    keys = [_key(row) for row in rows]
    together: dict[_Key, list[RankedRun]] = defaultdict(list)
    for key, row in zip(keys, rows, strict=True):
        if key is not None:
            together[key].append(row)
    several = {
        key: members
        for key, members in together.items()
        if len(members) > 1 and (len({_seed(row.run) for row in members}) > 1 or _are_copies(members))
    }
    found: list[Line] = []
    for key, row in zip(keys, rows, strict=True):
        if key is None or key not in several:
            found.append(single(row))
        elif several[key][0] is row:
            found.append(_together(several[key]))
    return found


def _are_copies(members: Sequence[RankedRun]) -> bool:
    """Whether runs with one seed came to the same; on other machines, or in another number format, they may not."""
    return len({row.run.validation_accuracy for row in members}) == 1


def opened(lines: Iterable[Line], ids: Iterable[str]) -> tuple[Line, ...]:
    """The lines, those of these ids each followed by its members."""
    wanted = set(ids)
    shown: list[Line] = []
    for line in lines:
        shown.append(line)
        if len(line.members) > 1 and line.id in wanted:
            shown += [single(member)._replace(place=None, is_inside=True) for member in line.members]
    return tuple(shown)


def single(row: RankedRun) -> Line:
    """A run as a line of its own."""
    return Line(row.place, row.run, (row,), row.run.validation_accuracy)


def _key(row: RankedRun) -> _Key | None:
    """Equal for runs that belong together; None for a run that stands by itself."""
    run = row.run
    if run.state != "finished" or run.validation_accuracy is None or run.imported_at is not None:
        return None
    return run.owner, design_number(run), row.leak is not None


def _together(members: Sequence[RankedRun]) -> Line:
    """The line of several runs, whose place is that of its best until it is placed by its mean."""
    ordered = tuple(sorted(members, key=lambda row: (_seed(row.run), row.run.submitted_at)))
    values = _by_seed([row.run for row in ordered], lambda run: run.validation_accuracy)
    mean = sum(values) / len(values)
    middle = min((row.run for row in ordered), key=lambda run: abs((run.validation_accuracy or 0) - mean))
    spread = _spread(values) if len(values) > 1 else None
    return Line(members[0].place, middle, ordered, mean, spread, len(values))


def _placed(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with places by their means, the placed ones of the same images first; without an epoch, last of all."""
    groups: dict[ValidationSet, list[Line]] = defaultdict(list)
    empty = [line for line in lines if is_without_epoch(line.run)]
    for line in lines:
        if not is_without_epoch(line.run):
            groups[validation_set(line.run.experiment)].append(line)
    return (*(line for group in groups.values() for line in _placed_in(group)), *empty)


def _placed_in(group: Sequence[Line]) -> list[Line]:
    placed: list[Line] = []
    place, last = 0, None
    honest = [line for line in group if line.place is not None]
    for count, line in enumerate(sorted(honest, key=lambda line: -(line.validation_accuracy or 0)), start=1):
        if line.validation_accuracy != last:
            place, last = count, line.validation_accuracy
        placed.append(line._replace(place=place))
    return placed + [line for line in group if line.place is None]


def _spread(values: Sequence[float]) -> float:
    """The standard deviation of at least two values; `statistics.stdev` is exact, and fifty times as slow."""
    mean = sum(values) / len(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if len(known) == len(values) else None


def _by_seed(runs: Iterable[Run], accuracy: Callable[[Run], float | None]) -> tuple[float, ...]:
    """The accuracy with each seed, in the order of the seeds: of repetitions the first."""
    values: dict[int, float] = {}
    for run in runs:
        values.setdefault(_seed(run), accuracy(run) or 0.0)
    return tuple(values.values())


def _seed(run: Run) -> int:
    return run.experiment.training.seed
