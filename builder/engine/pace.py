"""How fast this machine trains: a shallow and a deep network take a few steps each, once, while nothing trains.

What any other design costs follows from the two by arithmetic (`builder.jobs.service.how_long`).
"""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from builder.design.cost.summary import summarize
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.design.training.training import Precision
from builder.engine.backend import tf
from builder.engine.build import build_model, compile_model
from builder.engine.known_pace import PACE, activations
from builder.engine.processor import has_bfloat16
from builder.engine.remembered import remembered
from builder.progress.pace import Pace, Reference

#: One small network per line of the arithmetic: one whose images are costly, one whose multiplications are.
SHALLOW = Network(conv_blocks=(ConvBlock(filters=32),), dense_blocks=(DenseBlock(units=32),))
DEEP = Network(
    conv_blocks=tuple(
        ConvBlock(convolutions=2, filters=filters, dropout=0.2, batch_normalization="once") for filters in (32, 64, 128)
    ),
    dense_blocks=(DenseBlock(units=64),),
)
BATCH = 64
#: How long each network trains, and at least how many steps.
SECONDS, FEWEST_STEPS = 0.3, 4


class Interrupted(Exception):
    """Somebody pressed Train: that comes first."""


def measure_pace(folder: Path, is_wanted: Callable[[], bool]) -> Pace | None:
    """What is known of this machine, measured now where it is not; None if this process `is_wanted` before the end.

    Takes a few seconds, most of them to compile, and asks between any two steps whether it is wanted. `folder` is where
    measurements are kept.
    """
    try:
        return remembered(Pace, folder, PACE, lambda: _measure(is_wanted))
    except Interrupted:
        return None


def _measure(is_wanted: Callable[[], bool]) -> Pace:
    formats: tuple[Precision, ...] = ("float32", "mixed_bfloat16") if has_bfloat16() else ("float32",)
    return Pace(
        references=tuple(
            _reference(Experiment(network=network, data=Data()), precision, is_wanted)
            for network in (SHALLOW, DEEP)
            for precision in formats
        )
    )


def _reference(experiment: Experiment, precision: Precision, is_wanted: Callable[[], bool]) -> Reference:
    if is_wanted():
        raise Interrupted
    random = np.random.RandomState(0)
    pixels = tf.constant(random.rand(BATCH, *experiment.images.shape).astype(np.float32))
    labels = tf.constant(random.randint(0, len(experiment.images.classes), BATCH).astype(np.uint8))
    began, worked = time.perf_counter(), time.process_time()
    model = build_model(experiment, precision, seed=0)
    compile_model(model, experiment.training)
    model.train_on_batch(pixels, labels)
    # What other programs take meanwhile is no part of it: building is the work of one thread, mostly.
    built = min(time.perf_counter() - began, time.process_time() - worked)
    steps: list[float] = []
    while sum(steps) < SECONDS or len(steps) < FEWEST_STEPS:
        if is_wanted():
            raise Interrupted
        began = time.perf_counter()
        model.train_on_batch(pixels, labels)
        steps.append(time.perf_counter() - began)
    summary = summarize(experiment)
    return Reference(
        precision=precision,
        multiply_adds=summary.multiply_adds,
        activations=activations(summary),
        layers=len(summary.rows),
        # The quickest step met no other program; whoever reads it knows how many there are by then.
        seconds_per_image=min(steps) / BATCH,
        seconds_to_build=built,
    )
