"""The Keras callback that reports, keeps weights, and ends training."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np

from builder.design.training.rates import Plateau
from builder.design.training.training import Training
from builder.engine.averaging import Averages
from builder.engine.backend import keras
from builder.engine.checkpoint import Past, Restored
from builder.engine.errors import NonFiniteLossError
from builder.engine.meter import Meter
from builder.progress.ending import Ending, ending
from builder.progress.epoch import Epoch, training_seconds
from builder.progress.failure import NonFinite
from builder.progress.listener import FitListener
from builder.progress.plateau import rate_after
from builder.progress.training_state import TrainingState, advance, after, kept

#: Seconds between checkpoints within an epoch.
CHECKPOINT_SECONDS = 120.0


#: What Keras tells of a step or an epoch: the loss and the metrics, by name.
Logs = Mapping[str, float]


class StopRequested(Exception):
    """Raised to leave Keras's loop, so that a stop also cuts validation short."""


class PauseRequested(Exception):
    """Raised to leave Keras's loop once everything needed to resume is on disk."""


class FitCallback(keras.callbacks.Callback):
    """Follows one `model.fit`.

    `costs` are what the epochs cost compared with one another, one for each;
    `images_after(step)` is the number of training images in the first `step` batches of the run;
    `keep_weights()` writes the model's weights to disk; `checkpoint(past)` writes what is needed to
    resume from there; `follow(epoch)` and `keep_snapshot(epoch)` come before the epoch's checkpoint and
    `tidy_snapshots(epochs)` after it;
    `test_accuracy()` measures it, if the test set judges. `averages` take the weights' place from validation on until
    all of this is done and the checkpoint is due. `restored` is the training so far.
    """

    def __init__(
        self,
        training: Training,
        listener: FitListener,
        *,
        steps: int,
        costs: Sequence[float],
        images_after: Callable[[int], int],
        validation_batch: int,
        validation_images: int,
        keep_weights: Callable[[], None],
        checkpoint: Callable[[Past], None],
        follow: Callable[[int], None],
        keep_snapshot: Callable[[int], None],
        tidy_snapshots: Callable[[int], None],
        test_accuracy: Callable[[], float] | None,
        averages: Averages | None,
        restored: Restored,
    ) -> None:
        super().__init__()
        self.training, self.listener, self.costs = training, listener, costs
        self.steps, self.images_after, self.keep_weights = steps, images_after, keep_weights
        self.validation_batch, self.validation_images = validation_batch, validation_images
        past = restored.past
        self.meter = Meter(
            costs=costs,
            validation_images=validation_images,
            first_epoch=len(past.epochs) + 1,
            views=training.views,
        )
        self.checkpoint, self.test_accuracy = checkpoint, test_accuracy
        self.averages = averages
        self.follow, self.keep_snapshot, self.tidy_snapshots = follow, keep_snapshot, tidy_snapshots
        self.epochs: list[Epoch] = list(past.epochs)
        self.state: TrainingState = after(training, past.epochs)
        self.first_epoch, self.past, self.past_metrics = len(self.epochs), past, restored.metrics
        self.last_checkpoint = time.perf_counter()
        self.began = time.perf_counter() - past.seconds
        self.ending: Ending | None = ending(self.state, training, past.seconds, self._next_seconds())

    def _next_seconds(self) -> float:
        """What the next epoch will take: as long as the last one, or longer where its images are larger."""
        done = len(self.epochs)
        if not done:
            return 0.0
        dearer = self.costs[done] / self.costs[done - 1] if done < len(self.costs) else 1.0
        return self.epochs[-1].seconds * dearer

    @property
    def seconds(self) -> float:
        """The whole time so far in seconds: epochs, and what is built and saved besides. A time limit goes by it."""
        return time.perf_counter() - self.began

    @property
    def epoch(self) -> int:
        """The number of the current epoch, from 1."""
        return self.meter.epoch

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self.images_before = self.images_after(epoch * self.steps)
        self.images = self.images_after((epoch + 1) * self.steps) - self.images_before
        first = epoch == self.first_epoch
        self.skipped = self.past.step if first else 0
        done = self.images_after(epoch * self.steps + self.skipped) - self.images_before
        self.meter.begin_epoch(
            epoch + 1, self.images, images_done=done, seconds_before=self.past.epoch_seconds if first else 0.0
        )
        if self.skipped:
            # Keras has just set them to zero.
            for sums, before in zip(self.model.metrics_variables, self.past_metrics, strict=True):
                sums.assign(before)
        if first:
            self.listener.progress(self.meter.report())

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """After each execution; `batch` is its last step, from 0."""
        self._check_loss(logs["loss"])
        step = self.skipped + batch + 1
        images = self.images_after((self.epoch - 1) * self.steps + step) - self.images_before
        if self.meter.count(images):
            self._report()
            self._within_epoch(step)

    def on_test_begin(self, logs: object = None) -> None:
        self.use_averages()
        self.meter.begin_validation()

    def on_test_batch_end(self, batch: int, logs: object = None) -> None:
        if self.meter.count(min((batch + 1) * self.validation_batch, self.validation_images)):
            self._report()

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        self.listener.progress(self.meter.report())  # what follows counts no images, and may take long
        self._check_loss(logs["loss"], logs["val_loss"])
        self._check_weights()
        record = Epoch(
            epoch=epoch + 1,
            loss=logs["loss"],
            accuracy=_share(logs["accuracy"], self.images),
            val_loss=logs["val_loss"],
            val_accuracy=_share(logs["val_accuracy"], self.validation_images),
            test_accuracy=None if self.test_accuracy is None else self.test_accuracy(),
            seconds=self.meter.end_epoch(),
        )
        self.epochs.append(record)
        self.state = advance(self.state, record)
        kept_epoch, _ = kept(self.state, self.training.keep)
        if kept_epoch == record.epoch:
            self.keep_weights()
        self.follow(record.epoch)
        self.keep_snapshot(record.epoch)
        if self.averages is not None:
            self.averages.put_back()
        if isinstance(self.training.learning_rate, Plateau):
            self.model.optimizer.learning_rate = rate_after(self.training.learning_rate, self.epochs)
        seconds = self.seconds
        try:
            self._checkpoint(Past(epochs=tuple(self.epochs), seconds=seconds, anew=self.past.anew))
            self.tidy_snapshots(record.epoch)
        finally:  # the epoch is complete and its weights are kept, even if the disk has no room for the checkpoint
            self._tell()
        self.ending = ending(self.state, self.training, seconds, self._next_seconds())
        if self.ending is not None:
            self.model.stop_training = True
        elif self.listener.pause_requested():
            raise PauseRequested

    def use_averages(self) -> None:
        """Lets the averages of the weights stand for them, if the training keeps some."""
        if self.averages is not None:
            self.averages.use()

    def tell_last(self) -> None:
        """Reports the last completed epoch again: the process may have died before it could."""
        if self.epochs:
            self._tell()

    def _tell(self) -> None:
        best_epoch = self.state.best_epoch
        kept_epoch, accuracy = kept(self.state, self.training.keep)
        if best_epoch is None or kept_epoch is None or accuracy is None:
            return  # before the first epoch there is nothing to tell of
        self.listener.epoch(
            self.epochs[-1],
            best_epoch=best_epoch,
            kept_epoch=kept_epoch,
            validation_accuracy=accuracy,
            seconds=training_seconds(self.epochs),
        )

    def _within_epoch(self, step: int) -> None:
        """Writes a checkpoint between two steps, at intervals and before a pause. Validation follows the last step."""
        pausing = self.listener.pause_requested()
        due = time.perf_counter() - self.last_checkpoint > CHECKPOINT_SECONDS
        if step < self.steps and (pausing or due):
            self._check_weights()
            spent = self.meter.seconds_in_epoch()
            epochs, anew = tuple(self.epochs), self.past.anew
            self._checkpoint(Past(epochs=epochs, seconds=self.seconds, step=step, epoch_seconds=spent, anew=anew))
            if pausing:
                raise PauseRequested

    def _checkpoint(self, past: Past) -> None:
        self.checkpoint(past)
        self.last_checkpoint = time.perf_counter()

    def _report(self) -> None:
        self.listener.progress(self.meter.report())
        if self.listener.stop_requested():
            raise StopRequested

    def _check_loss(self, *losses: float) -> None:
        """The loss is a mean over the epoch so far: once it is not finite, it stays that way."""
        if not all(math.isfinite(loss) for loss in losses):
            raise NonFiniteLossError(self._not_finite("loss"))

    def _check_weights(self) -> None:
        """A NaN weight need not show up in the loss: ReLU can turn what it affects into zeros."""
        beside = () if self.averages is None else self.averages.variables
        for variable in (*self.model.trainable_variables, *beside):
            if not np.isfinite(np.asarray(variable)).all():
                raise NonFiniteLossError(self._not_finite("weights"))

    def _not_finite(self, what: Literal["loss", "weights"]) -> NonFinite:
        title, usual = self.training.optimizer.title, self.training.optimizer.usual_rate
        rate = self.training.learning_rate.rate
        lower = usual if rate > usual else rate / 10
        kept_epoch, _ = kept(self.state, self.training.keep)
        return NonFinite(
            what=what, epoch=self.epoch, optimizer=title, learning_rate=rate, lower=lower, kept_epoch=kept_epoch
        )


def _share(accuracy: float, images: int) -> float:
    """The accuracy as an exact share of the images; Keras gives it in float32."""
    return round(accuracy * images) / images
