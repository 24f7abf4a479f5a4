"""Networks whose layers branch and meet again: counted, built, trained, kept and exported as chains are."""

from typing import Literal

import numpy as np
import pytest

from builder.datasets.images import Images, Split
from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.design.images import ImageSource
from builder.design.network.blocks.base import CONV_BLOCKS
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.graph import IMAGES, Wiring
from builder.design.network.layers.convolution import Conv2D
from builder.design.network.layers.merging import Add
from builder.design.network.network import Network
from builder.design.training.training import Training
from builder.engine import meter as progress
from builder.engine.backend import keras
from builder.engine.build import build_model, compile_model, keras_layer
from builder.engine.bundle import load_bundle, save_bundle
from builder.engine.errors import EngineError
from builder.engine.fit import fit
from builder.engine.predict import probabilities
from builder.export import to_script
from tests.engine.branches import SMALL, JoinBlock, SumBlock, design
from tests.engine.products import products_counted_by_tensorflow
from tests.engine.recorder import Recorder

pytestmark = pytest.mark.usefixtures("branching_blocks")


def made_up(count: int, seed: int) -> Images:
    """Noise that is darker or brighter, as its label says."""
    draw = np.random.default_rng(seed)
    labels = draw.integers(0, 3, count).astype(np.uint8)
    noise = draw.integers(0, 86, (count, *SMALL.shape))
    return Images((noise + 85 * labels[:, None, None, None]).astype(np.uint8), labels)


@pytest.fixture(scope="module")
def split() -> Split:
    return Split(train=made_up(160, 0), validation=made_up(40, 1), test=made_up(40, 2))


def weights(model: keras.Model) -> dict[str, np.ndarray]:
    return {variable.path: np.asarray(variable) for variable in model.weights}


def assert_same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    assert one.keys() == other.keys() and one
    for name in one:
        assert np.array_equal(one[name], other[name]), name


def built_by_keras_alone(experiment: Experiment) -> keras.Model:
    """The layers wired by hand, named by Keras."""
    keras.utils.clear_session()
    images = keras.Input(experiment.images.shape)
    outputs: list = []
    for node in experiment.network.lower(experiment.images):
        taken = [images if number == IMAGES else outputs[number] for number in node.inputs]
        outputs.append(keras_layer(node.layer)(taken if len(taken) > 1 else taken[0]))
    return keras.Model(images, outputs[-1])


def test_shapes_names_and_parameters_are_those_of_keras(network: Network):
    summary, model = summarize(design(network)), built_by_keras_alone(design(network))
    in_keras = {it.name: (type(it).__name__, it.output.shape[1:], it.count_params()) for it in model.layers[1:]}
    assert {row.name: (row.kind, row.output_shape, row.parameters) for row in summary.rows} == in_keras
    assert summary.total == model.count_params()
    assert summary.non_trainable == sum(int(np.prod(weight.shape)) for weight in model.non_trainable_weights)
    assert [row.name for row in summary.rows if row.layer.kind in ("Add", "Concatenate")]


def test_parameters_of_a_sum_and_a_concatenation_by_hand():
    network = Network(conv_blocks=(SumBlock(), JoinBlock()), dense_blocks=())
    summary = summarize(design(network))
    sums = (27 * 4 + 4) + 4 * 4 + (36 * 4 + 4) + (3 * 4 + 4)
    joins = (4 * 3 + 3) + (100 * 3 + 3)
    output = 2 * 3 * 10 * 3 + 3  # 10 x 14 pixels are halved twice; 3 + 3 + 4 channels are joined
    assert summary.total == sums + joins + output


def test_multiply_adds_are_those_that_tensorflow_counts(network: Network):
    experiment = Experiment(network=network)
    assert summarize(experiment).multiply_adds == products_counted_by_tensorflow(build_model(experiment, seed=0))


def test_a_sum_of_shapes_that_differ_is_refused_with_its_place():
    class Uneven(SumBlock):
        kind: Literal["uneven"] = "uneven"

        def lower(self, wiring: Wiring) -> None:
            one = wiring.add(Conv2D(filters=2))
            wiring.add(Add(), one, wiring.add(Conv2D(filters=3)))

    CONV_BLOCKS.register(Uneven)
    try:
        network = Network(conv_blocks=(ConvBlock(), Uneven()))
        with pytest.raises(EngineError, match="in block 2, a sum takes .* of one shape, but 5×7×2 and 5×7×3 reach it"):
            build_model(design(network))
    finally:
        CONV_BLOCKS.unregister("uneven")


