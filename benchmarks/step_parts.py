"""Where a step of training spends its time, and what another activation would change.

    python benchmarks/step_parts.py [--preset 20] [--size 32] [--precision mixed_bfloat16] [--rounds 6]

Trains steps on one batch of random images, already of the size asked for, without the stream that augments them.
Prints the processor time of a step (median over the rounds, in turns, so that other programs weigh on all alike) as it
is, with Keras's own GELU, and with ReLU in its place, and its share of the speed of large matrix products in the same
run; then the time of the step's operations by their kind.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np  # noqa: E402

from builder.design.cost.summary import summarize  # noqa: E402
from builder.design.experiment import Experiment  # noqa: E402
from builder.engine.backend import keras, tf  # noqa: E402
from builder.engine.build import build_model, compile_model  # noqa: E402
from builder.engine.malloc import keep_freed_memory  # noqa: E402
from builder.engine.processor import processor  # noqa: E402
from builder.presets import get  # noqa: E402

#: Forward, and backward by the layer's inputs and by its weights.
PASSES = 3
PRODUCT = 2048


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="20")
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--precision", default="mixed_bfloat16")
    parser.add_argument("--rounds", type=int, default=6)
    arguments = parser.parse_args()
    keep_freed_memory()
    experiment = get(arguments.preset).experiment
    print(f"{processor()}; load {os.getloadavg()[0]:.1f}; preset {arguments.preset}, batch {_batch(experiment)}")
    variants = {
        "as it is": _step(experiment, arguments),
        "Keras's GELU": _step(experiment, arguments, keras.activations.gelu),
        "ReLU": _step(experiment, arguments, keras.activations.relu),
        "matrix product": _product(arguments.precision),
    }
    seconds: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(arguments.rounds):
        for name, act in variants.items():
            began = time.process_time()
            act()
            seconds[name].append(time.process_time() - began)
    speed = PRODUCT**3 / statistics.median(seconds.pop("matrix product"))
    scale = (arguments.size / experiment.images.shape[0]) ** 2
    work = PASSES * summarize(experiment).multiply_adds * _batch(experiment) * scale
    for name, own in seconds.items():
        median = statistics.median(own)
        print(f"{name:16}{median:6.2f} s of processor a step, {work / median / speed:.0%} of the matrix speed")
    for kind, share in _operations(variants["as it is"]):
        print(f"{share:7.1%}  {kind}")


def _batch(experiment: Experiment) -> int:
    return experiment.training.batch_size


def _step(
    experiment: Experiment,
    arguments: argparse.Namespace,
    activation: Callable[[tf.Tensor], tf.Tensor] | None = None,
) -> Callable[[], object]:
    """One call trains a step, with that activation in the place of GELU; the first two, which compile it, are done."""
    model = build_model(experiment, arguments.precision, seed=0)
    compile_model(model, experiment.training)
    if activation is not None:
        model.train_step = keras.Model.train_step.__get__(model)  # without the compiled loops
        for layer in model.layers:
            if getattr(layer, "activation", None) is keras.activations.gelu:
                layer.activation = activation
    draws, size = np.random.default_rng(0), arguments.size
    images = draws.random((_batch(experiment), size, size, experiment.images.shape[2]), dtype=np.float32)
    labels = draws.integers(0, len(experiment.images.classes), _batch(experiment))
    stream = iter(tf.data.Dataset.from_tensors((tf.constant(images), tf.constant(labels))).repeat())
    model.make_train_function()
    for _ in range(2):
        model.train_function(stream)
    return lambda: model.train_function(stream)


def _product(precision: str) -> Callable[[], object]:
    kind = tf.bfloat16 if precision == "mixed_bfloat16" else tf.float32
    one, other = (tf.cast(tf.random.stateless_normal((PRODUCT, PRODUCT), (0, seed)), kind) for seed in (1, 2))
    tf.linalg.matmul(one, other).numpy()
    return lambda: tf.linalg.matmul(one, other).numpy()


def _operations(act: Callable[[], object], most: int = 12) -> list[tuple[str, float]]:
    """The kinds of operations that take the most time, with their shares."""
    from tensorflow.tsl.profiler.protobuf import xplane_pb2

    with tempfile.TemporaryDirectory() as folder:
        tf.profiler.experimental.start(folder)
        act()
        tf.profiler.experimental.stop()
        (written,) = Path(folder).rglob("*.xplane.pb")
        space = xplane_pb2.XSpace()
        space.ParseFromString(written.read_bytes())
    took: Counter[str] = Counter()
    for plane in space.planes:
        names = {number: data.name for number, data in plane.event_metadata.items()}
        for event in (event for line in plane.lines for event in line.events):
            path, colon, kind = names[event.metadata_id].rpartition(":")
            if colon and "/" in path and kind.isidentifier():
                took[kind] += event.duration_ps
    return [(kind, time_of / took.total()) for kind, time_of in took.most_common(most)]


if __name__ == "__main__":
    main()
