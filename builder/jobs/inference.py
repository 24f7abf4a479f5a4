"""`python -m builder.jobs.inference`: the one process that runs trained networks on request.

The supervisor starts it when there is such a task. It keeps the last used networks loaded, so that only
the first picture waits for TensorFlow, and ends when no task has come for a while.
"""

import sys

from builder.jobs.options import number
from builder.jobs.tasks.loop import serve
from builder.progress.failure import TaskDied

DIED = TaskDied(process="inference")


def main() -> int:
    """Answer until no task has come for BUILDER_INFERENCE_IDLE_SECONDS (300)."""
    idle = number("BUILDER_INFERENCE_IDLE_SECONDS", 300)
    return serve("inference", died=DIED, idle=idle)


if __name__ == "__main__":
    sys.exit(main())
