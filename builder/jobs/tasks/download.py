"""The task "download": CIFAR-10, whole and checked, in this home."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine

from builder.jobs.tasks.kind import Report, TaskKind, register
from builder.settings import Settings
from builder.store.tasks import Task


def download(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """Downloads what is not there yet; progress is {"done": bytes, "total": bytes or None, "phase": text}."""
    from builder.datasets.download import download_cifar10

    download_cifar10(settings, lambda done, total, phase: report({"done": done, "total": total, "phase": phase}))
    return {}


register(TaskKind("download", process="download", answer=download, long=True))
