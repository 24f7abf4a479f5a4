"""The Keras callback that reports, keeps weights, and ends training."""

import math
import time
from collections.abc import Callable
from functools import reduce

from builder.engine.backend import keras
from builder.engine.checkpoint import Past
from builder.engine.errors import NonFiniteLossError
from builder.engine.listener import FitListener
from builder.engine.progress import Meter
from builder.engine.stopping import Ending, Standing, advance, at_start, ending, kept
from builder.runs.records import Epoch
from builder.spec.training import OPTIMIZERS, Training


class StopRequested(Exception):
    """Raised out of Keras's loop, so that a stop also cuts a validation short."""


class FitCallback(keras.callbacks.Callback):
    """Follows one `model.fit`.

    `images_after(step)` is the number of training images in the first `step` batches of the run;
    `keep_weights()` writes the model's weights to disk; `checkpoint(past)` writes what it takes to go on
    from there; `test_accuracy()` measures it, where the test set judges. `past` is what was trained before.
    """

    def __init__(
        self,
        training: Training,
        listener: FitListener,
        *,
        steps: int,
        images_after: Callable[[int], int],
        validation_batch: int,
        validation_images: int,
        keep_weights: Callable[[], None],
        checkpoint: Callable[[Past], None],
        test_accuracy: Callable[[], float] | None,
        past: Past,
    ) -> None:
        super().__init__()
        self.training, self.listener = training, listener
        self.steps, self.images_after, self.keep_weights = steps, images_after, keep_weights
        self.validation_batch, self.validation_images = validation_batch, validation_images
        self.meter = Meter(epochs=training.epochs, validation_images=validation_images)
        self.checkpoint, self.test_accuracy = checkpoint, test_accuracy
        self.epochs: list[Epoch] = list(past.epochs)
        self.standing: Standing = reduce(advance, past.epochs, at_start(training))
        self.first_epoch, self.past_seconds = len(self.epochs), past.seconds
        self.began = time.perf_counter() - past.seconds
        self.ending: Ending | None = ending(self.standing, training, past.seconds, self._last_seconds())

    def _last_seconds(self) -> float:
        return self.epochs[-1].seconds if self.epochs else 0.0

    @property
    def seconds(self) -> float:
        """The whole training time so far, in seconds."""
        return time.perf_counter() - self.began

    @property
    def epoch(self) -> int:
        """The number of the epoch at work, from 1."""
        return self.meter.epoch

    def on_epoch_begin(self, epoch: int, logs=None) -> None:
        self.loss = 0.0
        self.images_before = self.images_after(epoch * self.steps)
        self.images = self.images_after((epoch + 1) * self.steps) - self.images_before
        self.meter.begin_epoch(epoch + 1, self.images)
        if epoch == self.first_epoch:
            self.listener.progress(self.meter.report())

    def on_train_batch_end(self, batch: int, logs=None) -> None:
        self.loss = logs["loss"]
        step = (self.epoch - 1) * self.steps + batch + 1
        if self.meter.count(self.images_after(step) - self.images_before):
            self._report()

    def on_test_begin(self, logs=None) -> None:
        self._check_loss(self.loss)
        self.meter.begin_validation()

    def on_test_batch_end(self, batch: int, logs=None) -> None:
        if self.meter.count(min((batch + 1) * self.validation_batch, self.validation_images)):
            self._report()

    def on_epoch_end(self, epoch: int, logs=None) -> None:
        self._check_loss(logs["loss"], logs["val_loss"])
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
        self.standing = advance(self.standing, record)
        kept_epoch, accuracy = kept(self.standing, self.training.keep)
        if kept_epoch == record.epoch:
            self.keep_weights()
        seconds = self.seconds
        self.checkpoint(Past(epochs=tuple(self.epochs), seconds=seconds))
        self.listener.epoch(
            record,
            best_epoch=self.standing.best_epoch,
            kept_epoch=kept_epoch,
            validation_accuracy=accuracy,
            seconds=seconds,
        )
        self.ending = ending(self.standing, self.training, seconds, record.seconds)
        if self.ending is not None:
            self.model.stop_training = True

    def _report(self) -> None:
        self._check_loss(self.loss)
        self.listener.progress(self.meter.report())
        if self.listener.stop_requested():
            raise StopRequested

    def _check_loss(self, *losses: float) -> None:
        """A loss is a mean over the epoch so far: once it is not finite, it stays so."""
        if all(math.isfinite(loss) for loss in losses):
            return
        title, usual, _ = OPTIMIZERS[self.training.optimizer]
        rate = self.training.learning_rate
        lower = usual if rate > usual else rate / 10
        kept_epoch, _ = kept(self.standing, self.training.keep)
        rest = f" The weights of epoch {kept_epoch} are kept." if kept_epoch else ""
        raise NonFiniteLossError(
            f"The loss became infinite or not a number in epoch {self.epoch}: steps with {title} and learning rate "
            f"{rate:g} were too large for this network. Try learning rate {lower:g}.{rest}"
        )


def _share(accuracy: float, images: int) -> float:
    """The accuracy as an exact share of the images; Keras gives it in float32."""
    return round(accuracy * images) / images
