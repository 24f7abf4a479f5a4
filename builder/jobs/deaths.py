"""Why a training process or a task failed, as a value: from how a worker ended, or from an exception."""

import errno

from builder.engine.errors import is_out_of_memory
from builder.progress.failure import Death, Died, Hung, OutOfMemoryAround, TaskFailed, Unexpected


def of_worker(
    how: Death, code: int | None, *, batch_size: int, kept_epoch: int | None, hung: Hung | None = None
) -> Died | Hung:
    """Why a run whose worker is gone failed, by how the worker ended and its exit code.

    `kept_epoch` is the epoch whose weights are on disk, if any; `hung` is why the app itself ended the process.
    """
    if hung is not None:
        return hung.model_copy(update={"kept_epoch": kept_epoch})
    return Died(how=how, code=code, batch_size=batch_size, kept_epoch=kept_epoch)


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
    """Whether the system refused to write more: a full disk, a quota, a file at its size limit."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _named(error: Exception) -> str:
    # Without the paths that the system's errors name: the log has them.
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    first_line = (text.strip().splitlines() or ["no message"])[0][:200]
    return f"{type(error).__name__}: {first_line}"
