"""`python -m builder.jobs.supervisor`: the one process per BUILDER_HOME that starts the others.

It is started when work is submitted or the app is open, holds a lock while it runs, and ends when for a while
nothing has been queued or running and nobody has had the app open. All it knows is read from the store, so
another can take over at any time.
"""

import logging
import sys
import time

from builder.jobs.executor import executor_of
from builder.jobs.executor.local import logs, services
from builder.jobs.executor.protocol import CannotStartError
from builder.jobs.options import number
from builder.jobs.retry import patiently
from builder.jobs.service import visits
from builder.jobs.supervise.rounds import end_stopped_workers, look_after_runs
from builder.jobs.supervise.supervision import Supervision
from builder.jobs.tasks.kind import KINDS, kinds_of
from builder.jobs.tasks.kind import processes as task_processes
from builder.settings import load_settings
from builder.store.errors import StoreBusyError, StoreError
from builder.store.runs.records import list_runs
from builder.store.schema.database import open_database
from builder.store.tasks import waiting_tasks

log = logging.getLogger("builder.jobs.supervisor")

#: Seconds between two rounds: while there is work, and while a standby waits for Train to be pressed.
TICK = 0.15
READY_TICK = 0.05
TICKS_PER_TIDYING = 100
#: A standby starts this long after a visit, in seconds, so that the page is drawn first.
STANDBY_DELAY = 1.5
#: How long the next standby waits after one that ended by itself, in seconds.
STANDBY_PAUSE = 60.0


def main() -> int:
    """Supervise until nothing is left to do; ends at once if another supervisor runs."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s")
    settings = load_settings()
    lock = services.take(settings.home, "supervisor")
    if lock is None:
        log.info("another supervisor is at work")
        return 0
    supervision = Supervision(
        settings=settings,
        db=patiently(open_database, settings),
        executor=executor_of(settings),
        parallel=int(number("BUILDER_PARALLEL_RUNS", 1, at_least=1)),
    )
    while lock is not None:
        _supervise_until_idle(supervision)
        supervision.executor.dismiss_standby()
        # Work submitted while the lock was held relies on this process: so look again once it is free.
        lock.release()
        lock = services.take(settings.home, "supervisor", patience=0) if _is_work(supervision) else None
    log.info("nothing to do")
    return 0


def _supervise_until_idle(supervision: Supervision) -> None:
    """Returns when there was nothing to do for a while, when the home is gone, or when another should serve it."""
    home = supervision.settings.home
    idle_seconds, standby_seconds = number("BUILDER_IDLE_SECONDS", 60), visits.standby_seconds()
    began = last_work = time.monotonic()
    last_presence = float("-inf")  # of somebody with the app open, or of work that began while they had it open
    ticks = 0
    while home.is_dir():
        now, visited = time.monotonic(), visits.age(home)
        last_presence = max(last_presence, now - visited)
        wanted = now - last_presence < standby_seconds
        if now - last_work >= idle_seconds and not wanted:
            break
        try:
            if _round(supervision):
                last_work = now
                last_presence = now if wanted else last_presence
            else:
                if visited < now - began and visits.with_what(home) not in ("", visits.fingerprint()):
                    log.info("the app runs with other settings now")
                    break
                _keep_standby(supervision, wanted, visited)
        except StoreBusyError as error:
            log.warning("%s", error)
            end_stopped_workers(supervision)
        except Exception:  # a full disk, a busy store: whatever it is, the queue must keep running
            log.exception("this round failed; the next one tries again")
            time.sleep(1)
        if ticks % TICKS_PER_TIDYING == 0:
            logs.shorten_all(supervision.settings.home)
        ticks += 1
        time.sleep(TICK if supervision.executor.standby is None else READY_TICK)


def _round(supervision: Supervision) -> bool:
    """Start and follow what there is to do; returns whether there is anything."""
    busy = look_after_runs(supervision)
    for process in task_processes():
        if waiting_tasks(supervision.db, kinds_of(process)):
            services.ensure(supervision.settings, process)
            busy = True
    return busy


def _keep_standby(supervision: Supervision, wanted: bool, visited: float) -> None:
    """Start a standby while one is wanted and nothing trains; `visited` is how many seconds ago someone came."""
    now, executor = time.monotonic(), supervision.executor
    waiting = executor.standby
    if waiting is not None and waiting.has_ended():
        log.info("standby %s ended with %s", waiting.name, waiting.end_of().code)
        executor.dismiss_standby()
        supervision.standby_died = now
    if not wanted:
        executor.dismiss_standby()
    paused = supervision.standby_died is not None and now - supervision.standby_died < STANDBY_PAUSE
    # A worker that has recorded its run's end still holds its memory until it is gone.
    idle = executor.standby is None and not executor.started()
    if wanted and idle and not paused and visited >= STANDBY_DELAY:
        try:
            waiting = executor.start_standby()
        except CannotStartError as error:
            log.warning("no standby could be started (%s)", error)
            supervision.standby_died = now
        else:
            log.info("standby %s", waiting.name)


def _is_work(supervision: Supervision) -> bool:
    try:
        if not supervision.settings.home.is_dir():
            return False
        active = list_runs(supervision.db, states=("queued", "running"), limit=1)
        return bool(active) or waiting_tasks(supervision.db, KINDS) > 0
    except StoreError:
        return False


if __name__ == "__main__":
    sys.exit(main())
