"""Which number format trains a design fastest on this processor: measured once, and remembered.

bfloat16 halves the memory that numbers take, and processors with AMX multiply it many times as fast; those without
instructions for it are several times slower with it. Weights, their updates and the output stay in float32
(Keras's "mixed_bfloat16").
"""

import hashlib
import json
import time
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from builder.engine.backend import tf
from builder.engine.build import build_model, compile_model
from builder.engine.files import replace_file
from builder.engine.processor import has_bfloat16, processor, versions
from builder.spec.base import Value
from builder.spec.experiment import Experiment
from builder.spec.training import Precision

#: A batch of the measurement has at most so many images, so that a slow format costs little.
MEASURED_IMAGES = 64
#: Each format trains for at least this long, in seconds, after its first step, which also compiles.
MEASURED_SECONDS = 0.4


class Choice(Value):
    """The format that a run trains in, and why, as a sentence for the student."""

    precision: Precision
    reason: str


def choose(experiment: Experiment, images: np.ndarray, labels: np.ndarray, memory: Path) -> Choice:
    """The pinned format, or the one that is faster here; `memory` is the folder where measurements are kept.

    `images` (N, 32, 32, 3) and `labels` (N,) are those to measure with. A folder that cannot be written to only
    means that the next run measures again.
    """
    pinned = experiment.training.precision
    if pinned != "auto":
        return Choice(precision=pinned, reason="The design asks for it.")
    if has_bfloat16() is False:
        return Choice(precision="float32", reason="This processor has no instructions for bfloat16.")
    file = memory / f"{_key(experiment)}.json"
    try:
        return Choice.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        choice = _measure(experiment, images, labels)
    try:
        memory.mkdir(parents=True, exist_ok=True)
        replace_file(file, choice.model_dump_json().encode())
    except OSError:
        pass
    return choice


def _measure(experiment: Experiment, images: np.ndarray, labels: np.ndarray) -> Choice:
    full = images_per_second(experiment, images, labels, "float32")
    half = images_per_second(experiment, images, labels, "mixed_bfloat16")
    precision: Precision = "mixed_bfloat16" if half > full else "float32"
    reason = f"Measured here: {full:,.0f} images/s in float32, {half:,.0f} in bfloat16."
    return Choice(precision=precision, reason=reason)


def images_per_second(experiment: Experiment, images: np.ndarray, labels: np.ndarray, precision: Precision) -> float:
    """How fast a fresh network of this design trains in that format."""
    count = min(MEASURED_IMAGES, experiment.training.batch_size, len(images))
    pixels, labels = tf.cast(images[:count], tf.float32) / 255.0, tf.constant(labels[:count])
    model = build_model(experiment.network, seed=0, precision=precision)
    compile_model(model, experiment.training)
    model.train_on_batch(pixels, labels)
    began, steps = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - began) < MEASURED_SECONDS or steps < 2:
        model.train_on_batch(pixels, labels)
        steps += 1
    return steps * count / elapsed


def _key(experiment: Experiment) -> str:
    """The same for designs whose speed is the same: the network, the optimiser, the processor, the libraries."""
    parts = [experiment.network.model_dump(mode="json"), experiment.training.optimizer, processor(), versions()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]
