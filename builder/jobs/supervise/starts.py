"""How the supervisor starts workers: for the run whose turn it is, with the standby if there is one."""

import logging

from builder.jobs.executor.protocol import CannotStartError
from builder.jobs.supervise.supervision import Supervision
from builder.progress.failure import NotStarted
from builder.store.runs import lifecycle

log = logging.getLogger("builder.jobs.supervisor")


def start_next(supervision: Supervision) -> None:
    """Claim the run whose turn it is, if any, and give it to a worker."""
    claimed = lifecycle.claim_next(supervision.db, supervision.home, parallel=supervision.parallel)
    if claimed is not None:
        run, token = claimed
        if not _hand_over(supervision, run.id, token):
            start_worker(supervision, run.id, token)


def start_worker(supervision: Supervision, run_id: str, token: str) -> None:
    """Start a new worker for a running run; if none can be started, the run fails, unless its home is not there."""
    try:
        worker = supervision.executor.start(run_id, token)
    except CannotStartError as error:
        if not supervision.settings.home.is_dir():
            log.info("run %s: no worker can be started while the home is away", run_id)
            return
        lifecycle.fail(supervision.db, run_id, token, NotStarted(reason=str(error)))
        return
    supervision.gave_up.pop(run_id, None)
    log.info("run %s: %s", run_id, worker.name)


def _hand_over(supervision: Supervision, run_id: str, token: str) -> bool:
    """Give the run to the standby, whether it is ready or still starting; False if there is none."""
    worker = supervision.executor.hand_over(run_id, token)
    if worker is None:
        return False
    supervision.gave_up.pop(run_id, None)
    supervision.handed.add(run_id)
    log.info("run %s: %s, which stood by", run_id, worker.name)
    return True
