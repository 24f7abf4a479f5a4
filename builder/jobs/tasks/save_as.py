"""The task "save_as": a run's network in the format of another program, as a file in the run's folder."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from builder.jobs.tasks.kind import Refused, Report, TaskKind, register
from builder.jobs.tasks.networks import network_of, run_of
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.runs.records import ENDED, Run
from builder.store.tasks import Task

#: The formats by name, with the packages that each needs beside Keras and TensorFlow.
FORMATS: dict[str, tuple[str, ...]] = {"keras": (), "onnx": ("onnx", "tf2onnx"), "tflite": ()}


def why_not_saved_as(run: Run, format: str) -> str | None:
    """Why this run cannot be written in this format here, as a sentence; None if it can."""
    if run.state not in ENDED:
        return f"“{run.name}” is {run.state}; a network is taken away when it has ended with weights."
    if not run.has_weights:
        return f"“{run.name}” ended without weights, so there is no network to take away."
    missing = [name for name in FORMATS[format] if importlib.util.find_spec(name) is None]
    if missing:
        return f"{format.upper()} needs packages that are not installed here: pip install {' '.join(missing)}"
    return None


def saved_file(settings: Settings, run_id: str, format: str) -> Path:
    """Where the file is once the task is done."""
    return artifacts_of(settings).folder(run_id) / f"network.{format}"


def save_as(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """Writes `saved_file` for the parameter "format"; returns {"bytes"}. Raises Refused and EngineError."""
    run, format = run_of(settings, db, task), task.parameters.get("format")
    if format not in FORMATS:
        raise Refused(f"A network is written as one of {', '.join(FORMATS)}; choose one.")
    if (refusal := why_not_saved_as(run, format)) is not None:
        raise Refused(refusal)
    model, file = network_of(settings, run), saved_file(settings, run.id, format)
    from builder.engine.exported import write_exported

    write_exported(model, format, file)
    return {"bytes": file.stat().st_size}


register(TaskKind("save_as", process="inference", answer=save_as))
