"""Training: from an experiment and its images to a model with the weights to keep."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from builder.engine.backend import keras, tf
from builder.engine.build import build_model, compile_model
from builder.engine.bundle import load_weights, save_bundle
from builder.engine.callback import FitCallback, StopRequested
from builder.engine.errors import EngineError
from builder.engine.listener import FitListener, FitResult
from builder.engine.pipeline import EVALUATION_BATCH, evaluation_batches, images_in, training_batches
from builder.engine.stopping import kept, stopped
from builder.spec.experiment import Experiment
from builder.spec.training import steps_per_epoch

if TYPE_CHECKING:
    from builder.datasets import Split


def fit(experiment: Experiment, split: "Split", listener: FitListener, folder: Path) -> FitResult:
    """Trains the experiment's network on the split's training images, judged by its validation images.

    After each epoch the weights to keep are in `folder` as a bundle. A stop request keeps those of the last
    complete epoch (or of the best one, as the experiment says), and the present ones if no epoch is complete.
    Raises NonFiniteLossError, and EngineError where memory runs out; the bundle then stays as it was.
    """
    began = time.perf_counter()
    try:
        callback, model = _train(experiment, split, listener, folder)
    except (tf.errors.ResourceExhaustedError, MemoryError) as error:
        raise EngineError(_out_of_memory(experiment)) from error
    kept_epoch, accuracy = kept(callback.standing, experiment.training.keep)
    return FitResult(
        model=model,
        epochs=tuple(callback.epochs),
        best_epoch=callback.standing.best_epoch,
        kept_epoch=kept_epoch,
        validation_accuracy=accuracy,
        ended_by=callback.ending.ended_by,
        end_reason=callback.ending.reason,
        seconds=time.perf_counter() - began,
    )


def _train(
    experiment: Experiment, split: "Split", listener: FitListener, folder: Path
) -> tuple[FitCallback, keras.Model]:
    training, train, validation = experiment.training, split.train, split.validation
    listener.phase("Building the network")
    model = build_model(experiment.network, training.seed)
    compile_model(model, training)
    steps = steps_per_epoch(len(train.images), training)
    callback = FitCallback(
        training,
        listener,
        steps=steps,
        images_after=lambda step: images_in(step, len(train.images), training.batch_size),
        validation_batch=EVALUATION_BATCH,
        validation_images=len(validation.images),
        keep_weights=lambda: save_bundle(model, experiment, folder),
    )
    try:
        model.fit(
            training_batches(train.images, train.labels, training),
            epochs=training.epochs,
            steps_per_epoch=steps,
            validation_data=evaluation_batches(validation.images, validation.labels, EVALUATION_BATCH),
            callbacks=[callback],
            shuffle=False,  # the stream is shuffled already, and Keras would warn about it
            verbose=0,
        )
    except StopRequested:
        callback.ending = stopped(callback.standing, training.keep, callback.epoch)
    _restore_kept(callback, model, experiment, folder)
    return callback, model


def _restore_kept(callback: FitCallback, model: keras.Model, experiment: Experiment, folder: Path) -> None:
    """Leaves the model, and the folder, with the weights to keep."""
    kept_epoch, _ = kept(callback.standing, experiment.training.keep)
    if kept_epoch is None:
        save_bundle(model, experiment, folder)
    else:
        load_weights(model, folder)


def _out_of_memory(experiment: Experiment) -> str:
    batch = experiment.training.batch_size
    smaller = f"batch size {max(1, batch // 4):,}" if batch > 1 else "fewer filters"
    return (
        f"There was not enough memory to train this network with batch size {batch:,}. "
        f"Try {smaller}, or a smaller network: fewer filters or units, or pooling earlier."
    )
