"""What an error in a worker means for its run: a pause, after which it goes on, or a failure."""

from builder.datasets.images import DatasetError
from builder.jobs import deaths
from builder.jobs.work.order import Order
from builder.progress.failure import DiskFull, StoreOutOfReach
from builder.progress.reason import Reason
from builder.progress.told import Told
from builder.store.artifacts import ArtifactError
from builder.store.errors import HomeAwayError, StoreFullError
from builder.store.runs.records import Run


def passing_trouble(order: Order, error: Exception) -> Reason | None:
    """The problem with the disk, if training can resume from its checkpoint once that is fixed; else None."""
    from builder.engine.errors import NotWrittenError

    # Whatever else went wrong without the home followed from that.
    if isinstance(error, HomeAwayError) or not order.home.is_there():
        return StoreOutOfReach(away="home")
    if isinstance(error, NotWrittenError):
        return error.reason
    if isinstance(error, StoreFullError | ArtifactError):
        return Told(text=error.discreet)
    return DiskFull() if deaths.is_full_disk(error) else None


def failure(error: Exception, run: Run) -> Reason:
    """Why the run failed; `run` is its current record."""
    from builder.engine.errors import BundleError, CheckpointError, EngineError

    kept_epoch = run.kept_epoch if run.has_weights else None
    if isinstance(error, BundleError | CheckpointError):
        return Told(text=str(error), kept_epoch=kept_epoch)
    if isinstance(error, EngineError):
        return error.reason
    if isinstance(error, DatasetError):
        return Told(text=str(error))
    return deaths.of_exception(error, batch_size=run.experiment.training.batch_size, kept_epoch=kept_epoch)
