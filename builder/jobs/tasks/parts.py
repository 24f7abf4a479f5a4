"""The task "parts": the accuracy of a run's network without each of its parts, and the time of each layer."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from builder.jobs.tasks.kind import Refused, Report, TaskKind, TaskProcess, quick_kinds_of, register
from builder.jobs.tasks.loop import answer_next
from builder.jobs.tasks.networks import network_of, run_of
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.parts import save_parts
from builder.store.runs.records import ENDED
from builder.store.tasks import Task

PROCESS: TaskProcess = "inference"
#: The first validation images: enough for differences of some percent, and few enough for seconds.
IMAGES = 1000


def parts(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """Measures on IMAGES validation images and saves it; returns {"count"}. Raises Refused, DatasetError, BundleError.

    Quick tasks that arrive meanwhile are answered in between. Progress is {"share": from 0 to 1}.
    """
    run = run_of(settings, db, task)
    if run.state not in ENDED:
        raise Refused(f"“{run.name}” is {run.state}; its parts are measured once it has ended.")
    model = network_of(settings, run)
    from builder.datasets.held_out import held_out_images, held_out_indices
    from builder.design.cost.summary import summarize
    from builder.engine.inside.parts import parts_of

    def done(share: float) -> None:
        report({"share": share})
        while answer_next(settings, db, quick_kinds_of(PROCESS)):
            pass

    count = min(IMAGES, len(held_out_indices(run.experiment, "validation", settings)))
    images = held_out_images(run.experiment, "validation", settings, range(count))
    found = parts_of(model, summarize(run.experiment), images, done)
    save_parts(artifacts_of(settings), run.id, found)
    return {"count": len(images)}


register(TaskKind("parts", process=PROCESS, answer=parts, long=True))
