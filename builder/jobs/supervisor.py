"""`python -m builder.jobs.supervisor`: the one process per BUILDER_HOME that starts the others.

It is started when work is submitted or the app is open, holds a lock while it runs, and ends when for a while
nothing has been queued or running and nobody has had the app open. All it knows is read from the store, so
another can take over at any time. It looks there when somebody calls it, and else only now and then.
"""

import logging
import sys
import time

from sqlalchemy import Engine

from builder.jobs import process
from builder.jobs.executor import executor_of
from builder.jobs.executor.local import logs, services, wake
from builder.jobs.executor.protocol import CannotStartError
from builder.jobs.home import Home
from builder.jobs.options import number
from builder.jobs.retry import OUTAGE
from builder.jobs.supervise.presence import WORK_LOOK, Presence
from builder.jobs.supervise.rounds import end_stopped_workers, look_after_runs
from builder.jobs.supervise.supervision import Supervision
from builder.jobs.tasks.kind import KINDS, kinds_of
from builder.jobs.tasks.kind import processes as task_processes
from builder.settings import Settings
from builder.store.errors import HomeAwayError, StoreAwayError, StoreBusyError, StoreError
from builder.store.runs.attempts import running_attempts
from builder.store.runs.queue import has_queued
from builder.store.schema.database import open_database
from builder.store.tasks import waiting_kinds

log = logging.getLogger("builder.jobs.supervisor")

#: Seconds between two looks at the logs' sizes.
TIDYING = 15.0
#: How long a supervisor waits for a home that is away and had work under way, in seconds.
AWAY_SECONDS = 3600.0
#: How long the next standby waits after one that ended by itself, in seconds.
STANDBY_PAUSE = 60.0


def main() -> int:
    """Supervise until nothing is left to do; ends at once if another supervisor runs."""
    return process.run(supervise)


def supervise(settings: Settings) -> None:
    """As the supervisor of this home, if no other is. Raises StoreError for a database that waiting does not mend."""
    lock = services.take(settings.home, "supervisor")
    if lock is None:
        log.info("another supervisor is at work")
        return
    supervision = Supervision(
        settings=settings,
        db=_opened(settings),
        executor=executor_of(settings),
        parallel=int(number("BUILDER_PARALLEL_RUNS", 1)),
    )
    while lock is not None:
        replaced = supervise_until_idle(supervision)
        supervision.executor.dismiss_standby()
        # Work submitted while the lock was held relies on this process: so look again once it is free.
        lock.release()
        goes_on = is_work(supervision, unless_known=not replaced)
        lock = services.take(settings.home, "supervisor", patience=0) if goes_on else None
    if settings.home.is_dir():
        log.info("nothing to do")
    else:
        log.info("the home folder %s is not there any more", settings.home)


def _opened(settings: Settings) -> Engine:
    """The database, waited for while it is busy or its server is away and this home is to be served.

    Raises StoreError, as where a file is not at its place: whoever looks for work later starts another supervisor.
    """
    presence = Presence(settings.home)
    while True:
        try:
            db = open_database(settings)
        except (StoreBusyError, StoreAwayError) as error:
            presence.look()
            is_file = isinstance(error, StoreAwayError) and settings.database_url.startswith("sqlite")
            if is_file or presence.is_for_another or not settings.home.is_dir():
                raise
            time.sleep(OUTAGE.failed(error))
        else:
            OUTAGE.over()
            return db


def supervise_until_idle(supervision: Supervision) -> bool:
    """Returns when there was nothing to do for a while, when the home is gone, or, True, when another should serve it.

    A round that fails does not say that there is nothing to do.
    """
    home, presence = supervision.settings.home, Presence(supervision.settings.home)
    folder, sleeper, had_work = Home(home), wake.Sleeper(home), False
    tidied = float("-inf")
    while folder.is_there() or (had_work and _comes_back(folder)):
        sleeper.mark()
        presence.look()
        busy = False
        try:
            busy = had_work = _round(supervision)
            if not busy and not presence.is_for_another:
                _keep_standby(supervision, presence)
        except Exception as error:  # a full disk, a busy store: whatever it is, the queue must keep running
            presence.work()
            pause = OUTAGE.failed(error)
            if isinstance(error, StoreBusyError):
                end_stopped_workers(supervision)
        else:
            OUTAGE.over()
            if busy:
                presence.work()
            elif presence.is_over:
                return False
            pause = WORK_LOOK if busy else presence.until_due()
        if not busy and presence.is_for_another:
            log.info("the app runs with other settings now")
            return True
        if presence.now - tidied >= TIDYING:
            logs.shorten_all(home)
            tidied = presence.now
        sleeper.wait(pause)
    return False


def _comes_back(home: Home) -> bool:
    """Wait for a home that was moved away: how its workers end meanwhile only the process knows that started them."""
    gives_up = time.monotonic() + AWAY_SECONDS
    while not home.is_there():
        if home.is_replaced() or time.monotonic() > gives_up:
            return False
        time.sleep(OUTAGE.failed(HomeAwayError(str(home.path))))
    return True


def _round(supervision: Supervision) -> bool:
    """Start and follow what there is to do; returns whether there is anything."""
    busy = look_after_runs(supervision)
    waiting = waiting_kinds(supervision.db, supervision.home)
    for name in task_processes():
        if waiting.intersection(kinds_of(name)):
            services.ensure(supervision.settings, name)
            busy = True
    return busy


def _keep_standby(supervision: Supervision, presence: Presence) -> None:
    """Start a standby while one is wanted and nothing trains; end it when nobody has the app open any more."""
    now, executor = presence.now, supervision.executor
    waiting = executor.standby
    if waiting is not None and waiting.has_ended():
        log.info("standby %s ended with %s", waiting.name, waiting.end_of().code)
        executor.dismiss_standby()
        supervision.standby_died = now
    if not presence.wants_standby:
        executor.dismiss_standby()
    paused = supervision.standby_died is not None and now - supervision.standby_died < STANDBY_PAUSE
    # A worker that has recorded its run's end still holds its memory until it is gone.
    idle = executor.standby is None and not executor.started()
    if presence.may_start_standby and idle and not paused:
        try:
            waiting = executor.start_standby()
        except CannotStartError as error:
            log.warning("no standby could be started (%s)", error)
            supervision.standby_died = now
        else:
            log.info("standby %s", waiting.name)


def is_work(supervision: Supervision, *, unless_known: bool) -> bool:
    """Whether anything is queued or under way; `unless_known` where the store does not answer."""
    if not supervision.settings.home.is_dir():
        return False
    try:
        db, home = supervision.db, supervision.home
        has_tasks = not waiting_kinds(db, home).isdisjoint(KINDS)
        return has_tasks or has_queued(db, home) or bool(running_attempts(db, home))
    except StoreError:
        return unless_known


if __name__ == "__main__":
    sys.exit(main())
