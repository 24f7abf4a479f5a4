"""GELU's compiled loops against Keras's own, and that networks are the same for it."""

import numpy as np
import pytest

from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.design.training.training import Training
from builder.engine import gelu
from builder.engine.backend import keras, tf
from builder.engine.build import build_model, compile_model
from builder.engine.gelu import compiled_gelu

VALUES = np.concatenate([np.linspace(-8, 8, 1001), [0.0, -0.0, 60.0, -60.0]]).astype(np.float32)


def value_and_slope(function, values: tf.Tensor) -> tuple[np.ndarray, np.ndarray]:
    with tf.GradientTape() as tape:
        tape.watch(values)
        result = function(values)
    return tf.cast(result, tf.float32).numpy(), tf.cast(tape.gradient(result, values), tf.float32).numpy()


def test_the_loops_compute_gelu_and_its_slope_to_float32_rounding():
    ours = value_and_slope(compiled_gelu, tf.constant(VALUES))
    keras_own = value_and_slope(lambda x: keras.activations.gelu(x, approximate=False), tf.constant(VALUES))
    rounding = 2**-22 * np.maximum(1, np.abs(VALUES))
    for one, other in zip(ours, keras_own, strict=True):
        assert (np.abs(one - other) <= rounding).all()


def test_in_bfloat16_they_are_as_near_to_the_truth_as_the_format_allows():
    coarse = tf.cast(tf.constant(VALUES), tf.bfloat16)
    value, slope = value_and_slope(compiled_gelu, coarse)
    true_value, true_slope = value_and_slope(compiled_gelu, tf.cast(coarse, tf.float32))
    np.testing.assert_allclose(value, true_value, rtol=2**-8, atol=1e-6)
    np.testing.assert_allclose(slope, true_slope, rtol=2**-8, atol=1e-6)


@pytest.fixture
def design() -> Experiment:
    block = ConvBlock(convolutions=1, filters=4, activation="gelu")
    return Experiment(
        network=Network(conv_blocks=(block, block), dense_blocks=()),
        training=Training(batch_size=16),
        data=Data(images="digits"),
    )


def trained(design: Experiment, images: np.ndarray, labels: np.ndarray) -> keras.Model:
    model = build_model(design, seed=0)
    compile_model(model, design.training)
    for _ in range(3):
        model.train_on_batch(images, labels)
    return model


def test_a_network_trains_to_the_same_weights_and_its_layers_stay_those_of_keras(design, monkeypatch):
    draws = np.random.default_rng(0)
    images = draws.random((16, *design.images.shape), dtype=np.float32)
    labels = draws.integers(0, 10, 16)
    by_loops = trained(design, images, labels)
    assert {layer.activation for layer in by_loops.layers if getattr(layer, "activation", None)} >= {
        keras.activations.gelu
    }
    monkeypatch.setattr(gelu, "can_compile", lambda: False)
    by_keras = trained(design, images, labels)
    for one, other in zip(by_loops.get_weights(), by_keras.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-5)
    np.testing.assert_allclose(by_loops.predict(images, verbose=0), by_keras.predict(images, verbose=0), atol=1e-5)


def test_only_training_uses_the_loops(design, monkeypatch):
    seen = []
    monkeypatch.setattr(
        gelu, "compiled_gelu", lambda values: seen.append(values.shape) or keras.activations.gelu(values)
    )
    model = build_model(design, seed=0)
    compile_model(model, design.training)
    images, labels = np.zeros((4, *design.images.shape), np.float32), np.zeros(4, np.int64)
    model.test_on_batch(images, labels)
    model.predict(images, verbose=0)
    assert seen == []
    model.train_on_batch(images, labels)
    assert len(seen) >= 2
