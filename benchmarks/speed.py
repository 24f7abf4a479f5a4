"""Training speed against the plain Keras script that a student would have written, side by side.

    python benchmarks/speed.py [--presets 0 3 4 8 15 16] [--images 8000] [--rounds 3] [--precision auto] [--overhead]

Each round trains with the product's engine as a worker does (in the number format that is faster here, with callbacks,
checkpoints, weights and progress into a store; `--precision` pins the format) and with the exported script's network
and `model.fit` on float arrays (ImageDataGenerator if there is augmentation), in turn, each in its own process, on the
same images (random bytes: speed does not depend on what they show). Prints images per second of both, training and
validation together, and their ratio with its minimum and maximum over the rounds; above 1 the engine is faster. An
epoch is timed from the end of the previous one to its own end, including everything written in between; the first of
each process, which traces the graph, is not counted.

With `--overhead` a third process trains with the engine's network, format and stream of batches but without callback,
checkpoints and store, and their cost is printed as a share of the training time.
"""

import argparse
import itertools
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import get_args

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from builder.design.experiment import Experiment  # noqa: E402
from builder.design.training.training import Precision  # noqa: E402
from builder.presets import get  # noqa: E402

EPOCHS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presets", nargs="+", default=["0", "3", "4", "8", "15", "16"])
    parser.add_argument("--images", type=int, default=8000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--precision", default="auto", choices=["auto", *get_args(Precision)])
    parser.add_argument("--overhead", action="store_true")
    arguments = parser.parse_args()
    from builder.engine.processor import processor

    print(f"{arguments.images:,} training images, {arguments.rounds} rounds, {processor()}")
    sides = ("engine", "plain", "bare") if arguments.overhead else ("engine", "plain")
    ratios = []
    for id in arguments.presets:
        runs = [_round(sides, id, arguments.images, arguments.precision) for _ in range(arguments.rounds)]
        rounds = [{side: _seconds(ends) for side, ends in run["ends"].items()} for run in runs]
        each = [times["plain"] / times["engine"] for times in rounds]
        ratios.append(statistics.median(each))
        engine, plain = (
            arguments.images * 1.25 / statistics.median(times[side] for times in rounds) for side in ("engine", "plain")
        )
        print(
            f"project {id:>3}: engine {engine:8,.0f} images/s, plain {plain:8,.0f} images/s, "
            f"ratio {ratios[-1]:.2f} ({min(each):.2f} to {max(each):.2f}), {_formats(runs)}",
            flush=True,
        )
        if arguments.overhead:
            costs = [100 * (1 - times["bare"] / times["engine"]) for times in rounds]
            print(
                f"             callback, checkpoints and store take {statistics.median(costs):.1f} % "
                f"({min(costs):.1f} to {max(costs):.1f})",
                flush=True,
            )
    print(f"geometric mean of the ratios: {math.exp(statistics.mean(map(math.log, ratios))):.2f}")


def _round(sides: tuple[str, ...], id: str, images: int, precision: str) -> dict:
    """When each epoch ended on each side, the engine first, and the format that the engine chose."""
    ends = {}
    for side in sides:
        with tempfile.TemporaryDirectory() as home:
            environment = os.environ | {"BUILDER_HOME": home, "TF_CPP_MIN_LOG_LEVEL": "3"}
            command = [sys.executable, __file__, "--side", side, id, str(images), precision]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        ends[side], chosen = json.loads(done.stdout.splitlines()[-1])
        precision = chosen or precision
    return {"ends": ends, "precision": precision}


def _seconds(ends: list[float]) -> float:
    """The fastest epoch after the first one, in seconds, validation included."""
    return min(end - before for before, end in itertools.pairwise(ends))


def _formats(runs: list[dict]) -> str:
    """The formats that the engine chose, without repeats."""
    return " and ".join(dict.fromkeys(run["precision"] for run in runs))


def shortened(id: str, images: int, precision: str) -> Experiment:
    """The project for a few epochs of one pass over `images` images, with nothing that ends it early."""
    experiment = get(id).experiment
    training = experiment.training
    steps = None if training.steps_per_epoch is None else images // training.batch_size
    changes = {"epochs": EPOCHS, "early_stopping": (), "steps_per_epoch": steps, "precision": precision}
    return experiment.model_copy(update={"training": training.model_copy(update=changes)})


def random_images(count: int):
    """(uint8 images (N, 32, 32, 3), labels (N,))."""
    draw = np.random.default_rng(0)
    return draw.integers(0, 256, (count, 32, 32, 3), dtype=np.uint8), draw.integers(0, 10, count, dtype=np.uint8)


def engine_side(experiment: Experiment, images: int) -> tuple[list[float], str]:
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
    train, validation = Images(*random_images(images)), Images(*random_images(images // 4))
    split = Split(train=train, validation=validation, test=validation)
    folder, checkpoints = artifacts_of(settings).folder(run.id), artifacts_of(settings).checkpoint(run.id)
    found = fastest(experiment, train.images, train.labels, settings.home / "speed")
    with Clocked(db, run.id, token, on_lost=lambda: os._exit(1)) as listener:
        fit(experiment, split, listener, folder, checkpoints, found.precision, found.steps_per_execution)
    return Clocked.ends, found.precision


def bare_side(experiment: Experiment, images: int) -> tuple[list[float], None]:
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
        training_batches(*random_images(images), experiment.training),
        epochs=EPOCHS,
        steps_per_epoch=steps_per_epoch(images, experiment.training),
        validation_data=evaluation_batches(*random_images(images // 4)),
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


def plain_side(experiment: Experiment, images: int) -> tuple[list[float], None]:
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
    (x_train, y_train), (x_val, y_val) = random_images(images), random_images(images // 4)
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


if __name__ == "__main__":
    if sys.argv[1:2] == ["--side"]:
        side, id, images, precision = sys.argv[2:]
        sides = {"engine": engine_side, "plain": plain_side, "bare": bare_side}
        print(json.dumps(sides[side](shortened(id, int(images), precision), int(images))))
    else:
        main()
