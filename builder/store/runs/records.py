"""What the store holds about a run, and functions that read it. Nothing here writes."""

import json
from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Engine, Row, Select, func, select

from builder.design.base import Value
from builder.design.document import SpecError
from builder.design.experiment import Experiment
from builder.progress.reason import Reason
from builder.statistics.intervals import wilson
from builder.store.errors import RunAwayError, RunNotFoundError, UnreadableDesignError
from builder.store.reasons import reason_of
from builder.store.runs.claims import Claims, claims_of
from builder.store.runs.design_text import design_of
from builder.store.schema.database import reading
from builder.store.schema.database_file import has_changed
from builder.store.schema.tables import runs, visitors

RunState = Literal["queued", "running", "paused", "finished", "stopped", "failed"]
ACTIVE: tuple[RunState, ...] = ("queued", "running", "paused")
ENDED: tuple[RunState, ...] = ("finished", "stopped", "failed")

#: Shown for an owner who never gave a nickname.
ANONYMOUS = "Anonymous"


class Tested(Value):
    """The one reading of the test set: a fraction, and the number of images."""

    accuracy: float
    count: int

    @property
    def correct(self) -> int:
        """How many images were classified correctly."""
        return round(self.accuracy * self.count)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval (Wilson) of the accuracy, as an estimate for new images."""
        return wilson(self.correct, self.count)


class Run(NamedTuple):
    """One training run; a field is None while it is not known.

    `owner` is what the store keeps of the identity of whoever submitted it, with a `nickname` to show; `dataset` and
    `parameters` are those of the design, and `preset` is the project that it is, if any. Moments (`…_at`) are seconds
    since 1970. `epochs` counts the complete ones. `stop_requested` and `pause_requested` say that it was asked for.
    Accuracies are fractions, `test_accuracy` of `test_count` images. `validation_accuracy` is that of the weights that
    are kept, those after `kept_epoch`; `best_epoch` is the one with the highest validation accuracy. `seconds` is the
    training time, so far or at the end: that of its epochs with their validation (`progress.epoch.training_seconds`);
    `restarts` counts how often its process died and another resumed.
    `end_reason` says why training ended, what went wrong with a run that paused without being asked, or why a running
    one began again; `error` why a failed run failed. `precision` and `steps_per_execution` are fixed before the first
    step; their reasons are None if nothing was measured. `processor` and `versions` (of libraries, by name) are what it
    was trained with, last. `home` is the id of the home that trains it and has its files.
    A run that came out of a file has `imported_at` and what the file `claims`; its accuracies are None until it is
    evaluated here.

    A plain tuple: ten thousand pydantic values take a third of a second to make, and each look of Python's garbage
    collector as long again.
    """

    id: str
    name: str
    owner: str
    experiment: Experiment
    dataset: str
    state: RunState
    submitted_at: float
    parameters: int
    nickname: str = ANONYMOUS
    preset: str | None = None
    started_at: float | None = None
    ended_at: float | None = None
    seconds: float | None = None
    epochs: int = 0
    best_epoch: int | None = None
    kept_epoch: int | None = None
    validation_accuracy: float | None = None
    test_accuracy: float | None = None
    test_count: int | None = None
    end_reason: Reason | None = None
    error: Reason | None = None
    stop_requested: bool = False
    pause_requested: bool = False
    restarts: int = 0
    has_weights: bool = False
    precision: str | None = None
    precision_reason: Reason | None = None
    steps_per_execution: int | None = None
    steps_reason: Reason | None = None
    matrix_share: float | None = None
    processor: str | None = None
    versions: dict[str, str] | None = None
    home: str | None = None
    imported_at: float | None = None
    claims: Claims | None = None

    @property
    def tested(self) -> Tested | None:
        """The reading of the test set; None until it is read."""
        if self.test_accuracy is None or not self.test_count:
            return None
        return Tested(accuracy=self.test_accuracy, count=self.test_count)

    @property
    def test_interval(self) -> tuple[float, float] | None:
        """The 95 % interval (Wilson) of the test accuracy; None until the test set is read, or if it judged."""
        if self.tested is None or self.experiment.training.judged_by_test:
            return None
        return self.tested.interval


def get_run(db: Engine, id: str) -> Run:
    """The run with that id; raises RunNotFoundError, and UnreadableDesignError."""
    with reading(db) as connection:
        row = connection.execute(_select_runs().where(runs.c.id == id)).first()
    if row is None:
        raise RunNotFoundError(id)
    return _run(row)


def get_own_run(db: Engine, id: str) -> Run:
    """As get_run, for the process that trains the run; raises RunAwayError if it went with the database's file."""
    try:
        return get_run(db, id)
    except RunNotFoundError:
        if has_changed(db):
            raise RunAwayError(id) from None
        raise


