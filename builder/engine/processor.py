"""What a run was computed on and with."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def processor() -> str:
    """The processor's name and number of cores, such as "AMD EPYC, 2 cores"."""
    cores = os.cpu_count() or 1
    return f"{_model_name()}, {cores} core{'' if cores == 1 else 's'}"


def _model_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    for line in lines:
        key, _, value = line.partition(":")
        if key.strip() == "model name" and value.strip():
            return " ".join(value.split())
    return platform.processor() or platform.machine() or "unknown processor"


def versions() -> dict[str, str]:
    """The versions that a run's numbers depend on, by package; packages that are missing are left out."""
    found = {"python": platform.python_version()}
    for package in ("keras", "tensorflow", "numpy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
