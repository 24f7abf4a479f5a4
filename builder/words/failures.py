"""What kept a run or a task from going on: what happened, what to do, and what is kept."""

from builder.progress.failure import (
    CheckpointDamaged,
    Death,
    Died,
    DiskFull,
    Hung,
    ImagesMissing,
    NonFinite,
    NotStarted,
    NotWritten,
    OutOfMemory,
    OutOfMemoryAround,
    StoreOutOfReach,
    TaskDied,
    TaskFailed,
    Unexpected,
)
from builder.progress.reason import Reason
from builder.progress.told import Told

TRY_LESS = "Try a smaller batch size ({batch} now), fewer filters or a narrower dense layer, or close other programs."
TRY_AGAIN = "Train it again; if it happens again, change one thing in the design, or restart the computer."
CHECKPOINT_DAMAGED = "Its checkpoint was damaged, so training began again from the start."
FULL_DISK = "The disk is full. Delete files or old runs."

_DEATHS: dict[Death, str] = {
    "error": (
        "The training process failed, and could not say why (exit code {code}); whoever runs this server finds more "
        "in its log. " + TRY_AGAIN
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


def where_to_look(reason: Reason) -> str | None:
    """Where whoever runs the app finds more, for the command line: pages name no files. None if there is no more."""
    unexplained = isinstance(reason, StoreOutOfReach) or (isinstance(reason, Died) and reason.how == "error")
    return "The end of logs/worker.log in the home folder says more." if unexplained else None


def died(failure: Died) -> str:
    return _with_kept(_DEATHS[failure.how].format(code=failure.code, batch=failure.batch_size), failure.kept_epoch)


def hung(failure: Hung) -> str:
    missed = {
        "report": f"it had not reported for {failure.seconds:.0f} seconds",
        "batch": f"it had not finished a batch for {failure.seconds / 60:.0f} minutes",
    }
    what = f"The training process hung: {missed[failure.what]}, so it was ended."
    return _with_kept(f"{what} {TRY_AGAIN}", failure.kept_epoch)


def out_of_memory(failure: OutOfMemory) -> str:
    batch = failure.batch_size
    smaller = f"batch size {max(1, batch // 4):,}" if batch > 1 else "fewer filters"
    return (
        f"There was not enough memory to train this network with batch size {batch:,}. "
        f"Try {smaller}, or a smaller network: fewer filters or units, or pooling earlier."
    )


def out_of_memory_around(failure: OutOfMemoryAround) -> str:
    return _with_kept(f"Memory ran out. {TRY_LESS.format(batch=failure.batch_size)}", failure.kept_epoch)


def non_finite(failure: NonFinite) -> str:
    what = "The loss" if failure.what == "loss" else "Weights"
    kept = f" The weights of epoch {failure.kept_epoch} are kept." if failure.kept_epoch else ""
    return (
        f"{what} became infinite or not a number in epoch {failure.epoch}: steps with {failure.optimizer} and "
        f"learning rate {failure.learning_rate:g} were too large for this network. "
        f"Try learning rate {failure.lower:g}.{kept}"
    )


def unexpected(failure: Unexpected) -> str:
    what = f"Training met an error that nobody expected ({failure.error}). {TRY_AGAIN}"
    return _with_kept(what, failure.kept_epoch)


def not_started(failure: NotStarted) -> str:
    return f"The training process could not be started ({failure.reason}). Close other programs, and train it again."


def not_written(failure: NotWritten) -> str:
    what = "checkpoint" if failure.what == "checkpoint" else "weights"
    return f"The {what} could not be written ({failure.reason}). Make room on the disk of the home folder."


def disk_full(_: DiskFull) -> str:
    return FULL_DISK


def checkpoint_damaged(_: CheckpointDamaged) -> str:
    return CHECKPOINT_DAMAGED


def store_out_of_reach(failure: StoreOutOfReach) -> str:
    if failure.away == "file":
        return (
            "The database was away for minutes: its file was deleted, moved away or replaced, and has come back. "
            "Whoever runs this server should leave it at its place."
        )
    if failure.away == "home":
        return (
            "The app's home folder was away for minutes: it was moved or replaced, and has come back. Whoever runs "
            "this server should leave it at its place."
        )
    if failure.away == "server":
        return (
            "The database was away for minutes: on its server it was renamed or emptied, or it let nobody in, and it "
            "has come back. Whoever runs this server should leave it open."
        )
    return (
        "The database could not be written for minutes, twice: another program keeps it locked, it is damaged, or its "
        "disk can only be read. Whoever runs this server finds more in its log."
    )


def images_missing(failure: ImagesMissing) -> str:
    return (
        f"The run was restored from a backup, and its images are not on this machine ({failure.dataset}). "
        "Add them: the page says how where a data set is chosen."
    )


def task_failed(failure: TaskFailed) -> str:
    if failure.how == "memory":
        return "Memory ran out. Close other programs, or choose a smaller network."
    if failure.how == "disk":
        return f"{FULL_DISK} Then try again."
    return f"This met an error that nobody expected ({failure.error}). Try again, or restart the computer."


def task_died(failure: TaskDied) -> str:
    if failure.process == "download":
        return "The download ended twice before it was complete. Start it again: what has arrived is kept."
    return (
        "The process that runs networks ended twice while it worked on this, most likely because memory ran out. "
        "Close other programs, or choose a smaller network."
    )


def told(reason: Told) -> str:
    return _with_kept(reason.text, reason.kept_epoch)


def _with_kept(what: str, epoch: int | None) -> str:
    """`what`, and what remains of a run that ended too early."""
    return f"{what} The weights after epoch {epoch} are kept." if epoch else what
