"""The task "ready": a run's network is loaded, so that the first question about it waits for nothing."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from builder.jobs.tasks.kind import Report, TaskKind, register
from builder.jobs.tasks.networks import network_of, run_of
from builder.settings import Settings
from builder.store.tasks import Task


def ready(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """Loads the network and puts one empty picture through all that a first question would wait for; returns {}."""
    import numpy as np

    run = run_of(db, task)
    model = network_of(settings, run)
    from builder.design.cost.maps import explained_layer
    from builder.design.cost.summary import summarize
    from builder.engine.inside.grad_cam import grad_cams
    from builder.engine.predict import probabilities

    empty = np.zeros(model.input_shape[1:], np.uint8)
    probabilities(model, empty[None])
    if (row := explained_layer(summarize(run.experiment))) is not None:
        grad_cams(model, empty, [0], row.name)
    return {}


register(TaskKind("ready", process="inference", answer=ready))
