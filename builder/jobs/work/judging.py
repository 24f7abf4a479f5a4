"""What a trained network says of the images that judge it: the validation images, and once the test images."""

import time
from typing import TYPE_CHECKING

from builder.datasets.images import Images, Split
from builder.datasets.judges import judges_of, judging
from builder.design.training.training import Training
from builder.jobs.work.order import Order
from builder.jobs.work.predicting import Reading, predict_in_slices
from builder.jobs.work.reporting import StoreListener
from builder.progress.epoch import Progress
from builder.progress.phase import Phase
from builder.store.artifacts.predictions import save_predictions

if TYPE_CHECKING:
    from builder.engine.backend import keras


class StopWhileJudging(Exception):
    """Someone pressed Stop while the validation images were classified, or the test set was read."""


def keep_validation_predictions(
    order: Order, listener: StoreListener, model: "keras.Model", split: Split, training: Training
) -> None:
    """Save what the kept weights say of each image that judged them. Raises StopWhileJudging.

    Before the test set is read: trouble with the disk pauses the run, and the test set is read once.
    """
    judges = judges_of(split.validation, training)
    said = _predict(listener, model, judges, "classifying_validation_images").probabilities
    indices = None if split.chosen is None else judging(split.chosen.validation, training)
    order.home.when_there(
        lambda: save_predictions(order.files, order.run_id, "validation", judges.labels, said, indices)
    )


def read_test_set(order: Order, listener: StoreListener, model: "keras.Model", split: Split) -> dict[str, int]:
    """Measure the kept weights on the test set and save the predictions; returns what to record.

    Raises StopWhileJudging.
    """
    test, indices = split.test, None if split.chosen is None else split.chosen.test
    reading = _predict(listener, model, test, "reading_test_set")
    listener.phase("saving")
    order.home.when_there(
        lambda: save_predictions(order.files, order.run_id, "test", test.labels, reading.probabilities, indices)
    )
    return {"test_correct": reading.correct, "test_count": len(test)}


def _predict(listener: StoreListener, model: "keras.Model", images: Images, phase: Phase) -> Reading:
    """The predictions for `images`, with progress in this phase. Raises StopWhileJudging."""
    progress = Progress(phase=phase, images_total=len(images))
    listener.progress(progress)
    began = time.perf_counter()

    def after_slice(done: int) -> None:
        if listener.stop_requested():
            raise StopWhileJudging
        rate = done / (time.perf_counter() - began)
        listener.progress(
            progress.model_copy(
                update={"images_done": done, "images_per_second": rate, "seconds_left": (len(images) - done) / rate}
            )
        )

    return predict_in_slices(model, images, after_slice)
