"""The Keras model of a network, one Keras layer for each layer of the flat list."""

from collections.abc import Callable

import numpy as np

from builder.design.cost.summary import summarize
from builder.design.network import layers as spec
from builder.design.network.blocks import INPUT_SHAPE, Network
from builder.design.training.training import OPTIMIZERS, Training
from builder.engine.backend import keras
from builder.engine.errors import EngineError


def build_model(network: Network, seed: int, precision: str = "float32") -> keras.Model:
    """The network in Keras, not compiled, its layers named as in the summary.

    Takes (batch, 32, 32, 3) float32 from 0 to 1, gives (batch, 10) probabilities in float32. Initial weights and
    dropout follow from `seed` alone. With `precision` "mixed_bfloat16" all but the output computes in bfloat16;
    weights are float32 in any case. Raises EngineError where shapes do not fit.
    """
    summary = summarize(network)
    if summary.broken is not None:
        place, reason = summary.broken
        raise EngineError(f"This network cannot be built: in {place}, {reason}.")
    seeds = np.random.SeedSequence(seed).generate_state(len(summary.rows))
    tensor = inputs = keras.Input(INPUT_SHAPE, name="input")
    for row, layer_seed in zip(summary.rows, seeds, strict=True):
        layer = keras_layer(row.layer, name=row.name, seed=int(layer_seed))
        # Probabilities, and the loss that comes from them, need more digits than bfloat16 has.
        layer.dtype_policy = keras.dtype_policies.get("float32" if row is summary.rows[-1] else precision)
        tensor = layer(tensor)
    return keras.Model(inputs, tensor, name="network")


def compile_model(model: keras.Model, training: Training, steps_per_execution: int = 1) -> None:
    """Gives the model its optimiser, loss (sparse categorical cross-entropy) and accuracy.

    `fit` then trains `steps_per_execution` steps in each call of TensorFlow.
    """
    class_name, _, takes_momentum = OPTIMIZERS[training.optimizer]
    settings = {"learning_rate": training.learning_rate}
    if takes_momentum:
        settings["momentum"] = training.momentum
    model.compile(
        optimizer=getattr(keras.optimizers, class_name)(**settings),
        loss="sparse_categorical_crossentropy",
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        steps_per_execution=steps_per_execution,
        # XLA on a processor was measured 2.5 to 5 times slower, and compiles for long.
        jit_compile=False,
    )
    # Variables that Keras makes only while it traces the first step cost a second trace, up to a second:
    # so the metric above is an object and not the word "accuracy", and the optimiser is built here.
    model.optimizer.build(model.trainable_variables)


def keras_layer(layer: spec.Layer, name: str | None = None, seed: int | None = None) -> keras.Layer:
    """The Keras layer of one layer of the spec."""
    return _BUILDERS[layer.kind](layer, name, seed)


def _conv2d(layer: spec.Conv2D, name: str | None, seed: int | None) -> keras.Layer:
    return keras.layers.Conv2D(
        layer.filters,
        layer.kernel_size,
        padding="same",
        activation=layer.activation,
        kernel_initializer=_initializer(layer, seed),
        kernel_regularizer=_regularizer(layer),
        name=name,
    )


def _dense(layer: spec.Dense, name: str | None, seed: int | None) -> keras.Layer:
    return keras.layers.Dense(
        layer.units,
        activation=layer.activation,
        kernel_initializer=_initializer(layer, seed),
        kernel_regularizer=_regularizer(layer),
        name=name,
    )


def _initializer(layer: spec.Conv2D | spec.Dense, seed: int | None) -> keras.Initializer:
    kinds = {
        "glorot_uniform": keras.initializers.GlorotUniform,
        "glorot_normal": keras.initializers.GlorotNormal,
        "he_uniform": keras.initializers.HeUniform,
        "he_normal": keras.initializers.HeNormal,
    }
    return kinds[layer.kernel_initializer](seed=seed)


def _regularizer(layer: spec.Conv2D | spec.Dense) -> keras.Regularizer | None:
    return keras.regularizers.L2(layer.l2) if layer.l2 > 0 else None


#: One line for each kind in LAYER_KINDS: from the spec's layer, a name and a seed to the Keras layer.
_BUILDERS: dict[str, Callable[[spec.Layer, str | None, int | None], keras.Layer]] = {
    "Conv2D": _conv2d,
    "MaxPooling2D": lambda layer, name, seed: keras.layers.MaxPooling2D(layer.pool_size, name=name),
    "AveragePooling2D": lambda layer, name, seed: keras.layers.AveragePooling2D(layer.pool_size, name=name),
    "BatchNormalization": lambda layer, name, seed: keras.layers.BatchNormalization(name=name),
    "Dropout": lambda layer, name, seed: keras.layers.Dropout(layer.rate, seed=seed, name=name),
    "Flatten": lambda layer, name, seed: keras.layers.Flatten(name=name),
    "Dense": _dense,
}
