"""Which runs have one design and differ in their seed at most."""

from collections.abc import Hashable
from itertools import count

from builder.design.experiment import Experiment
from builder.store.runs.records import Run

#: A number for each design without its name and its seed, and for each run: a run's design never changes.
_designs: dict[tuple[Hashable, ...], int] = {}
_runs: dict[str, int] = {}
#: The same by the identities of a design's values, which runs of one text share (`runs/design_text.py`): to hash them
#: takes ten times as long. An experiment is kept with each number, so that nothing else has its identities.
_by_identity: dict[tuple[int, ...], tuple[Experiment, int]] = {}
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
        _by_identity.clear()
    values = _without_seed(run.experiment)
    identity = tuple(map(id, values))
    found = _by_identity.get(identity)
    number = _designs.setdefault(values, next(_next)) if found is None else found[1]
    _by_identity.setdefault(identity, (run.experiment, number))
    return _runs.setdefault(run.id, number)


def have_one_design(first: Run, second: Run) -> bool:
    """Whether their designs differ in their names and seeds alone."""
    return _without_seed(first.experiment) == _without_seed(second.experiment)


def _without_seed(experiment: Experiment) -> tuple[Hashable, ...]:
    training = [value for name, value in vars(experiment.training).items() if name != "seed"]
    return experiment.network, experiment.data, *training
