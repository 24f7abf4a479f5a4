"""The task "verify": a run's one reading of the test set, repeated in a process without this product."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from builder.jobs.tasks.kind import Refused, Report, TaskKind, TaskProcess, quick_kinds_of, register
from builder.jobs.tasks.loop import answer_next
from builder.jobs.tasks.networks import run_of
from builder.settings import Settings
from builder.store.tasks import Task

PROCESS: TaskProcess = "inference"


def verify(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """{"equal", "sentence"}; quick tasks that arrive meanwhile are answered. Raises Refused."""
    from builder.proof.errors import ProofError
    from builder.proof.verify import verify as verify_run
    from builder.proof.words import verified_sentence

    def meanwhile() -> None:
        while answer_next(settings, db, quick_kinds_of(PROCESS)):
            pass

    try:
        found = verify_run(settings, db, run_of(settings, db, task), meanwhile)
    except ProofError as error:
        raise Refused(str(error)) from None
    return {"equal": found.equal, "sentence": verified_sentence(found)}


register(TaskKind("verify", process=PROCESS, answer=verify, long=True))
