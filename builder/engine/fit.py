"""Training: from an experiment and its images to a model with the weights to keep."""

import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from builder.datasets.judges import judges_of
from builder.design.cost.training_work import epoch_costs
from builder.design.experiment import Experiment
from builder.design.training.training import steps_per_epoch
from builder.engine.access import Access, at_once
from builder.engine.backend import keras, tf
from builder.engine.build import build_model, compile_model
from builder.engine.bundle import load_weights, read_weights, save_bundle, weights_of, write_bundle
from builder.engine.callback import FitCallback, PauseRequested, StopRequested
from builder.engine.checkpoint import DAMAGED_FILE, Past, Restored, put_aside, restore_checkpoint, save_checkpoint
from builder.engine.errors import BundleError, DamagedCheckpointError, EngineError, is_out_of_memory
from builder.engine.fitted import fit_input
from builder.engine.followed import Followed
from builder.engine.pipeline import evaluation_batches, images_in, training_batches
from builder.engine.predict import images_at_once, probabilities
from builder.engine.result import FitResult
from builder.engine.snapshots import save_snapshot, tidy_snapshots
from builder.progress.ending import Paused, Stopped, stopped
from builder.progress.epoch import training_seconds
from builder.progress.failure import CheckpointDamaged, OutOfMemory
from builder.progress.listener import FitListener
from builder.progress.training_state import kept

if TYPE_CHECKING:
    from builder.datasets.images import Images, Split

log = logging.getLogger(__name__)


class _Fitting(NamedTuple):
    """What one training is of, and where it reports and writes; each as `fit` describes it."""

    experiment: Experiment
    split: "Split"
    listener: FitListener
    folder: Path
    checkpoints: Path | None
    precision: str
    steps_per_execution: int
    snapshots: bool
    followed: Followed | None
    access: Access


