"""`python -m builder.jobs.inference`: the one process that runs trained networks for whoever asks.

The supervisor starts it when there is such a task. It keeps the networks used last loaded, so that only
the first picture waits for TensorFlow, and ends when nothing has been asked for a while.
"""

import sys

from builder.jobs.options import number
from builder.jobs.tasks.loop import serve
from builder.progress.failure import TaskDied

POLL_SECONDS = 0.03
DIED = TaskDied(process="inference")


def main() -> int:
    """Answer until nothing has been asked for BUILDER_INFERENCE_IDLE_SECONDS (300)."""
    idle = number("BUILDER_INFERENCE_IDLE_SECONDS", 300)
    return serve("inference", died=DIED, poll=POLL_SECONDS, idle=idle)


if __name__ == "__main__":
    sys.exit(main())
