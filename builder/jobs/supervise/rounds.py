"""The supervisor's work on runs: start queued ones, follow running ones, kill those that do not stop.

Before it does anything for a run, a worker records in the store that it has it, and the store accepts only one.
A supervisor may be killed at any time: the next one follows the worker that the store names (it only cannot see
how that one ended, as it is not its child), and starts another for a run that no worker has taken up.
"""

import logging
from typing import Literal

from builder.jobs import deaths
from builder.jobs.executor.protocol import Worker
from builder.jobs.supervise.silence import SLOWER, silence_seconds, step_seconds, still_seconds
from builder.jobs.supervise.starts import start_next, start_worker
from builder.jobs.supervise.supervision import Supervision
from builder.progress.ending import Stopped, TrainedAnew
from builder.progress.failure import CheckpointDamaged, Hung, StoreOutOfReach
from builder.progress.told import Told
from builder.store.artifacts import artifacts_of
from builder.store.errors import LostRunError, StoreError, UnreadableDesignError
from builder.store.homes.belonging import settle
from builder.store.homes.sweep import sweep
from builder.store.runs import attempts, lifecycle, queue, records
from builder.store.runs.attempts import Attempt
from builder.store.schema.database import check_writing, file_change

log = logging.getLogger("builder.jobs.supervisor")

#: A worker that was asked to stop has this long, in seconds, before it is killed.
STOP_SECONDS = 7.0
#: If the supervisor had to wait longer than this to write, in seconds, the store kept workers from reporting too.
BUSY_SECONDS = 1.0
#: How often a run is resumed after its process has died.
RESTARTS = 1
#: If no worker of this supervisor has a run, it waits this long, in seconds, before it starts one.
FIND_SECONDS = 2.0


def look_after_runs(supervision: Supervision) -> bool:
    """One round: whether any run of this home is running or queued. Other homes' runs are left alone."""
    _settle(supervision)
    under_way = attempts.running_attempts(supervision.db, supervision.home)
    if supervision.beats.begin_round():
        supervision.since.clear()
    for attempt in under_way:
        try:
            _look_after(supervision, attempt)
        except LostRunError:  # it ended between the two looks
            log.info("run %s has ended", attempt.run_id)
    running = {attempt.run_id for attempt in under_way}
    supervision.forget_all_but(running)
    queued = queue.has_queued(supervision.db, supervision.home)
    # A worker that has recorded its run's end still holds its memory until it is gone.
    if queued and len(running | supervision.executor.started()) < supervision.parallel:
        start_next(supervision)
    return bool(under_way) or queued or _waits_for_its_run(supervision)


def _waits_for_its_run(supervision: Supervision) -> bool:
    """Whether a worker's run is not in the store any more: it waits for it to come back, and so does the supervisor."""
    started = supervision.executor.started()
    return bool(started) and not started <= set(records.run_ids(supervision.db))


def _settle(supervision: Supervision) -> None:
    """Once, and again should the home's identity, or the file of its database, be replaced."""
    now = supervision.home, file_change(supervision.db)
    if supervision.settled != now:
        settle(supervision.settings, supervision.db)
        sweep(supervision.settings, supervision.db)
        supervision.settled = now


def _look_after(supervision: Supervision, attempt: Attempt) -> None:
    worker = supervision.executor.worker(attempt.run_id, attempt.worker)
    if worker is None:
        _wait_or_start(supervision, attempt)
        return
    dead = worker.has_ended()
    if dead and attempt.worker is None and attempt.run_id in supervision.handed and not attempt.stop_requested:
        log.info("run %s: the standby ended before it had the run", attempt.run_id)
        supervision.forget(attempt.run_id)
        start_worker(supervision, attempt.run_id, attempt.token)
    elif dead:
        # It may have recorded the end after this round read the store; then this finds the run lost.
        _conclude(supervision, attempt, worker)
    elif attempt.stop_requested and supervision.waited("stop", attempt.run_id) > STOP_SECONDS:
        log.info("run %s does not stop by itself", attempt.run_id)
        _kill(supervision, attempt.run_id, worker)
    elif supervision.beats.silent_for(attempt.run_id, attempt.reported_at) > silence_seconds():
        _end_silent(supervision, attempt.run_id, worker)
    elif supervision.beats.still_for(attempt.run_id, attempt.count) > still_seconds():
        _end_still(supervision, attempt, worker)


def _end_silent(supervision: Supervision, run_id: str, worker: Worker) -> None:
    """Kill a worker that does not report, unless the store keeps it from reporting: it may be locked, or full.

    This includes one that never even recorded that it has the run.
    """
    if not worker.stands_still() and not _can_report(supervision, run_id):
        supervision.beats.forget(run_id)
        return
    log.info("run %s has not been reported on for long", run_id)
    supervision.hung[run_id] = Hung(seconds=silence_seconds(), kept_epoch=None)
    _kill(supervision, run_id, worker)


