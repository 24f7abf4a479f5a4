"""Which runs have one design and differ in their seed at most."""

from collections.abc import Hashable
from itertools import count

from builder.store.runs.records import Run

#: A number for each design without its name and its seed, and for each run: a run's design never changes.
_designs: dict[tuple[Hashable, ...], int] = {}
_runs: dict[str, int] = {}
_MOST_KNOWN = 20_000
_next = count()


def design_number(run: Run) -> int:
    """Equal for runs whose designs differ in their names and seeds alone; it holds in this process only."""
    known = _runs.get(run.id)
    if known is not None:
        return known
    if len(_runs) >= _MOST_KNOWN:
        _runs.clear()
        _designs.clear()
    number = _designs.setdefault(_without_seed(run), next(_next))
    return _runs.setdefault(run.id, number)


def have_one_design(first: Run, second: Run) -> bool:
    """Whether their designs differ in their names and seeds alone."""
    return _without_seed(first) == _without_seed(second)


def _without_seed(run: Run) -> tuple[Hashable, ...]:
    experiment = run.experiment
    training = (value for name, value in experiment.training if name != "seed")
    return experiment.network, experiment.data, *training
