"""The task "ready": a run's network is loaded, so that the first question about it waits for nothing."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from builder.jobs.tasks.kind import Report, TaskKind, register
from builder.jobs.tasks.networks import network_of, run_of
from builder.settings import Settings
from builder.store.runs.records import Run
from builder.store.tasks import Task

if TYPE_CHECKING:
    import numpy as np

    from builder.engine.backend import keras

#: Among so many validation images one is looked for that shows something.
FIRST = 8


def ready(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """Loads the network, and looks into the first validation images as the section Inside does; returns {"picture"}.

    That is the number, from 1, of the first of them in which Grad-CAM finds places for both likeliest classes, else of
    the first in which it does for the likeliest one; None where there is none, or the images are not here.
    """
    import numpy as np

    run = run_of(settings, db, task)
    model = network_of(settings, run)
    images = _first_images(settings, run)
    if images is None:
        _speaking(run, model, np.zeros((1, *model.input_shape[1:]), np.uint8))
        return {"picture": None}
    likeliest, second = _speaking(run, model, images)
    best = (likeliest & second).argmax() if (likeliest & second).any() else likeliest.argmax()
    return {"picture": int(best) + 1 if likeliest.any() else None}


def _first_images(settings: Settings, run: Run) -> "np.ndarray | None":
    from builder.datasets.held_out import held_out_images, held_out_indices
    from builder.datasets.images import DatasetError

    try:
        count = min(FIRST, len(held_out_indices(run.experiment, "validation", settings)))
        return held_out_images(run.experiment, "validation", settings, range(count)).images if count else None
    except DatasetError:
        return None


def _speaking(run: Run, model: "keras.Model", images: "np.ndarray") -> "np.ndarray":
    """Whether Grad-CAM finds a place in each of the images, bool (2, N): for the likeliest class, and the second."""
    import numpy as np

    from builder.design.cost.maps import explained_layer
    from builder.design.cost.summary import summarize
    from builder.engine.inside.grad_cam import grad_cams_of
    from builder.engine.predict import probabilities

    classes = probabilities(model, images).argsort(axis=1)[:, ::-1][:, :2].T
    row = explained_layer(summarize(run.experiment))
    if row is None:
        return np.ones((2, len(images)), bool)
    cams = grad_cams_of(model, np.concatenate([images, images]), classes.ravel().tolist(), row.name)
    return cams.any(axis=(1, 2)).reshape(2, len(images))


register(TaskKind("ready", process="inference", answer=ready))
