"""How a process works on tasks: claim one, answer it, and end when none has come for a while.

A task is claimed before anything heavy is imported for it: however this process ends, the task that it
was working on counts as tried, is retried once by the next process, and then fails with a sentence.
"""

import json
import logging
import time
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import Engine

from builder.jobs import deaths, images_place, process
from builder.jobs.executor.local import services, wake
from builder.jobs.retry import OUTAGE, patiently
from builder.jobs.tasks.kind import KINDS, Answer, Refused, TaskProcess, kinds_of
from builder.jobs.tasks.networks import as_asked
from builder.progress.reason import Reason
from builder.progress.told import Told
from builder.settings import Settings
from builder.store import tasks
from builder.store.errors import LostTaskError, StoreError
from builder.store.homes.identity import home_of
from builder.store.schema.database import open_database
from builder.store.tasks import Task

log = logging.getLogger(__name__)

#: A task that nobody in this home has submitted wakes nobody, and is found within so many seconds.
LOOK_SECONDS = 1.0
#: A network's numbers are finite, and what it makes of a picture need not be.
NO_NUMBER = (
    "What this network answers is no number; its files are damaged, or its weights are too large to compute with."
)


def serve(name: TaskProcess, *, died: Reason, idle: float) -> int:
    """Run as the process of that name: answer tasks of its kinds until none has come for `idle` seconds.

    `died` is the error of a task that ended this process twice. Returns at once if another process of that name is
    running.
    """
    return process.run(partial(answer_until_idle, name, died, idle))


def answer_until_idle(name: TaskProcess, died: Reason, idle: float, settings: Settings) -> None:
    """What `serve` does; raises StoreError where a task's answer cannot be written: the next process takes it up."""
    lock = services.take(settings.home, name)
    if lock is None:
        log.info("another %s process is at work", name)
        return
    db = patiently(open_database, settings)
    # The lock's holder is alone: any task of this home in progress was left by a process that died.
    kinds = kinds_of(name)
    patiently(tasks.abandon_tasks, db, kinds, died, home_of(settings))
    sleeper = wake.Sleeper(settings.home)
    last_work = time.monotonic()
    while (left := last_work + idle - time.monotonic()) > 0 and settings.home.is_dir():
        sleeper.mark()
        try:
            claimed = tasks.claim_task(db, kinds, home_of(settings))
        except StoreError as error:  # the networks that are loaded are worth waiting for it
            sleeper.wait(OUTAGE.failed(error))
            continue
        OUTAGE.over()
        if claimed is None:
            sleeper.wait(min(LOOK_SECONDS, left))
        else:
            _work_on(settings, db, *claimed)
            last_work = time.monotonic()
    lock.release()


def answer_next(settings: Settings, db: Engine, kinds: Iterable[str]) -> bool:
    """Do this home's oldest queued task of these kinds; False if there is none."""
    claimed = patiently(tasks.claim_task, db, kinds, home_of(settings))
    if claimed is None:
        return False
    _work_on(settings, db, *claimed)
    return True


def _work_on(settings: Settings, db: Engine, task: Task, token: str) -> None:
    try:
        _answer(settings, db, task, token, KINDS[task.kind].answer)
    except LostTaskError:
        log.info("task %s is no longer this process's", task.id)


def _answer(settings: Settings, db: Engine, task: Task, token: str, answer: Answer) -> None:
    def report(progress: Mapping[str, Any]) -> None:
        patiently(tasks.report_task, db, task.id, token, progress)

    try:
        result = answer(as_asked(images_place.as_noted(settings), task), db, task, report)
        if not is_json(result):
            raise Refused(NO_NUMBER)
    except LostTaskError:
        raise
    except Exception as error:
        patiently(tasks.fail_task, db, task.id, token, _failure(error, task))
    else:
        patiently(tasks.finish_task, db, task.id, token, result)


def is_json(result: Mapping[str, Any]) -> bool:
    """Whether the store can hold it: a number that is not finite would end this process, and every one after it."""
    try:
        json.dumps(dict(result), allow_nan=False)
    except ValueError:
        return False
    return True


def _failure(error: Exception, task: Task) -> Reason:
    """Why the task failed; unforeseen errors are logged in full."""
    from builder.datasets.images import DatasetError
    from builder.engine.errors import EngineError

    if isinstance(error, Refused | DatasetError | EngineError | StoreError):
        log.info("task %s (%s of run %s): %s", task.id, task.kind, task.run_id, error)
        if isinstance(error, EngineError):
            return error.reason
        return Told(text=error.discreet if isinstance(error, StoreError) else str(error))
    log.error("task %s (%s of run %s) failed", task.id, task.kind, task.run_id, exc_info=error)
    return deaths.of_task(error)
