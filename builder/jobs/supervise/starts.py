"""The supervisor's starting of workers: for the run whose turn it is, by the standby where there is one."""

import logging

from builder.jobs.executor.local import processes, standby
from builder.jobs.supervise.supervision import Supervision
from builder.progress.failure import NotStarted
from builder.store.runs import lifecycle

log = logging.getLogger("builder.jobs.supervisor")

TOKEN_VARIABLE = "BUILDER_RUN_TOKEN"


def start_next(supervision: Supervision) -> None:
    """Claim the run whose turn it is, if any, and see to it that a worker trains it."""
    claimed = lifecycle.claim_next(supervision.db, parallel=supervision.parallel)
    if claimed is not None:
        run, token = claimed
        _hand_over(supervision, run.id, token) or start_worker(supervision, run.id, token)


def start_worker(supervision: Supervision, run_id: str, token: str) -> None:
    """A new worker for a running run; where none can be started, the run fails."""
    try:
        process = processes.start(supervision.settings, "worker", run_id, **{TOKEN_VARIABLE: token})
    except OSError as error:
        lifecycle.fail(supervision.db, run_id, token, NotStarted(reason=str(error.strerror or error)))
        return
    supervision.children[run_id] = process
    log.info("run %s: worker %s", run_id, process.pid)


def _hand_over(supervision: Supervision, run_id: str, token: str) -> bool:
    """Give the run to the standby, whether it is ready or still on its way; False where there is none."""
    waiting, supervision.standby = supervision.standby, None
    if waiting is None or not standby.hand_over(waiting, run_id, token):
        return False
    supervision.children[run_id] = waiting.process
    supervision.handed.add(run_id)
    log.info("run %s: worker %s, which stood by", run_id, waiting.process.pid)
    return True
