"""Looking at real processes from a test: which there are, what they reach, and none of them left behind."""

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import psutil
from sqlalchemy import Engine

from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.design.training.training import Training
from builder.jobs.executor.local.worker import Handle
from builder.settings import Settings
from builder.store import tasks
from builder.store.runs import attempts, records
from builder.store.runs.records import Run
from builder.store.schema.database import writing
from builder.store.tasks import Task
from tests.patience import HANG_SECONDS

T = TypeVar("T")

OWNER = "a" * 64
#: How long a wait sleeps between two looks, in seconds: the store takes processor time for each, which several waiting
#: tests would take from the trainings that they wait for. What does not go on by itself need not be seen at once.
OFTEN, SELDOM = 0.05, 0.25


def small(epochs: int = 1, limit: int | None = 200, **training: object) -> Experiment:
    """A network that trains on the digits in a moment, by default in float32: to find out which format is the faster
    one, in each new home, is not what most tests are about."""
    training = {"precision": "float32", **training}
    return Experiment(
        name="Small",
        network=Network(conv_blocks=(ConvBlock(filters=4),), dense_blocks=()),
        training=Training(epochs=epochs, batch_size=50, **training),
        data=Data(images="digits", limit=limit),
    )


def wait_until(
    found: Callable[[], T],
    seconds: float = HANG_SECONDS,
    progress: Callable[[], object] = lambda: None,
    every: float = OFTEN,
) -> T:
    """What `found` gives as soon as it is true; fails after `seconds` in which `progress` has given nothing new."""
    seen, deadline = progress(), time.monotonic() + seconds
    while not (answer := found()):
        if time.monotonic() > deadline:
            now = progress()
            assert now != seen, f"not within {seconds:g} seconds, and nothing goes on"
            seen, deadline = now, time.monotonic() + seconds
        time.sleep(every)
    return answer


def training(db: Engine) -> Callable[[], object]:
    """How far all runs are: while that changes, a busy machine is only slow."""
    return lambda: [(run.id, run.state, run.epochs, run.restarts) for run in records.list_runs(db)]


def wait_for_end(db: Engine, run: Run, seconds: float = HANG_SECONDS) -> Run:
    """The run, once it is no longer queued or running."""

    def ended() -> Run | None:
        return _if(records.get_run(db, run.id), lambda run: run.state not in records.ACTIVE)

    return wait_until(ended, seconds, training(db), every=SELDOM)


def in_state(db: Engine, run: Run, state: str) -> Run | None:
    """The run, if it is in that state now."""
    return _if(records.get_run(db, run.id), lambda run: run.state == state)


def wait_for_epoch(db: Engine, run: Run, epoch: int = 1, seconds: float = HANG_SECONDS) -> Run:
    """The run, once it has completed that epoch; fails if it ends before."""

    def trained() -> Run | None:
        now = records.get_run(db, run.id)
        assert now.state in records.ACTIVE, now.error or now.end_reason
        return now if now.epochs >= epoch else None

    return wait_until(trained, seconds, training(db))


def wait_for_task(db: Engine, task: Task) -> Task:
    """The task, once it is done or has failed."""
    return wait_until(
        lambda: _if(tasks.get_task(db, task.id), lambda task: task.state in ("done", "failed")), every=SELDOM
    )


def worker_of(db: Engine, run: Run) -> psutil.Process:
    """The process that trains the run, as it has told the store; a moment's look, in which the run hardly goes on."""
    return psutil.Process(wait_until(lambda: _pid_of(db, run)))


def suspend(db: Engine, process: psutil.Process) -> None:
    """Have the process stand still, but not within a write, where it would lock everybody out of the database.

    Its other threads go on until its first one, which on a busy machine waits for its turn, has heard of it.
    """
    with writing(db):
        process.suspend()
        wait_until(lambda: process.status() == psutil.STATUS_STOPPED)


def gone(process: psutil.Process) -> bool:
    """Whether the process has ended, waiting for it."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.wait(HANG_SECONDS)
    return not process.is_running()


def processes_of(settings: Settings, kind: str = "") -> list[psutil.Process]:
    """The living processes of this home ("supervisor", "worker", …; all without a kind).

    A child that a supervisor has just forked still bears its name, for a moment; it is none.
    """
    found = [process for process in psutil.process_iter() if _is_ours(process, settings.home, kind)]
    if not kind:
        return found
    pids = {process.pid for process in found}
    return [process for process in found if _parent(process) not in pids]


def end_processes_of(settings: Settings) -> None:
    """End what a test may have left, the supervisor first, so that it starts nothing anew."""
    for _ in range(20):
        left = processes_of(settings, "supervisor") or processes_of(settings)
        if not left:
            return
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(left, timeout=5)


def read_log(settings: Settings, kind: str) -> str:
    """What processes of that kind have printed."""
    path = settings.home / "logs" / f"{kind}.log"
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _is_ours(process: psutil.Process, home: Path, kind: str) -> bool:
    try:
        modules = [part for part in process.cmdline() if part.startswith("builder.jobs.")]
        if not modules or (kind and modules[0] != f"builder.jobs.{kind}") or process.pid == os.getpid():
            return False
        ours = process.environ().get("BUILDER_HOME") == str(home.resolve())
        return ours and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _pid_of(db: Engine, run: Run) -> int | None:
    assert records.get_run(db, run.id).state in records.ACTIVE
    handles = (attempt.worker for attempt in attempts.running_attempts(db) if attempt.run_id == run.id)
    handle = next(handles, None)
    return None if handle is None else Handle.model_validate_json(handle).pid


def _parent(process: psutil.Process) -> int | None:
    with contextlib.suppress(psutil.Error):
        return process.ppid()
    return None


def _if(value: T, condition: Callable[[T], bool]) -> T | None:
    return value if condition(value) else None
