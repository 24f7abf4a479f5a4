"""When a run that waits will begin, from what is said beside Train of those before it."""

import time

from sqlalchemy import Engine

from builder.design.experiment import Experiment
from builder.jobs.options import number
from builder.jobs.service.how_long import how_long
from builder.jobs.service.readiness import readiness
from builder.settings import Settings
from builder.store.homes.identity import home_of
from builder.store.runs.curves import progress_of
from builder.store.runs.queue import queue_order
from builder.store.runs.records import Run, list_runs, runs_by_id

#: What was computed holds for so many seconds: a card that waits asks twice a second.
KEPT_SECONDS = 5.0
_MOST_KEPT = 200
_kept: dict[str, tuple[float, float | None]] = {}


def starts_in(settings: Settings, db: Engine, run: Run) -> float | None:
    """In about how many seconds this queued run of this home begins; None where that is not known.

    Those before it take as long as `how_long` says, in the middle of its range, and one that trains what it says itself
    of the rest.
    """
    known = _kept.get(run.id)
    if known is not None and known[0] > time.monotonic():
        return known[1]
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    found = _starts_in(settings, db, run)
    _kept[run.id] = time.monotonic() + KEPT_SECONDS, found
    return found


def _starts_in(settings: Settings, db: Engine, run: Run) -> float | None:
    home = home_of(settings)
    order = queue_order(db, home)
    if run.id not in order:
        return None
    running = [one for one in list_runs(db, states=("running",)) if one.home == home]
    before = runs_by_id(db, order[: order.index(run.id)])
    known: dict[Experiment, float | None] = {}
    times = [_left(settings, db, one, known) for one in running]
    times += [_whole(settings, one.experiment, known) for one in before.values()]
    if None in times:
        return None
    return sum(one for one in times if one is not None) / max(1, int(number("BUILDER_PARALLEL_RUNS", 1)))


def _left(settings: Settings, db: Engine, run: Run, known: dict[Experiment, float | None]) -> float | None:
    progress = progress_of(db, run.id)
    if progress is not None and progress.seconds_left is not None:
        return progress.seconds_left
    whole = _whole(settings, run.experiment, known)
    return None if whole is None or run.started_at is None else max(0.0, whole - (time.time() - run.started_at))


def _whole(settings: Settings, experiment: Experiment, known: dict[Experiment, float | None]) -> float | None:
    """A class trains one design thirty times: each is asked for once."""
    design = experiment.model_copy(update={"name": "", "training": experiment.training.model_copy(update={"seed": 0})})
    if design not in known:
        found = how_long(settings, experiment, readiness(settings, experiment))
        known[design] = None if found is None else float((found.low * found.high) ** 0.5)
    return known[design]