def _end_still(supervision: Supervision, attempt: Attempt, worker: Worker) -> None:
    """Kill a worker that reports and does no batch, unless its network is so large that a batch may take this long."""
    still = supervision.beats.still_for(attempt.run_id, attempt.count)
    slowest = supervision.beats.slowest(attempt.run_id)
    run = records.get_run(supervision.db, attempt.run_id)
    if still > max(still_seconds() + step_seconds(run), SLOWER * slowest):
        log.info("run %s has done no batch for %.0f seconds", attempt.run_id, still)
        supervision.hung[attempt.run_id] = Hung(what="batch", seconds=still, kept_epoch=None)
        _kill(supervision, attempt.run_id, worker)


def _kill(supervision: Supervision, run_id: str, worker: Worker) -> None:
    """Kill the run's worker; the next round finds it dead."""
    log.info("run %s: ending %s", run_id, worker.name)
    supervision.ended.add(run_id)
    worker.kill()


def _can_report(supervision: Supervision, run_id: str) -> bool:
    """Whether a worker could report now."""
    began = supervision.beats.clock()
    try:
        check_writing(supervision.db)
    except StoreError as error:
        log.warning("run %s: nobody can report now (%s)", run_id, error)
        return False
    return supervision.beats.clock() - began <= BUSY_SECONDS


def end_stopped_workers(supervision: Supervision) -> None:
    """For rounds in which the store is busy: a worker suspended in the middle of a write keeps it locked for good.

    A worker that is itself locked out is not killed for it.
    """
    looked = supervision.beats.last_round
    if looked is None or supervision.beats.clock() - looked <= silence_seconds():
        return
    for run_id in supervision.executor.started():
        worker = supervision.executor.worker(run_id, None)
        if worker is not None and worker.stands_still():
            log.info("run %s: %s stands still and the store is locked: ending it", run_id, worker.name)
            supervision.hung[run_id] = Hung(seconds=silence_seconds(), kept_epoch=None)
            supervision.ended.add(run_id)
            worker.kill()


def _wait_or_start(supervision: Supervision, attempt: Attempt) -> None:
    """Handles a run that a killed supervisor had claimed, and that no worker has taken up yet.

    A worker may be about to. If it is slower than the one started here, it finds the run taken, and ends.
    """
    waited = supervision.waited("worker", attempt.run_id) > FIND_SECONDS
    if waited and not supervision.executor.is_starting(attempt.run_id):
        start_worker(supervision, attempt.run_id, attempt.token)


def _conclude(supervision: Supervision, attempt: Attempt, worker: Worker) -> None:
    """Decides about a run whose worker is gone without recording its end: stopped or paused, if that was requested.

    Otherwise another worker resumes from the last checkpoint, once; after a second death the run fails, or is
    paused if its design is not to blame. Where the store was away for longer than a worker waits, the run is paused at
    once, and nothing is counted. A restart of the computer does not count.
    """
    try:
        run = records.get_run(supervision.db, attempt.run_id)
    except UnreadableDesignError as error:
        lifecycle.fail(supervision.db, attempt.run_id, attempt.token, Told(text=str(error)))
        return
    kept_epoch = run.kept_epoch if run.has_weights else None
    end = supervision.gave_up.get(run.id) or worker.end_of()
    if supervision.waited("record of its end", run.id) == 0:  # told once, however long the store cannot be written
        # By its exit code, one that was killed looks like one that the system killed for want of memory.
        how = "by the supervisor" if run.id in supervision.ended else end.how
        log.info("run %s: %s ended (%s, %s)", run.id, worker.name, how, end.code)
    if run.stop_requested:
        stopped = Stopped(epoch=None, kept_epoch=kept_epoch)
        reason = TrainedAnew(ending=stopped) if isinstance(run.end_reason, CheckpointDamaged) else stopped
        lifecycle.mark_stopped(supervision.db, run.id, attempt.token, end_reason=reason, seconds=None)
        artifacts_of(supervision.settings).remove_checkpoint(run.id)
        return
    if run.pause_requested:
        lifecycle.mark_paused(supervision.db, run.id, attempt.token, seconds=None)
        return
    if end.how == "store_away":
        away: Literal["file", "server"] = "file" if supervision.db.dialect.name == "sqlite" else "server"
        lifecycle.mark_paused(supervision.db, run.id, attempt.token, seconds=None, reason=StoreOutOfReach(away=away))
        return
    if run.restarts < RESTARTS or end.how == "restart":
        after: Literal["boot", "death"] = "boot" if end.how == "restart" else "death"
        token = lifecycle.start_again(supervision.db, run.id, attempt.token, after=after)
        log.info("run %s: another worker goes on", run.id)
        supervision.forget(run.id)
        start_worker(supervision, run.id, token)
        return
    if end.how == "no_store":
        lifecycle.mark_paused(supervision.db, run.id, attempt.token, seconds=None, reason=StoreOutOfReach())
        return
    failure = deaths.of_worker(
        end.how,
        end.code,
        batch_size=run.experiment.training.batch_size,
        kept_epoch=kept_epoch,
        hung=supervision.hung.get(run.id),
    )
    lifecycle.fail(supervision.db, run.id, attempt.token, failure)
    artifacts_of(supervision.settings).remove_checkpoint(run.id)
