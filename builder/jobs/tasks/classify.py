"""The task "classify": a run's network classifies a picture."""

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from builder.jobs.none_of_these import judgement
from builder.jobs.tasks.kind import Report, TaskKind, register
from builder.jobs.tasks.networks import network_of, picture_of, run_of
from builder.jobs.temperature import said_of
from builder.settings import Settings
from builder.store.tasks import Task


def classify(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """{"probabilities": one number for each class, "seconds": the time that the network took, "temperature"}.

    The logits are divided by the run's temperature where it has one; else it is None. With them comes whether the
    picture is probably none of the classes, as `judgement` says. Raises Refused and BundleError.
    """
    run = run_of(settings, db, task)
    model = network_of(settings, run)
    image = picture_of(task, run, model)
    from builder.engine.predict import probabilities

    began = time.perf_counter()
    said = probabilities(model, image[None])[0]
    seconds = time.perf_counter() - began
    shown = said_of(settings, run, said)
    answer = {"probabilities": shown.probabilities, "seconds": seconds, "temperature": shown.temperature}
    return answer | judgement(settings, run, image)


register(TaskKind("classify", process="inference", answer=classify))
