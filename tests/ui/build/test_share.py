"""The design in the page's address."""

import base64
import json
import tracemalloc
import zlib

import pytest

from builder import presets
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.input import Input
from builder.design.network.network import Network
from builder.design.network.output import Output
from builder.design.training.training import Training
from builder.ui.build import share


def code_of(document: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(document, 9)).decode().rstrip("=")


@pytest.mark.parametrize("preset_id", presets.PRESETS)
def test_a_link_opens_the_design_that_it_was_made_from(preset_id):
    experiment = presets.get(preset_id).experiment
    renamed = experiment.model_copy(update={"name": "Año 2 / 100 % & más?"})
    assert share.from_params(share.to_params(renamed, presets.identify(renamed)), "digits") == renamed


@pytest.mark.parametrize("images", ["digits", "cifar10"])
def test_a_project_has_a_short_address_that_opens_it_on_its_own_images_wherever_others_are_usual(images):
    experiment = share.project("9a", images)
    assert share.to_params(experiment, "9a") == {"project": "9a", "images": images}
    for usual in ("digits", "cifar10"):
        assert share.from_params({"project": "9a", "images": images}, usual) == experiment
    assert share.from_params({"project": "9a"}, images) == experiment


def test_a_project_with_other_epochs_is_a_design_of_its_own():
    experiment = share.project("0", "digits")
    training = experiment.training.model_copy(update={"epochs": 2})
    assert list(share.to_params(experiment.model_copy(update={"training": training}), "0")) == ["design"]


def test_the_largest_design_fits_into_an_address():
    chosen = {"activation": "leaky_relu", "use_bias": False, "normalization_scale": False}
    conv = tuple(
        ConvBlock(
            convolutions=4,
            filters=1024 - i,
            dropout=0.05 * i,
            l2=0.001 * i,
            order="normalization_first",
            residual=True,
            convolution="separable",
            normalization_momentum=0.9 + 0.01 * i,
            normalization_epsilon=0.001 * (i + 2),
            **chosen,
        )
        for i in range(8)
    )
    dense = tuple(DenseBlock(units=4096 - i, dropout=0.05 * i, **chosen) for i in range(4))
    experiment = Experiment(
        name="€" * 80,
        network=Network(
            conv_blocks=conv,
            dense_blocks=dense,
            to_vector="global_average",
            input=Input(normalization=True, whitening="bias", activation="leaky_relu"),
            output=Output(use_bias=False, kernel_initializer="fan_in_uniform", logit_scale=1 / 9),
        ),
        training=Training(seed=2**31 - 1),
        data=Data(split_seed=2**31 - 2, limit=39_999),
    )
    code = share.encode(experiment)
    assert len(code) < 2_000
    assert code.replace("-", "").replace("_", "").isalnum()
    assert share.decode(code) == experiment


def test_an_address_without_a_design_names_none():
    assert share.from_params({}, "digits") is None
    assert share.from_params({"utm_source": "mail"}, "digits") is None


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", "letters that no link of ours has"),
        ("no spaces", "letters that no link of ours has"),
        ("../../etc/passwd", "letters that no link of ours has"),
        ("１２３", "letters that no link of ours has"),
        ("A", "cannot be read"),
        ("AAAA", "cannot be read"),
        ("x" * 8_001, "at most 8,000"),
        (code_of(b"{}")[:-4], "ends too early"),
        (code_of(b"not json"), "not JSON"),
        (code_of(b"[]"), "a JSON list"),
        (code_of(b"\xff\xfe"), "not"),
        (code_of(b"[" * 90_000), "more than 50 deep"),
        (code_of(b'{"name":' + b"[" * 993 + b"]" * 993 + b"}"), "more than 50 deep"),
        (code_of(b'{"version":' + b"[" * 40_000), "more than 50 deep"),
        (code_of(b'{"version":' + b"[" * 300 + b"]" * 300 + b"}"), "more than 50 deep"),
        (code_of(json.dumps({"version": 99}).encode()), "version 99"),
        (code_of(json.dumps({"network": {"conv_blocks": [{"filters": 10**9}]}}).encode()), "filters"),
        (code_of(json.dumps({"training": {"learning_rate": float("nan")}}).encode()), "learning_rate"),
        (code_of(json.dumps({"name": "\u0000\u200b"}).encode()), "name"),
        (code_of(json.dumps({"script": "<script>"}).encode()), "unknown field"),
    ],
)
def test_a_broken_or_hostile_link_is_one_sentence(code, told):
    with pytest.raises(share.LinkError) as raised:
        share.from_params({"design": code}, "digits")
    sentence = str(raised.value)
    assert told in sentence
    assert "\n" not in sentence and len(sentence) < 400


def test_an_unknown_project_is_one_sentence():
    with pytest.raises(share.LinkError, match="'99'"):
        share.from_params({"project": "99"}, "digits")


def test_unknown_images_are_one_sentence_that_names_those_that_there_are():
    with pytest.raises(share.LinkError) as raised:
        share.from_params({"project": "4", "images": "<b>mnist" * 20}, "digits")
    sentence = str(raised.value)
    assert sentence.endswith("known here: digits, cifar10.") and len(sentence) < 120


def test_a_link_that_would_unfold_to_megabytes_does_not():
    bomb = code_of(b" " * 5_000_000)
    assert len(bomb) < share.MAX_CODE_LENGTH
    tracemalloc.start()
    with pytest.raises(share.LinkError, match="no design is that large"):
        share.decode(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000
