"""What keeps a run from going on, as values. `words/failures.py` puts them into sentences.

`kept_epoch` is the epoch whose weights are kept, None where there is none.
"""

from typing import Literal

from builder.design.base import Value

#: How a process ended, as far as its exit code tells.
Death = Literal["memory", "crash", "instruction", "error", "ended", "unknown"]


class Died(Value):
    """The training process ended without a word; `code` is its exit code, None where nobody saw it end."""

    kind: Literal["died"] = "died"
    how: Death
    code: int | None
    batch_size: int
    kept_epoch: int | None


class Hung(Value):
    """The training process did not report, or did no batch, for `seconds`, so it was ended."""

    kind: Literal["hung"] = "hung"
    what: Literal["report", "batch"] = "report"
    seconds: float
    kept_epoch: int | None


class OutOfMemory(Value):
    """TensorFlow could not get the memory that training with this batch size takes."""

    kind: Literal["out_of_memory"] = "out_of_memory"
    batch_size: int


class OutOfMemoryAround(Value):
    """Memory ran out before or after training: while images were loaded, say."""

    kind: Literal["out_of_memory_around"] = "out_of_memory_around"
    batch_size: int
    kept_epoch: int | None


class NonFinite(Value):
    """The loss or a weight became infinite or NaN in `epoch`, with this optimiser (its title) and learning rate.

    `lower` is a learning rate to try instead.
    """

    kind: Literal["non_finite"] = "non_finite"
    what: Literal["loss", "weights"]
    epoch: int
    optimizer: str
    learning_rate: float
    lower: float
    kept_epoch: int | None


class Unexpected(Value):
    """An error that nobody foresaw, as "ValueError: …"."""

    kind: Literal["unexpected"] = "unexpected"
    error: str
    kept_epoch: int | None


class NotStarted(Value):
    """The training process could not be started; `reason` is the system's."""

    kind: Literal["not_started"] = "not_started"
    reason: str


class NotWritten(Value):
    """The disk refused a file in `folder`, which is for logs and on no page; `reason` is the system's."""

    kind: Literal["not_written"] = "not_written"
    what: Literal["weights", "checkpoint"]
    folder: str
    reason: str


class DiskFull(Value):
    """The disk has no room left."""

    kind: Literal["disk_full"] = "disk_full"


class CheckpointDamaged(Value):
    """The checkpoint was not what had been written, so training began again from its start."""

    kind: Literal["checkpoint_damaged"] = "checkpoint_damaged"


class StoreOutOfReach(Value):
    """The database could not be written for minutes, twice; or once, what is named being away.

    "server" stands for the database on its server, "home" for the whole home folder.
    """

    kind: Literal["store_out_of_reach"] = "store_out_of_reach"
    away: Literal["file", "server", "home"] | None = None


class ImagesMissing(Value):
    """The run was restored from a backup to a machine that has not its images; `dataset` is their data set's title."""

    kind: Literal["images_missing"] = "images_missing"
    dataset: str


class TaskFailed(Value):
    """A small task (a picture, a reading of the test set, a download) failed; `error` is what nobody foresaw."""

    kind: Literal["task_failed"] = "task_failed"
    how: Literal["memory", "disk", "unexpected"]
    error: str = ""


class TaskDied(Value):
    """The process of that name ended twice while it worked on one task."""

    kind: Literal["task_died"] = "task_died"
    process: Literal["inference", "download"]


Failure = (
    Died
    | Hung
    | OutOfMemory
    | OutOfMemoryAround
    | NonFinite
    | Unexpected
    | NotStarted
    | NotWritten
    | DiskFull
    | CheckpointDamaged
    | StoreOutOfReach
    | ImagesMissing
    | TaskFailed
    | TaskDied
)
