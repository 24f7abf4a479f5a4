"""The presets beyond the slides in Keras: parameters, a step, and a training that is broken off."""

import math

import numpy as np
import pytest

from builder.datasets.images import Images, Pool, Split
from builder.datasets.input_statistics import channel_statistics
from builder.datasets.split import split_pool
from builder.design.edit.fields import changed
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.training import smaller_steps
from builder.engine import meter
from builder.engine.backend import keras, tf
from builder.engine.build import build_model, compile_model
from builder.engine.fit import fit
from builder.engine.fitted import fit_input
from builder.export import to_script
from builder.presets import BEYOND, get
from tests.engine.killed import Killed, KilledAfter, same, without_seconds
from tests.engine.recorder import Recorder

#: The others do what the first does, with more of it.
FIRST, *OTHERS = BEYOND
EACH = [FIRST, *(pytest.param(id, marks=pytest.mark.slow) for id in OTHERS)]


def random_images(count: int) -> Images:
    random = np.random.default_rng(5)
    images = random.integers(0, 256, (count, 32, 32, 3), dtype=np.uint8)
    return Images(images, (np.arange(count) % 10).astype(np.uint8))


def numbers(weights: list[keras.Variable]) -> int:
    return sum(math.prod(weight.shape) for weight in weights)


def test_keras_gives_the_wide_one_the_parameters_of_the_recipe():
    """1,971,640 with the whitening's kernel and bias, and without means and variances."""
    model = build_model(get("21").experiment)
    moving = [weight for weight in model.weights if "moving" in weight.name]
    assert model.count_params() - numbers(moving) == 1_971_640
    assert numbers(model.trainable_weights) == 1_971_640 - 2 * 2 * 3 * 24  # the whitening's kernel


@pytest.mark.parametrize("id", EACH)
def test_a_step_on_random_images_changes_every_weight_that_it_may_and_no_other(id: str):
    experiment, images = get(id).experiment, random_images(40)
    model = build_model(experiment)
    fit_input(model, experiment, images.images)
    compile_model(model, experiment.training, training_steps=2)
    before = {weight.path: np.asarray(weight) for weight in model.weights}
    model.train_on_batch(tf.cast(images.images, tf.float32) / 255.0, tf.constant(images.labels))
    assert all(np.isfinite(weight).all() for weight in model.weights)
    stayed = {weight.path for weight in model.weights if np.array_equal(before[weight.path], weight)}
    # The colours' mean and variance, and the whitening's kernel.
    assert stayed == {weight.path for weight in model.weights[:2] + model.layers[2].weights[:1]}


@pytest.mark.slow
def test_a_sprint_cut_short_that_is_paused_and_killed_ends_as_one_that_is_not(tmp_path, monkeypatch):
    """Two epochs of four steps; the first epoch has smaller images."""
    monkeypatch.setattr(meter, "REPORT_INTERVAL", 0.0)  # so that a pause can come after any step
    sprint = get("19").experiment
    design = changed(sprint, training=changed(sprint.training, epochs=2, batch_size=60))
    split = few_images()
    whole = fit(design, split, Recorder(), tmp_path / "whole")

    pausing = Recorder(pause_when=lambda recorder: len(recorder.reports) >= 2)
    broken = tmp_path / "broken"
    assert fit(design, split, pausing, broken / "bundle", checkpoints=broken).ending.kind == "pause"
    with pytest.raises(Killed):
        fit(design, split, KilledAfter(1), broken / "bundle", checkpoints=broken)
    mended = fit(design, split, Recorder(), broken / "bundle", checkpoints=broken)
    assert same(whole.model, mended.model)
    assert without_seconds(mended.epochs) == without_seconds(whole.epochs)


def few_images() -> Split:
    """240 random images to train, 60 to validate."""
    return split_pool(Pool(random_images(300), random_images(50)), seed=0, limit=None)


@pytest.mark.slow
def test_the_script_of_fast_90_trains_on_smaller_and_on_full_images_and_saves_a_network(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    fast = get("20").experiment
    short = changed(
        fast,
        training=changed(fast.training, epochs=2, batch_size=20, progressive_size=ProgressiveSize(until=0.001)),
    )
    images = random_images(60)
    assert smaller_steps(40_000, short.training) == 4  # of the six that 60 images take
    names: dict = {"__name__": "exported"}
    exec(to_script(short), names)
    names["load_data"] = lambda: ((images.images, images.labels),) * 3
    names["main"]()
    assert "on 60 images" in capsys.readouterr().out
    saved = keras.models.load_model(tmp_path / "model.keras")
    assert np.isfinite(saved.predict(images.images[:2] / 255.0, verbose=0)).all()
    mean, variance = channel_statistics(images.images)
    np.testing.assert_array_equal(saved.layers[0].moving_mean, mean)
    np.testing.assert_array_equal(saved.layers[0].moving_variance, variance)
