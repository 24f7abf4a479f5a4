"""How training gets at its files: at once, or by whoever knows that their folder may be away for a while."""

from collections.abc import Callable
from typing import Protocol, TypeVar

Answer = TypeVar("Answer")


class Access(Protocol):
    """Calls what reads or writes a run's files, and gives its answer.

    It may call it again, where the files were out of reach meanwhile: whatever it is given does the same again.
    """

    def __call__(self, action: Callable[[], Answer], /) -> Answer:
        """What the action answers; raises what it raises."""


def at_once(action: Callable[[], Answer], /) -> Answer:
    """An Access for files that stay at their place."""
    return action()
