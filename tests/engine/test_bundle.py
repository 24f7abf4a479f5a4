"""Kept weights: back bit for bit, and refused when anything about them is not as the spec says."""

import shutil

import numpy as np
import pytest
import safetensors.numpy

from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.engine.build import build_model
from builder.engine.bundle import load_bundle, save_bundle
from builder.engine.errors import BundleError, NotWrittenError

EXPERIMENT = Experiment(
    name="Näme ☃",
    network=Network(
        conv_blocks=(ConvBlock(filters=3, batch_normalization="once", pooling="average", dropout=0.5),),
        dense_blocks=(DenseBlock(units=4, l2=0.01),),
    ),
)
WEIGHTS = "weights.safetensors"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory):
    """A model and the folder that it was saved to."""
    folder = tmp_path_factory.mktemp("bundle") / "run"
    model = build_model(EXPERIMENT, seed=5)
    save_bundle(model, EXPERIMENT, folder)
    return model, folder


@pytest.fixture
def folder(saved, tmp_path):
    """A copy of the saved bundle, to be damaged."""
    return shutil.copytree(saved[1], tmp_path / "run")


@pytest.fixture
def weights(folder) -> dict[str, np.ndarray]:
    return safetensors.numpy.load_file(folder / WEIGHTS)


def refusal(folder) -> str:
    with pytest.raises(BundleError) as raised:
        load_bundle(folder)
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert str(folder) not in sentence  # students read it
    return sentence


def test_a_bundle_comes_back_bit_for_bit(saved):
    model, folder = saved
    experiment, loaded = load_bundle(folder)
    assert experiment == EXPERIMENT
    for before, after in zip(model.get_weights(), loaded.get_weights(), strict=True):
        assert before.dtype == after.dtype == np.float32
        assert before.tobytes() == after.tobytes()


def test_weights_are_named_by_layer_and_variable(weights):
    assert {name: array.shape for name, array in weights.items()} == {
        "conv2d/kernel": (3, 3, 3, 3),
        "conv2d/bias": (3,),
        "batch_normalization/gamma": (3,),
        "batch_normalization/beta": (3,),
        "batch_normalization/moving_mean": (3,),
        "batch_normalization/moving_variance": (3,),
        "dense/kernel": (768, 4),
        "dense/bias": (4,),
        "dense_1/kernel": (4, 10),
        "dense_1/bias": (10,),
    }


def test_a_bundle_holds_two_files_and_nothing_is_left_aside(saved):
    assert sorted(path.name for path in saved[1].iterdir()) == ["spec.json", WEIGHTS]


def test_saving_again_replaces_the_weights(folder):
    other = build_model(EXPERIMENT, seed=6)
    save_bundle(other, EXPERIMENT, folder)
    _, loaded = load_bundle(folder)
    assert np.array_equal(loaded.get_weights()[0], other.get_weights()[0])


def test_a_missing_file_is_refused(folder):
    (folder / WEIGHTS).unlink()
    assert "There are no saved weights" in refusal(folder)


def test_a_missing_weight_is_refused(folder, weights):
    del weights["dense/bias"]
    safetensors.numpy.save_file(weights, folder / WEIGHTS)
    assert "lack 'dense/bias'" in refusal(folder)


def test_an_unknown_weight_is_refused(folder, weights):
    safetensors.numpy.save_file(weights | {"extra": np.zeros(1, np.float32)}, folder / WEIGHTS)
    assert "hold 'extra'" in refusal(folder)


def test_another_shape_is_refused(folder, weights):
    weights["dense/kernel"] = np.ascontiguousarray(weights["dense/kernel"].T)
    safetensors.numpy.save_file(weights, folder / WEIGHTS)
    assert "dense/kernel is float32 (4, 768), expected float32 (768, 4)" in refusal(folder)


def test_another_type_is_refused(folder, weights):
    weights["dense/bias"] = weights["dense/bias"].astype(np.int32)
    safetensors.numpy.save_file(weights, folder / WEIGHTS)
    assert "dense/bias is int32" in refusal(folder)


def test_numbers_that_are_not_finite_are_refused(folder, weights):
    weights["dense/bias"] = np.full(4, np.nan, np.float32)
    safetensors.numpy.save_file(weights, folder / WEIGHTS)
    assert "not finite" in refusal(folder)


def test_a_flipped_bit_of_a_weight_is_refused(folder):
    data = bytearray((folder / WEIGHTS).read_bytes())
    for place in range(0, len(data), 97):
        data[place] ^= 1
        (folder / WEIGHTS).write_bytes(data)
        assert "damaged" in refusal(folder)
        data[place] ^= 1


@pytest.mark.parametrize("change", ["cut short", "garbage", "empty", "header"])
def test_a_damaged_file_is_refused(folder, change: str):
    data = (folder / WEIGHTS).read_bytes()
    damaged = {"cut short": data[:-100], "garbage": b"\x80\x04" * 500, "empty": b"",
               "header": b"\xff" * 8 + data[8:]}[change]  # fmt: skip
    (folder / WEIGHTS).write_bytes(damaged)
    assert "damaged" in refusal(folder)


def test_a_file_larger_than_its_design_needs_is_refused_unread(folder):
    with (folder / WEIGHTS).open("ab") as file:
        file.truncate(10_000_000)
    assert "larger than" in refusal(folder)


def test_a_damaged_or_hostile_spec_is_refused(folder):
    (folder / "spec.json").write_text('{"version": 1, "class_name": "Lambda"}')
    assert "unknown field class_name" in refusal(folder)


def test_a_spec_of_another_network_is_refused(folder):
    wider = EXPERIMENT.model_copy(update={"network": Network()})
    (folder / "spec.json").write_text(wider.to_json())
    assert "does not belong to its design" in refusal(folder)


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(NotWrittenError, match="could not be written .*Make room on the disk"):
        save_bundle(build_model(EXPERIMENT, seed=0), EXPERIMENT, tmp_path / "file" / "run")
