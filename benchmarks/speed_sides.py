"""The sides of `benchmarks/speed.py` that train with TensorFlow, each in a process of its own.

python benchmarks/speed_sides.py '["engine", "15", 2000, false, "auto"]'
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from builder.design.experiment import Experiment  # noqa: E402
from builder.presets import get  # noqa: E402

EPOCHS = 3


class Work(NamedTuple):
    """A project on so many images; `alone` is training without augmentation and, but for some images, evaluation."""

    id: str
    images: int
    alone: bool

    @property
    def evaluated(self) -> int:
        return 32 if self.alone else self.images // 4

    @property
    def seen(self) -> int:
        """Images of an epoch, training and validation together."""
        return self.images + self.evaluated

    def experiment(self, precision: str) -> Experiment:
        """The project for a few epochs of one pass over the images, with nothing that ends it early."""
        experiment = get(self.id).experiment
        training = experiment.training
        steps = None if training.steps_per_epoch is None or self.alone else self.images // training.batch_size
        changes = {"epochs": EPOCHS, "early_stopping": (), "steps_per_epoch": steps, "precision": precision}
        if self.alone:
            changes["augmentation"] = None
        return experiment.model_copy(update={"training": training.model_copy(update=changes)})


def random_images(count: int):
    """(uint8 images (N, 32, 32, 3), labels (N,))."""
    draw = np.random.default_rng(0)
    return draw.integers(0, 256, (count, 32, 32, 3), dtype=np.uint8), draw.integers(0, 10, count, dtype=np.uint8)


def engine_side(work: Work, experiment: Experiment) -> tuple[list[float], str]:
    """When each epoch of the product's engine ended, recorded in a store as a worker does; and the format."""
    from builder.datasets.images import Images, Split
    from builder.engine.fastest import fastest
    from builder.engine.fit import fit
    from builder.engine.malloc import keep_freed_memory
    from builder.jobs.work.reporting import StoreListener
    from builder.settings import load_settings
    from builder.store.artifacts import artifacts_of
    from builder.store.runs import lifecycle
    from builder.store.schema.database import open_database

    class Clocked(StoreListener):
        ends: list[float] = []

        def epoch(self, *arguments, **named):
            super().epoch(*arguments, **named)
            self.ends.append(time.perf_counter())

    keep_freed_memory()
    settings = load_settings()
    db = open_database(settings)
    run = lifecycle.submit(db, experiment, "a" * 64)
    _, token = lifecycle.claim_next(db)
    train, validation = Images(*random_images(work.images)), Images(*random_images(work.evaluated))
    split = Split(train=train, validation=validation, test=validation)
    folder, checkpoints = artifacts_of(settings).folder(run.id), artifacts_of(settings).checkpoint(run.id)
    found = fastest(experiment, train.images, train.labels, settings.home / "speed")
    with Clocked(db, run.id, token, on_lost=lambda: os._exit(1)) as listener:
        fit(experiment, split, listener, folder, checkpoints, found.precision, found.steps_per_execution)
    return Clocked.ends, found.precision


def bare_side(work: Work, experiment: Experiment) -> tuple[list[float], None]:
    """When each epoch ended with the engine's network and batches in `model.fit`, without callbacks or writes."""
    from builder.design.training.training import steps_per_epoch
    from builder.engine.build import build_model, compile_model
    from builder.engine.malloc import keep_freed_memory
    from builder.engine.pipeline import evaluation_batches, training_batches

    keep_freed_memory()
    model = build_model(experiment, experiment.training.precision)
    compile_model(model, experiment.training)
    clock = _clock()
    model.fit(
        training_batches(*random_images(work.images), experiment.training),
        epochs=EPOCHS,
        steps_per_epoch=steps_per_epoch(work.images, experiment.training),
        validation_data=evaluation_batches(*random_images(work.evaluated)),
        callbacks=[clock],
        shuffle=False,
        verbose=0,
    )
    return clock.ends, None


def _clock():
    """A Keras callback that notes when epochs end; a function, so that Keras loads only where it is needed."""
    import keras

    class Clock(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.ends: list[float] = []

        def on_epoch_end(self, epoch, logs=None):
            self.ends.append(time.perf_counter())

    return Clock()


def plain_side(work: Work, experiment: Experiment) -> tuple[list[float], None]:
    """When each epoch ended with `model.fit` on the exported script's network; nothing of the engine is loaded."""
    from builder.export import to_script

    script: dict = {"__name__": "script"}
    exec(compile(to_script(experiment), "script.py", "exec"), script)
    import keras

    training = experiment.training
    model = script["build_model"]()
    model.compile(
        optimizer=getattr(keras.optimizers, training.optimizer.title)(),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    (x_train, y_train), (x_val, y_val) = random_images(work.images), random_images(work.evaluated)
    clock = _clock()
    common = {"epochs": EPOCHS, "validation_data": (x_val.astype("float32") / 255, y_val),
              "callbacks": [clock], "verbose": 0}  # fmt: skip
    if training.augmentation is None:
        model.fit(x_train.astype("float32") / 255, y_train, batch_size=training.batch_size, **common)
    else:
        changes = training.augmentation
        generator = script["ImageDataGenerator"](
            rescale=1 / 255, rotation_range=changes.rotation, zoom_range=changes.zoom, shear_range=changes.shear,
            horizontal_flip=changes.horizontal_flip, width_shift_range=changes.width_shift,
            height_shift_range=changes.height_shift,
        )  # fmt: skip
        batches = generator.flow(x_train, y_train, batch_size=training.batch_size)
        model.fit((batch for batch in batches), steps_per_epoch=training.steps_per_epoch, **common)
    return clock.ends, None


def main() -> None:
    side, id, images, alone, precision = json.loads(sys.argv[1])
    work = Work(id, images, alone)
    sides = {"engine": engine_side, "plain": plain_side, "bare": bare_side}
    print(json.dumps(sides[side](work, work.experiment(precision))))


if __name__ == "__main__":
    main()
