"""The task "classify": a run's network classifies a picture."""

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from builder.jobs.tasks.kind import Refused, Report, TaskKind, register
from builder.jobs.tasks.networks import network_of, run_of
from builder.jobs.temperature import said_of
from builder.settings import Settings
from builder.store.tasks import Task


def classify(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """{"probabilities": one number for each class, "seconds": the time that the network took, "temperature"}.

    The logits are divided by the run's temperature where it has one; else it is None. Raises Refused and BundleError.
    """
    import numpy as np

    run = run_of(db, task)
    model = network_of(settings, run)
    if task.picture is None:
        raise Refused("There is no picture to classify; choose one again.")
    from builder.engine.predict import probabilities

    taken = tuple(model.input_shape[1:])
    if task.picture.shape != taken:
        raise Refused(
            f"The picture is {_size(task.picture.shape)}; “{run.name}” takes pictures of {_size(taken)}. "
            "Choose the picture again with this network."
        )
    image = np.frombuffer(task.picture.pixels, np.uint8).reshape(1, *taken)
    began = time.perf_counter()
    said = probabilities(model, image)[0]
    seconds = time.perf_counter() - began
    shown = said_of(settings, run, said)
    return {"probabilities": shown.probabilities, "seconds": seconds, "temperature": shown.temperature}


def _size(shape: tuple[int, ...]) -> str:
    return " × ".join(str(side) for side in shape)


register(TaskKind("classify", process="inference", answer=classify))