def test_an_epoch_changes_the_weights_of_every_branch(network: Network, split: Split, tmp_path):
    experiment, recorder = design(network), Recorder()
    before = weights(build_model(experiment))
    result = fit(experiment, split, recorder, tmp_path)
    after = weights(result.model)
    assert len(recorder.epochs) == 1 and np.isfinite(recorder.epochs[0].loss)
    assert before.keys() == after.keys()
    kernels = [name for name in before if name.endswith("kernel")]
    assert len(kernels) >= 4
    assert not any(np.array_equal(before[name], after[name]) for name in kernels)


@pytest.mark.slow
@pytest.mark.parametrize("keep", ["last", "best"])
def test_a_run_that_is_paused_twice_ends_as_one_that_is_not(network, split, tmp_path, monkeypatch, keep):
    """Five steps and a batch of validation make an epoch: one pause is in the first epoch, one in the second."""
    monkeypatch.setattr(progress, "REPORT_INTERVAL", 0.0)
    experiment = design(network, epochs=3, keep=keep)
    whole = fit(experiment, split, Recorder(), tmp_path / "whole")
    for reports in (3, 5):
        pausing = Recorder(pause_when=lambda recorder, reports=reports: len(recorder.reports) >= reports)
        result = fit(experiment, split, pausing, tmp_path / "bundle", checkpoints=tmp_path)
        assert result.ending.kind == "pause"
    mended = fit(experiment, split, Recorder(), tmp_path / "bundle", checkpoints=tmp_path)
    for one, other in (
        (whole.model.variables, mended.model.variables),
        (whole.model.optimizer.variables, mended.model.optimizer.variables),
    ):
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    assert [epoch.model_copy(update={"seconds": 0}) for epoch in mended.epochs] == [
        epoch.model_copy(update={"seconds": 0}) for epoch in whole.epochs
    ]
    assert_same(weights(load_bundle(tmp_path / "bundle")[1]), weights(whole.model))


def test_a_bundle_comes_back_bit_for_bit(network: Network, tmp_path):
    experiment = design(network)
    model = build_model(experiment, seed=8)
    save_bundle(model, experiment, tmp_path)
    read, loaded = load_bundle(tmp_path)
    assert read == experiment
    assert_same(weights(loaded), weights(model))


def test_the_exported_script_builds_the_same_network_which_trains_alike(network: Network):
    experiment = Experiment(network=network, training=Training(seed=5))
    names: dict = {"__name__": "exported"}
    exec(to_script(experiment), names)
    exported, app = names["build_model"](), build_model(experiment)
    assert exported.layers[0].batch_shape == app.layers[0].batch_shape
    assert [(it.name, type(it), it.output.shape) for it in exported.layers[1:]] == [
        (it.name, type(it), it.output.shape) for it in app.layers[1:]
    ]
    first = weights(app)
    assert_same(weights(exported), first)

    draw = np.random.default_rng(1)
    images, labels = draw.random((8, 32, 32, 3), dtype=np.float32), draw.integers(0, 10, 8)
    for model in (exported, app):
        compile_model(model, experiment.training)
        model.run_eagerly = True  # one step is not worth compiling
        model.train_on_batch(images, labels)
    assert_same(weights(exported), weights(app))
    assert not np.array_equal(weights(app)["conv2d/kernel"], first["conv2d/kernel"])


@pytest.mark.parametrize(("shape", "classes"), [((8, 8, 1), 2), ((224, 224, 3), 200)])
def test_images_of_other_shapes_and_class_counts_get_probabilities(network: Network, shape, classes: int):
    source = ImageSource(dataset="made-up", shape=shape, classes=tuple(f"class {n}" for n in range(classes)))
    experiment = design(network, source)
    model = build_model(experiment)
    assert model.count_params() == summarize(experiment).total
    said = probabilities(model, np.random.default_rng(0).integers(0, 256, (3, *shape), np.uint8))
    assert (said.shape, said.dtype) == ((3, classes), np.float32)
    assert np.allclose(said.sum(axis=1), 1, atol=1e-5)
