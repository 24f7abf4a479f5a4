"""The runs that the leaderboard ranks, read fast: an ended run is not read again unless it has changed."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Engine, Row, Select, case, func, or_, select

from builder.store.runs.records import ACTIVE, ANONYMOUS, ENDED, Run, list_runs, runs_by_id
from builder.store.schema.database import reading
from builder.store.schema.tables import runs, visitors

#: What may still change in an ended run: its name, its owner's name, its test reading, whose it is, and the validation
#: accuracy of an imported one. The other columns distinguish it from every other run.
_WATCHED = (
    runs.c.id,
    runs.c.submitted_at,
    runs.c.state,
    runs.c.name,
    func.coalesce(visitors.c.nickname, ANONYMOUS),
    runs.c.test_accuracy,
    runs.c.test_count,
    runs.c.home,
    runs.c.validation_accuracy,
)

#: Ended runs by id, each with its watched columns as they were when it was read.
_known: dict[str, tuple[tuple[Any, ...], Run]] = {}
_MOST_KNOWN = 20_000
#: Held by whoever reads runs, so that a page waits for what is being read ahead instead of reading it as well: two that
#: do one thing take twice as long in one process.
_one_reads = threading.Lock()

#: The number of ids that one statement may name on every database.
_MOST_IDS = 5_000


def kept_runs(db: Engine) -> tuple[Run, ...]:
    """Every run that has weights or has ended, in the order of submission.

    A run whose design this version cannot read is left out.
    """
    query: Select[Any] = (
        select(*_WATCHED)
        .select_from(runs.outerjoin(visitors, visitors.c.owner == runs.c.owner))
        .where(or_(runs.c.has_weights, runs.c.state.in_(ENDED)))
        .order_by(runs.c.number)
    )
    with reading(db) as connection:
        watched = {row[0]: row for row in connection.execute(query).all()}
    found = _found(watched)
    if len(found) < len(watched):
        with _one_reads:
            found = _found(watched)
            if missing := [id for id in watched if id not in found]:
                found |= _read(db, watched, missing)
    return tuple(found[id] for id in watched if id in found)


def _found(watched: Mapping[str, Row[Any]]) -> dict[str, Run]:
    """Those that are known and have not changed."""
    # As tuples: a row of SQLAlchemy's is compared by Python code, which takes five times as long.
    return {id: known[1] for id, row in watched.items() if (known := _known.get(id)) and tuple(row) == known[0]}


def _read(db: Engine, watched: Mapping[str, Row[Any]], ids: Sequence[str]) -> dict[str, Run]:
    """Reads these runs, and remembers those of them that have ended."""
    if len(ids) <= _MOST_IDS:
        new = runs_by_id(db, ids)
    else:
        wanted = set(ids)
        new = {run.id: run for run in list_runs(db) if run.id in wanted}
    _remember({id: (tuple(watched[id]), run) for id, run in new.items() if run.state in ENDED})
    return new


class BoardState(NamedTuple):
    """Two that are equal mean that no run has come, has ended or was deleted between them."""

    ended: int
    active: int
    last_end: float | None


def board_state(db: Engine) -> BoardState:
    """What the board is now, by one quick statement."""
    ended, active = (func.count(case((runs.c.state.in_(states), 1))) for states in (ENDED, ACTIVE))
    with reading(db) as connection:
        return BoardState(*connection.execute(select(ended, active, func.max(runs.c.ended_at))).one())


def known_count() -> int:
    """How many runs are kept in memory."""
    return len(_known)


def _remember(read: Mapping[str, tuple[tuple[Any, ...], Run]]) -> None:
    if len(_known) + len(read) > _MOST_KNOWN:
        _known.clear()
    _known.update(read)
