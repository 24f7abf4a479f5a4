"""Turns between those who send pictures: each has one read at a time, so nobody keeps all decoders from the others."""

import threading

_changed = threading.Condition()
_reading: set[str] = set()


def take(sender: str | None, seconds: float) -> bool:
    """Whether it is this sender's turn within so many seconds; then `give_back` ends it. It always is None's."""
    if sender is None:
        return True
    with _changed:
        if not _changed.wait_for(lambda: sender not in _reading, timeout=max(0.0, seconds)):
            return False
        _reading.add(sender)
        return True


def give_back(sender: str | None) -> None:
    """The sender's picture is no longer being read."""
    with _changed:
        _reading.discard(sender or "")
        _changed.notify_all()