def fit(
    experiment: Experiment,
    split: "Split",
    listener: FitListener,
    folder: Path,
    checkpoints: Path | None = None,
    precision: str = "float32",
    steps_per_execution: int = 1,
    snapshots: bool = False,
    earlier: int | None = None,
    followed: Followed | None = None,
    access: Access = at_once,
) -> FitResult:
    """Trains the experiment's network on the split's training images, judged by its validation images.

    After each epoch the weights to keep are in `folder` as a bundle. A stop request keeps those of the last
    complete epoch (or of the best one, as the experiment says), and the current ones if no epoch is complete.
    With `checkpoints`, a folder, each epoch writes a checkpoint there, and training resumes from one that it finds
    there: the weights, the curve and the end are those of uninterrupted training, if `precision` (as in
    `build_model`) and `steps_per_execution` are the same. If it is damaged, it is put aside as DAMAGED_FILE in
    `folder`, training begins again, and the listener is told. `earlier` is the epoch, if any, whose weights are in
    `folder` from before: they are kept where training is stopped before it has completed an epoch. Between the steps
    of one execution nothing is reported, saved or asked; their number must divide the steps of an epoch. With
    `snapshots`, `folder` gets those that snapshots.py describes. After each epoch, before the listener hears of it,
    `followed` gets what the network says then. Bundle and checkpoint are read and written through `access`.
    Raises NonFiniteLossError, CheckpointError, NotWrittenError, and EngineError if memory runs out; the bundle
    stays as it was.
    """
    fitting = _Fitting(
        experiment=experiment,
        split=split,
        listener=listener,
        folder=folder,
        checkpoints=checkpoints,
        precision=precision,
        steps_per_execution=steps_per_execution,
        snapshots=snapshots,
        followed=followed,
        access=access,
    )
    try:
        callback, model = _train(fitting)
        if not isinstance(callback.ending, Paused):
            access(lambda: _restore_kept(callback, model, experiment, folder, earlier))
    except (tf.errors.OpError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise EngineError(OutOfMemory(batch_size=experiment.training.batch_size)) from error
    assert callback.ending is not None  # Keras's loop is left for one reason or another
    kept_epoch, accuracy = kept(callback.state, experiment.training.keep)
    return FitResult(
        model=model,
        epochs=tuple(callback.epochs),
        best_epoch=callback.state.best_epoch,
        kept_epoch=kept_epoch,
        validation_accuracy=accuracy,
        ending=callback.ending,
        anew=callback.past.anew,
        seconds=training_seconds(callback.epochs),
    )


def _train(fitting: _Fitting) -> tuple[FitCallback, keras.Model]:
    experiment, split, folder, access = fitting.experiment, fitting.split, fitting.folder, fitting.access
    training, train, validation = experiment.training, split.train, judges_of(split.validation, experiment.training)
    fitting.listener.phase("building_network")
    model = build_model(experiment, fitting.precision)
    fit_input(model, experiment, train.images)
    steps = steps_per_epoch(len(train.images), training)
    averages = compile_model(model, training, fitting.steps_per_execution, training_steps=steps * training.epochs)
    restored = Restored()
    if (checkpoints := fitting.checkpoints) is not None:
        restored = access(lambda: _go_on(model, experiment, split, folder, checkpoints))
    if restored.past.anew:
        fitting.listener.began_again(CheckpointDamaged())
    # What an earlier process wrote after its last checkpoint, or before its checkpoint was damaged, is trained again.
    tidy_snapshots(model, len(restored.past.epochs), folder)
    validation_batch = images_at_once(model)
    callback = FitCallback(
        training,
        fitting.listener,
        steps=steps,
        costs=epoch_costs(experiment, len(train.images)),
        images_after=lambda step: images_in(step, len(train.images), training.batch_size),
        validation_batch=validation_batch,
        validation_images=len(validation.images),
        keep_weights=lambda: access(lambda: save_bundle(model, experiment, folder)),
        checkpoint=lambda past: access(lambda: _keep_checkpoint(model, experiment, past, folder, checkpoints)),
        follow=partial(_follow, model, fitting.followed),
        keep_snapshot=lambda epoch: save_snapshot(model, epoch, folder) if fitting.snapshots else None,
        tidy_snapshots=lambda epochs: tidy_snapshots(model, epochs, folder),
        test_accuracy=partial(_accuracy, model, split.test) if training.judged_by_test else None,
        averages=averages,
        restored=restored,
    )
    callback.tell_last()
    try:
        for first_epoch, last_epoch, skipped in _spans(callback, training.epochs):
            if callback.ending is None:
                model.fit(
                    training_batches(train.images, train.labels, training, first_step=first_epoch * steps + skipped),
                    initial_epoch=first_epoch,
                    epochs=last_epoch,
                    steps_per_epoch=steps - skipped,
                    validation_data=evaluation_batches(validation.images, validation.labels, validation_batch),
                    callbacks=[callback],
                    shuffle=False,  # the stream is shuffled already, and Keras would warn about it
                    verbose=0,
                )
    except StopRequested:
        callback.ending = stopped(callback.state, training.keep, callback.epoch)
    except PauseRequested:
        callback.ending = Paused(epoch=callback.epoch)
    return callback, model


def _spans(callback: FitCallback, epochs: int) -> list[tuple[int, int, int]]:
    """(epochs before, last epoch, steps to skip) of each call of Keras: a resumed epoch has fewer steps."""
    first, skipped = callback.first_epoch, callback.past.step
    if not skipped:
        return [(first, epochs, 0)]
    return [(first, first + 1, skipped), (first + 1, epochs, 0)]


def _accuracy(model: keras.Model, images: "Images") -> float:
    """The share of the images that the current weights get right."""
    return float((probabilities(model, images.images).argmax(axis=1) == images.labels).mean())


def _follow(model: keras.Model, followed: Followed | None, epoch: int) -> None:
    if followed is not None and len(followed.images):
        followed.tell(epoch, probabilities(model, followed.images))


def _go_on(model: keras.Model, experiment: Experiment, split: "Split", folder: Path, checkpoints: Path) -> Restored:
    """Restores the model and the bundle from the checkpoint, if there is one that is whole."""
    try:
        restored = restore_checkpoint(model, experiment, checkpoints)
    except DamagedCheckpointError as error:
        log.warning("%s Training begins again.", error)
        put_aside(checkpoints, folder / DAMAGED_FILE)
        return Restored(Past(anew=True))
    if restored.past.epochs:
        write_bundle(restored.kept_weights or weights_of(model), experiment, folder)
    if restored.past.step:
        # Keras creates the metrics' variables with the first batch that it sees. This one changes nothing else.
        one = split.validation
        model.test_on_batch(tf.cast(one.images[:1], tf.float32) / 255.0, tf.constant(one.labels[:1]))
    return restored


def _keep_checkpoint(
    model: keras.Model, experiment: Experiment, past: Past, folder: Path, checkpoints: Path | None
) -> None:
    if checkpoints is not None:
        training = experiment.training
        apart = past.epochs and (past.step or training.keep == "best" or training.averaging is not None)
        kept_weights = read_weights(model, folder) if apart else {}
        save_checkpoint(model, experiment, past, kept_weights, checkpoints)


def _restore_kept(
    callback: FitCallback, model: keras.Model, experiment: Experiment, folder: Path, earlier: int | None
) -> None:
    """Leaves the model, and the folder, with the weights to keep."""
    kept_epoch, _ = kept(callback.state, experiment.training.keep)
    if kept_epoch is not None:
        load_weights(model, folder)
    elif earlier is not None and isinstance(callback.ending, Stopped) and _takes_weights(model, folder):
        callback.ending = callback.ending.model_copy(update={"kept_epoch": earlier})
    else:
        callback.use_averages()
        save_bundle(model, experiment, folder)


def _takes_weights(model: keras.Model, folder: Path) -> bool:
    """Whether the model now has the weights in the folder: there may be none, or damaged ones."""
    try:
        load_weights(model, folder)
    except BundleError:
        return False
    return True
