"""The runs of a restored home: their workers were on another machine, or in another time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, update

from builder.progress.ending import Stopped
from builder.progress.failure import ImagesMissing
from builder.store.reasons import reason_text
from builder.store.runs import queue
from builder.store.schema.database import now, reading, writing
from builder.store.schema.tables import runs


@dataclass(frozen=True)
class Interrupted:
    """The ids of the runs that were running, by what became of them."""

    queued: tuple[str, ...]
    paused: tuple[str, ...]
    stopped: tuple[str, ...]


def datasets_in_use(db: Engine) -> frozenset[str]:
    """The names of the data sets of all runs that are running or queued."""
    with reading(db) as connection:
        return frozenset(connection.scalars(select(runs.c.dataset).where(runs.c.state.in_(("running", "queued")))))


def interrupt_all(db: Engine, missing: Mapping[str, str]) -> Interrupted:
    """Takes every run from its home, and out of "running": it goes on from its checkpoint once a supervisor looks.

    One that was asked to stop or to pause is stopped or paused. `missing` are the data sets that are not on this
    machine, with their titles: runs that need one wait for it, paused, instead of failing.
    """
    became: dict[str, list[str]] = {"queued": [], "paused": [], "stopped": []}
    with writing(db) as connection:
        for run in connection.execute(select(runs).where(runs.c.state == "running").order_by(runs.c.number)).all():
            values = _after(connection, run)
            became[values["state"]].append(run.id)
            _leave_running(connection, run.id, values)
        for name, title in missing.items():
            waiting = [runs.c.state == "queued", runs.c.dataset == name]
            paused = set(connection.scalars(select(runs.c.id).where(*waiting)))
            reason = reason_text(ImagesMissing(dataset=title))
            connection.execute(update(runs).where(*waiting).values(state="paused", end_reason=reason))
            became["paused"] += [id for id in became["queued"] if id in paused]
            became["queued"] = [id for id in became["queued"] if id not in paused]
        connection.execute(update(runs).values(home=None))  # the restored home takes over what belongs to none
    return Interrupted(**{state: tuple(ids) for state, ids in became.items()})


def _after(connection: Connection, run: Row[Any]) -> dict[str, Any]:
    """The columns of a running run that change as it leaves that state."""
    if run.stop_requested_at is not None:
        reason = Stopped(epoch=None, kept_epoch=run.kept_epoch if run.has_weights else None)
        return {"state": "stopped", "ended_at": now(), "end_reason": reason_text(reason)}
    if run.pause_requested_at is not None:
        return {"state": "paused"}
    return {"state": "queued", "position": queue.first_position(connection, run.owner)}


def _leave_running(connection: Connection, id: str, values: dict[str, Any]) -> None:
    nothing_asked = {"stop_requested_at": None, "pause_requested_at": None}
    connection.execute(update(runs).where(runs.c.id == id).values(token=None, worker=None, **nothing_asked, **values))
