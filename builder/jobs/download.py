"""`python -m builder.jobs.download`: downloads CIFAR-10 when asked to; progress goes into the task."""

import sys
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from builder.jobs.tasks.loop import Report, serve
from builder.settings import Settings
from builder.store.tasks import Task

IDLE_SECONDS = 1.0
DIED = "The download ended twice before it was complete. Start it again: what has arrived is kept."


def main() -> int:
    """Download what was asked for, then end."""
    return serve("download", {"download": download}, died=DIED, poll=0.05, idle=IDLE_SECONDS)


def download(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """CIFAR-10, whole and checked, in this home."""
    from builder.datasets.download import download_cifar10

    download_cifar10(settings, lambda done, total, phase: report({"done": done, "total": total, "phase": phase}))
    return {}


if __name__ == "__main__":
    sys.exit(main())
