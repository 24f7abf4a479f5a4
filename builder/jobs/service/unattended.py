"""Runs that are called running while nothing runs: their processes were killed with whatever looked after them."""

from sqlalchemy import Engine

from builder.jobs.executor import executor_of
from builder.jobs.executor.local import services
from builder.jobs.executor.protocol import Executor
from builder.settings import Settings
from builder.store.homes.identity import home_of
from builder.store.runs.attempts import Attempt, running_attempts


def unattended_runs(settings: Settings, db: Engine) -> frozenset[str]:
    """The ids of this home's running runs that no process trains, while no supervisor would start one.

    A supervisor that starts goes on with them; raises StoreError.
    """
    attempts = running_attempts(db, home_of(settings))
    if not attempts or services.is_served(settings.home, "supervisor"):
        return frozenset()
    executor = executor_of(settings)
    return frozenset(attempt.run_id for attempt in attempts if not _is_at_work(executor, attempt))


def _is_at_work(executor: Executor, attempt: Attempt) -> bool:
    worker = executor.worker(attempt.run_id, attempt.worker)
    return executor.is_starting(attempt.run_id) if worker is None else not worker.has_ended()
