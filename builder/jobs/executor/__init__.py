"""Where and how runs are trained, as the settings decide; nothing else knows. Today: on this machine."""

from builder.jobs.executor.local.executor import LocalExecutor
from builder.jobs.executor.local.workplace import LocalWorkplace
from builder.jobs.executor.protocol import Executor, Workplace
from builder.settings import Settings

__all__ = ["executor_of", "workplace_of"]


def executor_of(settings: Settings) -> Executor:
    """The executor for these settings, which has started nothing yet."""
    return LocalExecutor(settings)


def workplace_of(settings: Settings) -> Workplace:
    """For a worker: the place where it runs."""
    return LocalWorkplace(settings)
