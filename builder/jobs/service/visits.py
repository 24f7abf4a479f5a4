"""Whether somebody has the app open: while they do, the supervisor keeps a training process ready.

The time of the file home/visit is that of the last visit; it holds a fingerprint of the visited app's settings.
"""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path

from builder.jobs import images_place
from builder.jobs.executor.local import processes
from builder.jobs.options import number
from builder.jobs.service import starting
from builder.settings import Settings

#: How often a process notes that it has visitors, in seconds.
INTERVAL = 10.0

_noted: dict[Path, float] = {}


def warm_up(settings: Settings) -> None:
    """Called when somebody opens a page: gets a training process ready soon. Cheap, and never raises.

    Does nothing if BUILDER_STANDBY_SECONDS is 0. It changes no run, and training works without it.
    """
    if standby_seconds() == 0 or time.monotonic() - _noted.get(settings.home, float("-inf")) < INTERVAL:
        return
    with contextlib.suppress(OSError, starting.SubmitError):
        ours = fingerprint(processes.environment_for(settings))
        known = with_what(settings.home) == ours
        _file(settings.home).write_text(ours, encoding="utf-8")
        if settings.cifar10 is None:
            images_place.forget(settings)
        starting.call_supervisor(settings)
        if known:  # else a supervisor with other settings may be about to end; the next look starts ours
            _noted[settings.home] = time.monotonic()


def standby_seconds() -> float:
    """How long after the last visit or run a standby is kept; 0 for none at all."""
    return number("BUILDER_STANDBY_SECONDS", 600)


def age(home: Path) -> float:
    """Seconds since the last visit; infinite if there was none."""
    try:
        return max(0.0, time.time() - _file(home).stat().st_mtime)
    except OSError:
        return float("inf")


def with_what(home: Path) -> str:
    """The fingerprint of the last visited app's settings; empty if it is not known."""
    try:
        return _file(home).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def fingerprint(environment: Mapping[str, str] = os.environ) -> str:
    """A hash of the product's settings in this environment; a hash, as they may hold a password."""
    settings = sorted((name, value) for name, value in environment.items() if name.startswith("BUILDER_"))
    return hashlib.sha256(json.dumps(settings).encode()).hexdigest()


def _file(home: Path) -> Path:
    return home / "visit"
