"""Why a training process ended, in a sentence for the student whose run it was."""

import errno
import signal
import sys

from builder.engine.errors import is_out_of_memory

#: Windows's own codes for the same ends, as a process reports them.
_WINDOWS_NO_MEMORY = {0xC0000017, 0xC000012D, 0xC0000409}
_WINDOWS_CRASH = {0xC0000005, 0xC000001D, 0xC0000374}

#: The exit code of a worker that could not reach the store: another may go on later (sysexits.h's EX_TEMPFAIL).
NO_STORE = 75
STORE_OUT_OF_REACH = (
    "The database could not be written for minutes, twice: another program keeps it locked, or its disk can only be "
    "read. logs/worker.log in the home folder says more."
)
FULL_DISK = "The disk is full. Delete files or old runs."

TRY_LESS = "Try a smaller batch size{batch}, fewer filters or a narrower dense layer, or close other programs."
TRY_AGAIN = "Train it again; if it happens again, change one thing in the design, or restart the computer."


def how_it_died(code: int | None) -> str:
    """What an exit code means: "memory", "crash", "instruction", "error", "ended" or "unknown".

    None is for a process that nobody saw end; "error" for Python's own ending of a program that failed.
    """
    if code is None or code == 0:
        return "unknown"
    if sys.platform == "win32":
        code &= 0xFFFFFFFF
        if code in (1, 2):
            return "error"
        return "memory" if code in _WINDOWS_NO_MEMORY else "crash" if code in _WINDOWS_CRASH else "ended"
    kinds = {
        -signal.SIGKILL: "memory",
        -signal.SIGABRT: "memory",  # how C++ ends when an allocation fails
        -signal.SIGSEGV: "crash",
        -signal.SIGBUS: "crash",
        -signal.SIGFPE: "crash",
        -signal.SIGILL: "instruction",
    }
    return kinds.get(code, "ended" if code < 0 else "error")


def sentence(code: int | None, *, batch_size: int, kept_epoch: int | None, silent: float | None = None) -> str:
    """What to tell the student: what happened, what to do, and what is kept.

    `kept_epoch` is the epoch whose weights are on disk, if any; `silent` says for how many seconds
    the process had not reported when the app itself ended it.
    """
    if silent is not None:
        what = f"The training process hung: it had not reported for {silent:.0f} seconds, so it was ended. {TRY_AGAIN}"
    else:
        what = _WHAT[how_it_died(code)].format(code=code, batch=f" ({batch_size} now)")
    return f"{what} {kept(kept_epoch)}".strip()


def kept(epoch: int | None) -> str:
    """What remains of a run that ended too early, as a sentence; empty where nothing does."""
    return f"The weights after epoch {epoch} are kept." if epoch else ""


_WHAT = {
    "error": (
        "The training process failed, and could not say why (exit code {code}); the end of logs/worker.log in the "
        "home folder may tell. " + TRY_AGAIN
    ),
    "memory": "The operating system ended the training process, most likely because memory ran out. " + TRY_LESS,
    "crash": "The training process crashed inside TensorFlow. " + TRY_AGAIN,
    "instruction": (
        "TensorFlow needs instructions that this computer's processor does not have, so it cannot train here. "
        "Train on another computer."
    ),
    "ended": "The training process was ended from outside (exit code {code}). " + TRY_AGAIN,
    "unknown": "The training process ended before the run did, and left no word why. " + TRY_AGAIN,
}


def for_exception(error: Exception, *, batch_size: int, kept_epoch: int | None) -> str:
    """The same for an error that the training process could still report itself."""
    if is_out_of_memory(error):
        what = "Memory ran out. " + TRY_LESS.format(batch=f" ({batch_size} now)")
    else:
        what = f"Training met an error that nobody expected ({_named(error)}). {TRY_AGAIN}"
    return f"{what} {kept(kept_epoch)}".strip()


def for_task(error: Exception) -> str:
    """The same for a small task: a picture to classify, a run to measure, a download."""
    if is_out_of_memory(error):
        return "Memory ran out. Close other programs, or choose a smaller network."
    if is_full_disk(error):
        return f"{FULL_DISK} Then try again."
    return f"This met an error that nobody expected ({_named(error)}). Try again, or restart the computer."


def is_full_disk(error: Exception) -> bool:
    """Whether the system refused to write more: a full disk, a quota, a file as large as it may be."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _named(error: Exception) -> str:
    first_line = (str(error).strip().splitlines() or ["no message"])[0][:200]
    return f"{type(error).__name__}: {first_line}"
