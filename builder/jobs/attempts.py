"""The supervisor's part with runs: start queued ones, follow running ones, end those that do not stop.

A worker writes into the store that it has the run before it does anything for it, and the store lets one do
so. A supervisor may be killed at any moment: the next one follows the worker that the store names (only how it
ended it cannot see, as it is not its child), and starts another for a run that no worker has taken up.
"""

import logging
import subprocess
import time
from dataclasses import dataclass, field

import psutil
from sqlalchemy import Engine

from builder.jobs import deaths, processes, standby
from builder.jobs.silence import Beats, silence_seconds
from builder.jobs.standby import Standby
from builder.runs import artifacts, lifecycle, records
from builder.runs.attempts import Attempt
from builder.runs.database import check_writing
from builder.runs.errors import LostRunError, StoreError, UnreadableDesignError
from builder.settings import Settings

log = logging.getLogger("builder.jobs.supervisor")

TOKEN_VARIABLE = "BUILDER_RUN_TOKEN"
#: A worker that was asked to stop has this long, in seconds, before it is ended.
STOP_SECONDS = 7.0
#: A store that took longer than this, in seconds, to let the supervisor write kept the workers from reporting too.
BUSY_SECONDS = 1.0
#: How often a run goes on after its process has died.
RESTARTS = 1
#: A run that no worker of this supervisor has is waited for this long, in seconds, before one is started.
FIND_SECONDS = 2.0


@dataclass
class Watch:
    """What this supervisor knows of runs beyond the store: its own children, and since when it waits.

    `since` holds the moments (monotonic) from which a stop, or a worker's appearance, is waited for; `beats` each
    run's last report; `silenced` the runs whose process was ended because there was none; `handed` the runs that were
    given to a standby; `standby_died` the moment (monotonic) when one ended by itself.
    """

    settings: Settings
    db: Engine
    parallel: int = 1
    children: dict[str, subprocess.Popen] = field(default_factory=dict)
    since: dict[tuple[str, str], float] = field(default_factory=dict)
    beats: Beats = field(default_factory=Beats)
    silenced: set[str] = field(default_factory=set)
    handed: set[str] = field(default_factory=set)
    standby: Standby | None = None
    standby_died: float | None = None


def look_after_runs(watch: Watch) -> bool:
    """One round: whether any run is running or queued."""
    attempts = lifecycle.running_attempts(watch.db)
    if watch.beats.begin_round():
        watch.since.clear()
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
        _wait_or_start(watch, attempt)
        return
    dead = not _is_alive(watch, attempt) if child is None else child.poll() is not None
    if dead and attempt.pid is None and attempt.run_id in watch.handed and not attempt.stop_requested:
        log.info("run %s: the standby ended before it had the run", attempt.run_id)
        _start_worker(watch, attempt.run_id, attempt.token)
    elif dead:
        # It may have written its ending after this round's look at the store; then this finds the run lost.
        _conclude(watch, attempt, None if child is None else child.returncode)
    elif attempt.stop_requested and _waited(watch, "stop", attempt.run_id) > STOP_SECONDS:
        log.info("run %s does not stop by itself: ending process %s", attempt.run_id, attempt.pid)
        pid = attempt.pid or child.pid
        created = attempt.create_time or 0.0
        processes.kill(pid, created, *_known_by(attempt.run_id))  # the next round finds it dead
    elif attempt.pid is not None and watch.beats.silent_for(attempt.run_id, attempt.reported_at) > silence_seconds():
        _end_silent(watch, attempt)


def _end_silent(watch: Watch, attempt: Attempt) -> None:
    """End a process that does not report, unless the store keeps it from reporting: it may be locked, or full."""
    if not processes.is_stopped(attempt.pid) and not _can_report(watch, attempt.run_id):
        watch.beats.forget(attempt.run_id)
        return
    log.info("run %s: process %s has not reported for long: ending it", attempt.run_id, attempt.pid)
    watch.silenced.add(attempt.run_id)
    processes.kill(attempt.pid, attempt.create_time or 0.0, *_known_by(attempt.run_id))  # found dead in the next round


def _can_report(watch: Watch, run_id: str) -> bool:
    """Whether a worker that wants to report would get through."""
    began = time.monotonic()
    try:
        check_writing(watch.db)
    except StoreError as error:
        log.warning("run %s: nobody can report now (%s)", run_id, error)
        return False
    return time.monotonic() - began <= BUSY_SECONDS


