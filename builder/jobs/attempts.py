"""The supervisor's part with runs: start queued ones, follow running ones, end those that do not stop.

A running run's process is known by what the store says of it, so a new supervisor follows the workers
of a killed one; only how they ended it cannot see, as they are not its children.
"""

import logging
import subprocess
import time
from dataclasses import dataclass, field

import psutil
from sqlalchemy import Engine

from builder.jobs import deaths, processes
from builder.runs import lifecycle, records
from builder.runs.attempts import Attempt
from builder.runs.errors import LostRunError, UnreadableDesignError
from builder.settings import Settings

log = logging.getLogger("builder.jobs.supervisor")

TOKEN_VARIABLE = "BUILDER_RUN_TOKEN"
#: A worker that was asked to stop has this long, in seconds, before it is ended.
STOP_SECONDS = 7.0
#: A worker that no supervisor has noted is looked for this long, in seconds, before another is started.
FIND_SECONDS = 2.0


@dataclass
class Watch:
    """What this supervisor knows of runs beyond the store: its own children, and since when it waits.

    `since` holds the moments (monotonic) from which a stop, or a worker's appearance, is waited for.
    """

    settings: Settings
    db: Engine
    parallel: int = 1
    children: dict[str, subprocess.Popen] = field(default_factory=dict)
    since: dict[tuple[str, str], float] = field(default_factory=dict)


def look_after_runs(watch: Watch) -> bool:
    """One round: whether any run is running or queued."""
    attempts = lifecycle.running_attempts(watch.db)
    for attempt in attempts:
        try:
            _look_after(watch, attempt)
        except LostRunError:  # it ended between the two looks
            log.info("run %s has ended", attempt.run_id)
    running = {attempt.run_id for attempt in attempts}
    _forget_all_but(watch, running)
    queued = bool(records.list_runs(watch.db, states=("queued",), limit=1))
    # A worker that has told how its run ended holds its memory until it is gone.
    if queued and len(running | watch.children.keys()) < watch.parallel:
        _start_next(watch)
    return bool(attempts) or queued


def _look_after(watch: Watch, attempt: Attempt) -> None:
    child = watch.children.get(attempt.run_id)
    if child is None and attempt.pid is None:
        _find_or_start(watch, attempt)
        return
    marks = _marks(attempt.run_id)
    if child is not None:
        dead = child.poll() is not None
    else:
        dead = not processes.is_alive(attempt.pid, attempt.create_time, marks)
    if dead:
        # It may have written its ending after this round's look at the store; then this finds the run lost.
        _conclude(watch, attempt, None if child is None else child.returncode)
    elif attempt.stop_requested and _waited(watch, "stop", attempt.run_id) > STOP_SECONDS:
        log.info("run %s does not stop by itself: ending process %s", attempt.run_id, attempt.pid)
        pid = attempt.pid or child.pid
        processes.kill(pid, attempt.create_time or 0.0, marks)  # the next round finds it dead


def _start_next(watch: Watch) -> None:
    claimed = lifecycle.claim_next(watch.db, parallel=watch.parallel)
    if claimed is not None:
        run, token = claimed
        _start_worker(watch, run.id, token)


def _start_worker(watch: Watch, run_id: str, token: str) -> None:
    try:
        process = processes.start(watch.settings, "worker", run_id, **{TOKEN_VARIABLE: token})
    except OSError as error:
        reason = error.strerror or error
        sentence = f"The training process could not be started ({reason}). Close other programs, and train it again."
        lifecycle.fail(watch.db, run_id, token, sentence)
        return
    watch.children[run_id] = process
    log.info("run %s: worker %s", run_id, process.pid)
    created = processes.create_time(process.pid)
    if created is not None:
        lifecycle.record_process(watch.db, run_id, token, process.pid, created)


def _find_or_start(watch: Watch, attempt: Attempt) -> None:
    """A supervisor was killed between claiming the run and noting its worker, which may or may not live."""
    found = processes.find(_marks(attempt.run_id))
    if found is not None:
        lifecycle.record_process(watch.db, attempt.run_id, attempt.token, *found)
    elif _waited(watch, "worker", attempt.run_id) > FIND_SECONDS:
        _start_worker(watch, attempt.run_id, attempt.token)


def _conclude(watch: Watch, attempt: Attempt, code: int | None) -> None:
    """The worker is gone and has not said how the run ended: stopped if that was asked for, failed otherwise."""
    try:
        run = records.get_run(watch.db, attempt.run_id)
    except UnreadableDesignError as error:
        lifecycle.fail(watch.db, attempt.run_id, attempt.token, str(error))
        return
    kept_epoch = run.kept_epoch if run.has_weights else None
    log.info("run %s: worker %s ended with %s", run.id, attempt.pid, code)
    if run.stop_requested:
        what = f"the weights of epoch {kept_epoch} are kept" if kept_epoch else "no epoch was complete"
        reason = f"Stopped on request; {what}"
        lifecycle.mark_stopped(watch.db, run.id, attempt.token, end_reason=reason, seconds=None)
        return
    sentence = deaths.sentence(
        code,
        batch_size=run.experiment.training.batch_size,
        kept_epoch=kept_epoch,
        restarted=attempt.started_at < psutil.boot_time(),
    )
    lifecycle.fail(watch.db, run.id, attempt.token, sentence)


def _marks(run_id: str) -> tuple[str, ...]:
    """The arguments by which this run's worker is known."""
    return ("builder.jobs.worker", run_id)


def _waited(watch: Watch, what: str, run_id: str) -> float:
    """Seconds since this was first asked of this run."""
    now = time.monotonic()
    return now - watch.since.setdefault((what, run_id), now)


def _forget_all_but(watch: Watch, running: set[str]) -> None:
    """Keep what is known of running runs, and of children that still live."""
    for run_id, child in list(watch.children.items()):
        if run_id not in running and child.poll() is not None:
            del watch.children[run_id]
    for key in [key for key in watch.since if key[1] not in running]:
        del watch.since[key]
