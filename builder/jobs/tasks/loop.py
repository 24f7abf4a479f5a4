"""How a process works on tasks: claim one, answer it, and end when none has come for a while.

A task is claimed before anything heavy is imported for it: however this process ends, the task that it
was working on counts as tried, is retried once by the next process, and then fails with a sentence.
"""

import logging
import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Engine

from builder.jobs import deaths
from builder.jobs.executor.local import services
from builder.jobs.retry import patiently
from builder.jobs.tasks.kind import KINDS, Answer, Refused, TaskProcess, kinds_of
from builder.progress.reason import Reason
from builder.progress.told import Told
from builder.settings import Settings, load_settings
from builder.store import tasks
from builder.store.errors import LostTaskError, StoreError
from builder.store.schema.database import open_database
from builder.store.tasks import Task

log = logging.getLogger(__name__)


def serve(process: TaskProcess, *, died: Reason, poll: float, idle: float) -> int:
    """Run as the process of that name: answer tasks of its kinds until none has come for `idle` seconds.

    Looks for tasks every `poll` seconds. `died` is the error of a task that ended this process twice.
    Returns at once if another process of that name is running.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s")
    settings = load_settings()
    lock = services.take(settings.home, process)
    if lock is None:
        log.info("another %s process is at work", process)
        return 0
    db = patiently(open_database, settings)
    # The lock's holder is alone: any task in progress was left by a process that died.
    kinds = kinds_of(process)
    patiently(tasks.abandon_tasks, db, kinds, died)
    last_work = time.monotonic()
    while time.monotonic() - last_work < idle and settings.home.is_dir():
        if answer_next(settings, db, kinds):
            last_work = time.monotonic()
        else:
            time.sleep(poll)
    lock.release()
    return 0


def answer_next(settings: Settings, db: Engine, kinds: Iterable[str]) -> bool:
    """Do the oldest queued task of these kinds; False if there is none."""
    if not patiently(tasks.waiting_tasks, db, kinds):
        return False
    claimed = patiently(tasks.claim_task, db, kinds)
    if claimed is None:
        return False
    task, token = claimed
    try:
        _answer(settings, db, task, token, KINDS[task.kind].answer)
    except LostTaskError:
        log.info("task %s is no longer this process's", task.id)
    return True


def _answer(settings: Settings, db: Engine, task: Task, token: str, answer: Answer) -> None:
    def report(progress: Mapping[str, Any]) -> None:
        patiently(tasks.report_task, db, task.id, token, progress)

    try:
        result = answer(settings, db, task, report)
    except LostTaskError:
        raise
    except Exception as error:
        patiently(tasks.fail_task, db, task.id, token, _failure(error, task))
    else:
        patiently(tasks.finish_task, db, task.id, token, result)


def _failure(error: Exception, task: Task) -> Reason:
    """Why the task failed; unforeseen errors are logged in full."""
    from builder.datasets.images import DatasetError
    from builder.engine.errors import EngineError

    if isinstance(error, Refused | DatasetError | EngineError | StoreError):
        log.info("task %s (%s): %s", task.id, task.kind, error)
        return error.reason if isinstance(error, EngineError) else Told(text=str(error))
    log.error("task %s (%s) failed", task.id, task.kind, exc_info=error)
    return deaths.of_task(error)