def end_stopped_workers(watch: Watch) -> None:
    """For rounds that the store is too busy for: a worker that stands still within a write keeps it locked for good.

    One that was locked out by somebody else is not ended for it.
    """
    looked = watch.beats.last_round
    if looked is None or watch.beats.clock() - looked <= silence_seconds():
        return
    for run_id, child in watch.children.items():
        if processes.is_stopped(child.pid):
            log.info("run %s: process %s stands still and the store is locked: ending it", run_id, child.pid)
            watch.silenced.add(run_id)
            child.kill()


def _start_next(watch: Watch) -> None:
    claimed = lifecycle.claim_next(watch.db, parallel=watch.parallel)
    if claimed is not None:
        run, token = claimed
        _hand_over(watch, run.id, token) or _start_worker(watch, run.id, token)


def _hand_over(watch: Watch, run_id: str, token: str) -> bool:
    """Give the run to the standby, whether it is ready or still on its way; False where there is none."""
    waiting, watch.standby = watch.standby, None
    if waiting is None or not standby.hand_over(waiting, run_id, token):
        return False
    watch.children[run_id] = waiting.process
    watch.handed.add(run_id)
    log.info("run %s: worker %s, which stood by", run_id, waiting.process.pid)
    return True


def _start_worker(watch: Watch, run_id: str, token: str) -> None:
    watch.handed.discard(run_id)
    try:
        process = processes.start(watch.settings, "worker", run_id, **{TOKEN_VARIABLE: token})
    except OSError as error:
        reason = error.strerror or error
        sentence = f"The training process could not be started ({reason}). Close other programs, and train it again."
        lifecycle.fail(watch.db, run_id, token, sentence)
        return
    watch.children[run_id] = process
    log.info("run %s: worker %s", run_id, process.pid)


def _wait_or_start(watch: Watch, attempt: Attempt) -> None:
    """A supervisor was killed after it claimed the run, and no worker has taken it up yet.

    One may be about to. If it is slower than the one started here, it finds the run taken, and ends.
    """
    waited = _waited(watch, "worker", attempt.run_id) > FIND_SECONDS
    if waited and not processes.exists((standby.MODULE, attempt.run_id)):
        _start_worker(watch, attempt.run_id, attempt.token)


def _conclude(watch: Watch, attempt: Attempt, code: int | None) -> None:
    """The worker is gone and has not said how the run ended: stopped or paused where that was asked for.

    Otherwise another worker goes on from the last checkpoint, once; a second death is the run's failure. A computer
    that was started anew is no fault of the run's, and does not count.
    """
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
        artifacts.remove_checkpoint(watch.settings, run.id)
        return
    if run.pause_requested:
        lifecycle.mark_paused(watch.db, run.id, attempt.token, seconds=None)
        return
    restarted = attempt.started_at < psutil.boot_time()
    if run.restarts < RESTARTS or restarted:
        log.info("run %s: another worker goes on", run.id)
        _forget(watch, run.id)
        _start_worker(watch, run.id, lifecycle.start_again(watch.db, run.id, attempt.token))
        return
    sentence = deaths.sentence(
        code,
        batch_size=run.experiment.training.batch_size,
        kept_epoch=kept_epoch,
        silent=silence_seconds() if run.id in watch.silenced else None,
    )
    lifecycle.fail(watch.db, run.id, attempt.token, sentence)
    artifacts.remove_checkpoint(watch.settings, run.id)


def _is_alive(watch: Watch, attempt: Attempt) -> bool:
    if watch.standby is not None and watch.standby.process.pid == attempt.pid:
        return False  # the number is used again
    return processes.is_alive(attempt.pid, attempt.create_time, *_known_by(attempt.run_id))


def _known_by(run_id: str) -> tuple[processes.Marks, processes.Marks]:
    """The arguments of this run's worker, started for it or as a standby."""
    return (standby.MODULE, run_id), (standby.MODULE, standby.ARGUMENT)


def _waited(watch: Watch, what: str, run_id: str) -> float:
    """Seconds since this was first asked of this run."""
    now = time.monotonic()
    return now - watch.since.setdefault((what, run_id), now)


def _forget(watch: Watch, run_id: str) -> None:
    """What was known of the run's process that is gone."""
    watch.children.pop(run_id, None)
    watch.beats.forget(run_id)
    watch.silenced.discard(run_id)
    watch.handed.discard(run_id)
    for key in [key for key in watch.since if key[1] == run_id]:
        del watch.since[key]


def _forget_all_but(watch: Watch, running: set[str]) -> None:
    """Keep what is known of running runs, and of children that still live."""
    for run_id, child in list(watch.children.items()):
        if run_id not in running and child.poll() is not None:
            del watch.children[run_id]
    watch.handed &= running
    watch.silenced &= running
    watch.beats.forget_all_but(running)
    for key in [key for key in watch.since if key[1] not in running]:
        del watch.since[key]
