"""`python -m builder.jobs.download`: the process that downloads on request; progress goes into the task."""

import sys

from builder.jobs.tasks.loop import serve
from builder.progress.failure import TaskDied

IDLE_SECONDS = 1.0
DIED = TaskDied(process="download")


def main() -> int:
    """Download what was requested, then end."""
    return serve("download", died=DIED, idle=IDLE_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
