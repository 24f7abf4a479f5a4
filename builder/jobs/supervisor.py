"""`python -m builder.jobs.supervisor`: the one process per BUILDER_HOME that starts the others.

It is started by whoever submits work, keeps a lock while it lives, and ends when nothing has been queued
or running for a while. What it knows it reads from the store, so another can take over at any moment.
"""

import logging
import sys
import time

from builder.jobs import locks, logs
from builder.jobs.attempts import Watch, look_after_runs
from builder.jobs.options import number
from builder.jobs.retry import patiently
from builder.runs.database import open_database
from builder.runs.errors import StoreBusyError, StoreError
from builder.runs.records import list_runs
from builder.runs.tasks import waiting_tasks
from builder.settings import load_settings

log = logging.getLogger("builder.jobs.supervisor")

#: The processes that work on tasks, and the kinds that each works on.
TASK_PROCESSES = {"inference": ("classify", "evaluate"), "download": ("download",)}

TICK = 0.15
TICKS_PER_TIDYING = 100


def main() -> int:
    """Supervise until nothing is left to do; at once where another supervisor does."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s")
    settings = load_settings()
    lock = locks.take(settings.home, "supervisor")
    if lock is None:
        log.info("another supervisor is at work")
        return 0
    watch = Watch(
        settings=settings,
        db=patiently(open_database, settings),
        parallel=int(number("BUILDER_PARALLEL_RUNS", 1, at_least=1)),
    )
    while lock is not None:
        _supervise_until_idle(watch)
        # Whoever submitted while the lock was held relied on this process: so look again once it is free.
        lock.release()
        lock = locks.take(settings.home, "supervisor", patience=0) if _is_work(watch) else None
    log.info("nothing to do")
    return 0


def _supervise_until_idle(watch: Watch) -> None:
    """Returns when nothing has been queued or running for a while, or when the home is gone."""
    idle_seconds = number("BUILDER_IDLE_SECONDS", 60)
    last_work = time.monotonic()
    ticks = 0
    while time.monotonic() - last_work < idle_seconds and watch.settings.home.is_dir():
        try:
            if _round(watch):
                last_work = time.monotonic()
        except StoreBusyError as error:
            log.warning("%s", error)
        except Exception:  # a full disk, a busy store: whatever it is, the queue must go on
            log.exception("this round failed; the next one tries again")
            time.sleep(1)
        if ticks % TICKS_PER_TIDYING == 0:
            logs.shorten_all(watch.settings.home)
        ticks += 1
        time.sleep(TICK)


def _round(watch: Watch) -> bool:
    """Start and follow what there is to do; whether there is anything."""
    busy = look_after_runs(watch)
    for process, kinds in TASK_PROCESSES.items():
        if waiting_tasks(watch.db, kinds):
            locks.ensure(watch.settings, process)
            busy = True
    return busy


def _is_work(watch: Watch) -> bool:
    try:
        if not watch.settings.home.is_dir():
            return False
        active = list_runs(watch.db, states=("queued", "running"), limit=1)
        return bool(active) or any(waiting_tasks(watch.db, kinds) for kinds in TASK_PROCESSES.values())
    except StoreError:
        return False


if __name__ == "__main__":
    sys.exit(main())
