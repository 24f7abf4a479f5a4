"""The Keras model of a design: one Keras layer for each node of its graph."""

import numpy as np

from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.design.network.graph import IMAGES
from builder.design.network.initializers import INITIALIZERS
from builder.design.network.layers.base import Argument, KernelInitializer, KernelPenalty, Layer, passes_through
from builder.design.network.layers.convolution import Conv2D
from builder.design.training.training import Training
from builder.engine.averaging import Averages, averages_of
from builder.engine.backend import keras
from builder.engine.errors import EngineError
from builder.engine.gelu import train_with_compiled_gelu
from builder.engine.mirror import average_with_mirror
from builder.engine.optimizer import keras_loss, keras_optimizer
from builder.engine.partial_identity import pass_through


def build_model(experiment: Experiment, precision: str = "float32", seed: int | None = None) -> keras.Model:
    """The design's network in Keras, not compiled, its layers named as in the summary.

    Takes (batch, height, width, channels) float32 from 0 to 1, returns (batch, classes) probabilities in float32.
    Initial weights and dropout follow from `seed` alone, by default the training's. With `precision`
    "mixed_bfloat16" all but the output computes in bfloat16; weights are float32 in any case. A design with a mirror
    average evaluates and predicts by it. Raises EngineError if shapes do not fit.
    """
    summary = summarize(experiment)
    if summary.broken is not None:
        place, reason = summary.broken
        raise EngineError(f"This network cannot be built: in {place}, {reason}.")
    seed = experiment.training.seed if seed is None else seed
    seeds = np.random.SeedSequence(seed).generate_state(len(summary.rows))
    images = keras.Input(summary.image_shape, name="input")
    outputs: list[keras.KerasTensor] = []
    for row, layer_seed in zip(summary.rows, seeds, strict=True):
        layer = keras_layer(row.layer, name=row.name, seed=int(layer_seed))
        # Probabilities, and the loss computed from them, need more digits than bfloat16 has.
        is_output = row.place.section == "output"
        layer.dtype_policy = keras.dtype_policies.get("float32" if is_output else precision)
        inputs = [images if number == IMAGES else outputs[number] for number in row.inputs]
        outputs.append(layer(inputs[0] if len(inputs) == 1 else inputs))
        if isinstance(row.layer, Conv2D) and row.layer.fitted:
            layer.kernel.trainable = False
        if passes_through(row.layer):
            pass_through(layer)
    model = keras.Model(images, outputs[-1], name="network")
    if experiment.training.progressive_size is not None:
        model.input_spec = None  # Keras would refuse the smaller images
    if experiment.training.mirror_average:
        average_with_mirror(model)
    return model


def compile_model(
    model: keras.Model, training: Training, steps_per_execution: int = 1, *, training_steps: int = 1
) -> Averages | None:
    """Gives the model its optimiser, loss and accuracy; returns the averages of its weights, if the training has any.

    `fit` then trains `steps_per_execution` steps in each call of TensorFlow. `training_steps` is the number of
    steps in the whole training, for what follows a schedule.
    """
    model.compile(
        optimizer=keras_optimizer(training, training_steps),
        loss=keras_loss(training),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        steps_per_execution=steps_per_execution,
        # XLA for whole steps was measured 2.5 to 5 times slower on a processor, and takes long to compile.
        jit_compile=False,
    )
    train_with_compiled_gelu(model)
    # Variables that Keras creates only while tracing the first step cost a second trace, which takes up to a
    # second: so the metric above is an object and not the word "accuracy", and the optimiser is built here.
    model.optimizer.build(model.trainable_variables)
    return averages_of(model, training.averaging, training_steps)


def keras_layer(layer: Layer, name: str | None = None, seed: int | None = None) -> keras.Layer:
    """The Keras layer for one layer of a design; its random draws follow from `seed`."""
    arguments = layer.arguments()
    positional = [_keras_argument(argument, seed) for argument in arguments.positional]
    named = {key: _keras_argument(argument, seed) for key, argument in arguments.named}
    if layer.seeded == "noise":
        named["seed"] = seed
    return getattr(keras.layers, layer.kind)(*positional, **named, name=name)


def _keras_argument(argument: Argument, seed: int | None) -> object:
    if isinstance(argument, KernelInitializer):
        initializer = INITIALIZERS[argument.name]
        own_seed = None if seed is None else seed ^ argument.part
        return getattr(keras.initializers, initializer.keras_class)(**dict(initializer.arguments), seed=own_seed)
    if isinstance(argument, KernelPenalty):
        return keras.regularizers.L2(argument.l2)
    return argument
