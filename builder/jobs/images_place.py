"""Where CIFAR-10 is, as the app knows it now: background processes may have begun while it had other settings.

A supervisor stays while anything trains, and starts workers in the environment that it began with. So who asks for work
leaves a note of its BUILDER_CIFAR10 in the home, and who does the work reads it.
"""

import contextlib
from pathlib import Path

from builder.settings import Settings

_FILE = "cifar10-place"


def note(settings: Settings) -> None:
    """Leaves the note, where these settings name a place and the note does not. Never raises: work goes on without."""
    if settings.cifar10 is not None and _noted(settings.home) != settings.cifar10:
        with contextlib.suppress(OSError):
            (settings.home / _FILE).write_text(str(settings.cifar10), encoding="utf-8")


def forget(settings: Settings) -> None:
    """Removes the note: the app runs without BUILDER_CIFAR10 now."""
    with contextlib.suppress(OSError):
        (settings.home / _FILE).unlink(missing_ok=True)


def as_noted(settings: Settings) -> Settings:
    """The settings with the noted place, if something is there; else as they are."""
    place = _noted(settings.home)
    if place is None or place == settings.cifar10 or not place.exists():
        return settings
    return settings.model_copy(update={"cifar10": place})


def _noted(home: Path) -> Path | None:
    try:
        return Path((home / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