def list_runs(
    db: Engine, *, states: Iterable[RunState] | None = None, owner: str | None = None, limit: int | None = None
) -> tuple[Run, ...]:
    """The runs, newest first, in these states and of this owner, if given."""
    query = _select_runs().order_by(runs.c.number.desc()).limit(limit)
    if states is not None:
        query = query.where(runs.c.state.in_(tuple(states)))
    if owner is not None:
        query = query.where(runs.c.owner == owner)
    return _all(db, query)


def has_runs(db: Engine, owner: str) -> bool:
    """Whether this owner has any run, in whatever state."""
    with reading(db) as connection:
        return connection.execute(select(runs.c.id).where(runs.c.owner == owner).limit(1)).first() is not None


def has_weights(db: Engine) -> bool:
    """Whether any run has weights, and so something to look into."""
    with reading(db) as connection:
        return connection.execute(select(runs.c.id).where(runs.c.has_weights).limit(1)).first() is not None


def run_ids(db: Engine) -> tuple[str, ...]:
    """The ids of all runs, oldest first; also of those whose design this version cannot read."""
    with reading(db) as connection:
        return tuple(connection.scalars(select(runs.c.id).order_by(runs.c.number)))


def runs_by_id(db: Engine, ids: Iterable[str]) -> dict[str, Run]:
    """These runs by id; runs that do not exist, or whose design this version cannot read, are left out."""
    return {run.id: run for run in _all(db, _select_runs().where(runs.c.id.in_(tuple(ids))))}


_REQUESTS = ("stop_requested", "pause_requested")
_REASONS = ("end_reason", "error", "precision_reason", "steps_reason")


def _select_runs() -> Select[Any]:
    """A row is the fields of a Run in their order, before `_run` reads what they hold."""
    return select(*map(_selected, Run._fields)).select_from(runs.outerjoin(visitors, visitors.c.owner == runs.c.owner))


def _selected(field: str) -> ColumnElement[Any]:
    if field == "nickname":
        return func.coalesce(visitors.c.nickname, ANONYMOUS).label(field)
    return runs.c[f"{field}_at"].is_not(None).label(field) if field in _REQUESTS else runs.c[field]


def _all(db: Engine, query: Select[Any]) -> tuple[Run, ...]:
    """Every run that the query finds; one whose design this version cannot read is left out of lists."""
    with reading(db) as connection:
        rows = connection.execute(query).all()
    found = []
    for row in rows:
        try:
            found.append(_run(row))
        except UnreadableDesignError:
            continue
    return tuple(found)


def _versions(text: str | None) -> dict[str, str] | None:
    return json.loads(text) if text else None


_NAME, _DESIGN = Run._fields.index("name"), Run._fields.index("experiment")
#: The fields that a row does not hold as they are, by their places, and what reads them.
_READ: tuple[tuple[int, Callable[[Any], Any]], ...] = (
    *((Run._fields.index(name), bool) for name in _REQUESTS),
    *((Run._fields.index(name), reason_of) for name in _REASONS),
    (Run._fields.index("versions"), _versions),
    (Run._fields.index("claims"), claims_of),
)


def _run(row: Row[Any]) -> Run:
    """The run of a row, not validated, as the store wrote it itself; raises UnreadableDesignError.

    By places: ten thousand runs with all their fields by name take a tenth of a second longer.
    """
    values: list[Any] = list(row)
    try:
        values[_DESIGN] = design_of(values[_DESIGN], values[_NAME])
    except SpecError as error:
        raise UnreadableDesignError(row.id, str(error)) from None
    for place, read in _READ:
        values[place] = read(values[place])
    return Run._make(values)
