"""Where and how runs are trained. Nothing else knows, and the settings decide: today there is this machine."""

from builder.jobs.executor.local.executor import LocalExecutor
from builder.jobs.executor.local.workplace import LocalWorkplace
from builder.jobs.executor.protocol import Executor, Workplace
from builder.settings import Settings

__all__ = ["executor_of", "workplace_of"]


def executor_of(settings: Settings) -> Executor:
    """The executor of these settings, which has started nothing yet."""
    return LocalExecutor(settings)


def workplace_of(settings: Settings) -> Workplace:
    """In a worker: the place where it runs."""
    return LocalWorkplace(settings)
