"""Whether computing in bfloat16 costs accuracy: the same trainings in both number formats, seed by seed.

    BUILDER_CIFAR10=... python benchmarks/precision.py [--presets 0 4] [--seeds 5] [--images 8000] [--epochs 10]

Each seed trains twice on the first `--images` training images for `--epochs` epochs, with the same weights, order of
images and dropout: in float32, and in bfloat16. Prints the accuracy of both on the 10,000 validation images, and the
mean of the differences (bfloat16 minus float32) with its 95 % interval by Student's t.

On a processor with bfloat16 instructions, bfloat16 is Keras's "mixed_bfloat16", as a run of the app trains. On others
that is up to 40 times slower than float32, so its rounding is simulated instead, at nearly the speed of float32: the
inputs, weights and outputs of each layer but the last, and the gradients of all of these, are rounded to bfloat16, and
sums are computed in float32, as AMX does. `--check` compares one step of this with one of Keras's own.
"""

import argparse
import statistics
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from scipy.stats import t as student  # noqa: E402

from builder.datasets.images import Split  # noqa: E402
from builder.datasets.table import load_split  # noqa: E402
from builder.design.experiment import Experiment  # noqa: E402
from builder.design.training.training import batches_per_pass  # noqa: E402
from builder.engine.backend import keras, tf  # noqa: E402
from builder.engine.build import build_model, compile_model  # noqa: E402
from builder.engine.malloc import keep_freed_memory  # noqa: E402
from builder.engine.pipeline import evaluation_batches, training_batches  # noqa: E402
from builder.engine.processor import has_bfloat16, processor  # noqa: E402
from builder.presets import get  # noqa: E402
from builder.settings import load_settings  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presets", nargs="+", default=["0", "4"])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--images", type=int, default=8000)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--check", action="store_true", help="compare one step of the rounding with Keras's own")
    arguments = parser.parse_args()
    keep_freed_memory()
    how = "as Keras computes it" if has_bfloat16() else "its rounding, computed in float32"
    print(f"{processor()}; bfloat16 {how}; {arguments.images:,} images, {arguments.epochs} epochs", flush=True)
    for id in arguments.presets:
        experiment = get(id).experiment
        split = load_split(experiment.data, load_settings())
        if arguments.check:
            check(experiment, split)
        else:
            compare(id, experiment, split, arguments)


def compare(id: str, experiment: Experiment, split: Split, arguments: argparse.Namespace) -> None:
    """Trains in both formats with each seed, and prints both accuracies and the mean difference."""
    differences = []
    for seed in range(arguments.seeds):
        full, half = (
            100 * validation_accuracy(model, experiment, split, seed, arguments)
            for model in (build_model(experiment, seed=seed), half_model(experiment, seed))
        )
        differences.append(half - full)
        print(f"project {id}, seed {seed}: float32 {full:.2f} %, bfloat16 {half:.2f} %", flush=True)
    mean, count = statistics.mean(differences), len(differences)
    if count > 1:
        half_width = student.ppf(0.975, count - 1) * statistics.stdev(differences) / count**0.5
        print(
            f"project {id}: {mean:+.2f} points, 95 % {mean - half_width:+.2f} to {mean + half_width:+.2f}", flush=True
        )


def validation_accuracy(
    model: keras.Model, experiment: Experiment, split: Split, seed: int, arguments: argparse.Namespace
) -> float:
    """The accuracy on all validation images after training on the first of the training images."""
    training = experiment.training.model_copy(update={"seed": seed})
    compile_model(model, training)
    images, labels = split.train.images[: arguments.images], split.train.labels[: arguments.images]
    steps = batches_per_pass(len(images), training.batch_size)
    model.fit(
        training_batches(images, labels, training),
        steps_per_epoch=steps,
        epochs=arguments.epochs,
        shuffle=False,
        verbose=0,
    )
    judges = evaluation_batches(split.validation.images, split.validation.labels)
    return model.evaluate(judges, verbose=0, return_dict=True)["accuracy"]


def half_model(experiment: Experiment, seed: int) -> keras.Model:
    """The network in bfloat16, as this processor computes it fastest."""
    if has_bfloat16():
        return build_model(experiment, "mixed_bfloat16", seed)
    return rounded_model(experiment, seed)


def rounded_model(experiment: Experiment, seed: int) -> keras.Model:
    """The network in float32, with the roundings of "mixed_bfloat16"."""
    model = build_model(experiment, seed=seed)
    for layer in model.layers[:-1]:
        kinds = {keras.layers.Conv2D: rounded_convolution, keras.layers.Dense: rounded_dense}
        layer.call = kinds.get(type(layer), rounded_output)(layer, layer.call)
    return model


@tf.custom_gradient
def bfloat16(values: tf.Tensor):
    """The values, and in the backward pass their gradients, rounded to bfloat16; float32 in and out."""

    def nearest(exact: tf.Tensor) -> tf.Tensor:
        return tf.cast(tf.cast(exact, tf.bfloat16), tf.float32)

    return nearest(values), nearest


def rounded_convolution(layer: keras.layers.Conv2D, _):
    def call(inputs):
        product = bfloat16(layer.convolution_op(bfloat16(inputs), bfloat16(tf.convert_to_tensor(layer.kernel))))
        return layer.activation(bfloat16(product + bfloat16(tf.convert_to_tensor(layer.bias))))

    return call


def rounded_dense(layer: keras.layers.Dense, _):
    def call(inputs, training=None):
        product = bfloat16(tf.matmul(bfloat16(inputs), bfloat16(tf.convert_to_tensor(layer.kernel))))
        return layer.activation(bfloat16(product + bfloat16(tf.convert_to_tensor(layer.bias))))

    return call


def rounded_output(_, exact):
    def call(*inputs, **how):
        return bfloat16(exact(*inputs, **how))

    return call


def check(experiment: Experiment, split: Split, images: int = 32) -> None:
    """Prints how far the gradients of the first step are from Keras's own bfloat16, and how far float32's are.

    The distance between two gradients is the norm of their difference divided by the norm of the second.
    """
    pixels = tf.cast(split.train.images[:images], tf.float32) / 255.0
    labels = tf.constant(split.train.labels[:images])
    exact, rounded, own = (
        gradients(model, pixels, labels)
        for model in (
            build_model(experiment, seed=0),
            rounded_model(experiment, 0),
            build_model(experiment, "mixed_bfloat16", seed=0),
        )
    )
    print("float32's loss and gradients, and the rounding's, from Keras's mixed_bfloat16:")
    for name, (loss, vector) in {"float32": exact, "rounding": rounded}.items():
        distance = np.linalg.norm(vector - own[1]) / np.linalg.norm(own[1])
        print(f"  {name:>8}: loss {loss:.5f} against {own[0]:.5f}, gradients {distance:.4f} away", flush=True)


def gradients(model: keras.Model, pixels: tf.Tensor, labels: tf.Tensor) -> tuple[float, np.ndarray]:
    """(loss, all gradients as one vector) of one batch, with the dropout of training."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, model(pixels, training=True)))
    parts = tape.gradient(loss, [variable.value for variable in model.trainable_variables])
    return float(loss), np.concatenate([np.ravel(tf.cast(part, tf.float32)) for part in parts])


if __name__ == "__main__":
    main()
