"""A disk that is full while a backup is written: which one, how much it takes, and how much is free."""

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from builder.store.errors import StoreFullError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def room_for(what: str, folder: Path, needed: Callable[[], int], advice: str) -> Iterator[None]:
    """Names the disk of `folder` where there is no room for `what`, which takes `needed()` bytes.

    Raises StoreFullError, for the system's errors and the database's; other errors pass.
    """
    try:
        yield
    except StoreFullError:
        raise _no_room(what, folder, needed(), advice) from None
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise _no_room(what, folder, needed(), advice) from None


def _no_room(what: str, folder: Path, needed: int, advice: str) -> StoreFullError:
    try:
        free = f"{_megabytes(shutil.disk_usage(folder).free)} are free"
    except OSError:
        free = "less is free"
    return StoreFullError(
        f"There is no room for {what}: it takes {_megabytes(needed)}, and {free} on the disk of {folder}; {advice}."
    )


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
