"""Why a training process or a task ended, as a value: from an exit code, or from an exception."""

import errno
import signal
import sys

from builder.engine.errors import is_out_of_memory
from builder.progress.failure import Death, Died, Hung, OutOfMemoryAround, TaskFailed, Unexpected

#: Windows's own codes for the same ends, as a process reports them.
_WINDOWS_NO_MEMORY = {0xC0000017, 0xC000012D, 0xC0000409}
_WINDOWS_CRASH = {0xC0000005, 0xC000001D, 0xC0000374}

#: The exit code of a worker that could not reach the store: another may resume later (sysexits.h's EX_TEMPFAIL).
NO_STORE = 75


def how_it_died(code: int | None) -> Death:
    """What an exit code means.

    None is for a process that nobody saw end; "error" for Python's own ending of a program that failed.
    """
    if code is None or code == 0:
        return "unknown"
    if sys.platform == "win32":
        code &= 0xFFFFFFFF
        if code in (1, 2):
            return "error"
        return "memory" if code in _WINDOWS_NO_MEMORY else "crash" if code in _WINDOWS_CRASH else "ended"
    kinds: dict[int, Death] = {
        -signal.SIGKILL: "memory",
        -signal.SIGABRT: "memory",  # how C++ ends when an allocation fails
        -signal.SIGSEGV: "crash",
        -signal.SIGBUS: "crash",
        -signal.SIGFPE: "crash",
        -signal.SIGILL: "instruction",
    }
    return kinds.get(code, "ended" if code < 0 else "error")


def of_process(
    code: int | None, *, batch_size: int, kept_epoch: int | None, silent: float | None = None
) -> Died | Hung:
    """Why a run failed whose process is gone.

    `kept_epoch` is the epoch whose weights are on disk, if any; `silent` says for how many seconds
    the process had not reported when the app itself ended it.
    """
    if silent is not None:
        return Hung(seconds=silent, kept_epoch=kept_epoch)
    return Died(how=how_it_died(code), code=code, batch_size=batch_size, kept_epoch=kept_epoch)


def of_exception(error: Exception, *, batch_size: int, kept_epoch: int | None) -> OutOfMemoryAround | Unexpected:
    """Why a run failed with an error that the training process could still report itself."""
    if is_out_of_memory(error):
        return OutOfMemoryAround(batch_size=batch_size, kept_epoch=kept_epoch)
    return Unexpected(error=_named(error), kept_epoch=kept_epoch)


def of_task(error: Exception) -> TaskFailed:
    """Why a small task failed: a picture to classify, a run to measure, a download."""
    if is_out_of_memory(error):
        return TaskFailed(how="memory")
    if is_full_disk(error):
        return TaskFailed(how="disk")
    return TaskFailed(how="unexpected", error=_named(error))


def is_full_disk(error: Exception) -> bool:
    """Whether the system refused to write more: a full disk, a quota, a file as large as it may be."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _named(error: Exception) -> str:
    first_line = (str(error).strip().splitlines() or ["no message"])[0][:200]
    return f"{type(error).__name__}: {first_line}"
