"""Specs in and out: what is written is read back equal, and what is wrong is said in one sentence."""

import contextlib
import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from builder.design.document import SpecError, from_json
from builder.design.experiment import Experiment, clean_name
from builder.design.training.augmentation import Augmentation
from builder.design.training.losses import CrossEntropy
from builder.design.training.optimizers import SGD
from builder.design.training.training import Training
from builder.presets import PRESETS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.id)
def test_a_written_spec_is_read_back_equal(preset):
    assert from_json(preset.experiment.to_json()) == preset.experiment


def test_what_designs_did_not_have_at_first_is_written_only_where_it_is_used():
    plain = Experiment(training=Training(optimizer=SGD(momentum=0.9)))
    written = json.loads(plain.to_json())["training"]
    assert written["optimizer"] == {"kind": "sgd", "momentum": 0.9} and written["loss"] == {"kind": "cross_entropy"}
    assert "gradient_clipping" not in written
    used = Training(
        optimizer=SGD(momentum=0.9, nesterov=True), loss=CrossEntropy(label_smoothing=0.1), gradient_clipping=1.0
    )
    assert from_json(Experiment(training=used).to_json()).training == used


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("", "The spec is not JSON"),
        (f'{{"version": {"9" * 5000}}}', "The spec has a number that is too long; expected numbers like those in docs"),
        (b"\xff\xfe\x00", "The spec is not JSON (it is not readable text)"),
        ("[1, 2]", "The spec is a JSON list"),
        ('{"version": 3}', "The spec has version 3; this Model Builder reads versions up to 2"),
        ('{"version": true}', "The spec has version true"),
        ('{"data": {"trains_on_validation": true, "trains_on_validation": false}}', '"trains_on_validation" twice'),
        (
            '{"name": "A", "name": "A"}',
            'The spec has the field "name" twice in one object; expected each of them once.',
        ),
        ('{"netwrok": {}}', "The spec has an unknown field netwrok"),
        ('{"training": {"batch_size": 0}}', "training.batch_size is 0; expected greater than or equal to 1"),
        ('{"training": {"learning_rate": "fast"}}', 'training.learning_rate is "fast"; expected'),
        ('{"training": {"augmentation": true}}', "training.augmentation is true; expected an object with fields"),
        ('{"network": {"conv_blocks": [{"kernel_size": 4}]}}', "conv_blocks[0].kernel_size is 4; expected 1, 3, 5"),
        ('{"training": {"momentum": 0.9}}', "adam takes none"),
        ('{"training": {"learning_rate": NaN}}', "training.learning_rate is NaN"),
        ('{"name": "\\u0000 \\n"}', "the name is empty"),
        ("[" * 50_000, "The spec nests objects and lists more than 50 deep"),
        ('{"network": {"dense_blocks": [' + "{}," * 4 + "{}]}}", "network.dense_blocks"),
    ],
)
def test_a_wrong_spec_is_refused_in_one_line(text, sentence):
    with pytest.raises(SpecError) as error:
        from_json(text)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value) and len(str(error.value)) < 300


#: Where a value may stand that nobody expects.
PLACES = ('{"version": %s}', '{"name": %s}', '{"network": %s}', '{"training": {"optimizer": %s}}', '{"x": %s}', "%s")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"kind":', "}")], ids=["lists", "objects"])
def test_a_spec_that_is_nested_to_the_recursion_limit_is_refused_whatever_is_left_of_the_stack(place, opening, closing):
    """Reading and writing out recurse a little differently, so one depth may be read and not be shown."""
    limit = sys.getrecursionlimit()
    for depth in [51, 200, *range(limit - 200, limit + 20), 5 * limit]:
        with pytest.raises(SpecError) as error:
            from_json(place % (opening * depth + "1" + closing * depth))
        assert "\n" not in str(error.value) and len(str(error.value)) < 300


def test_a_spec_that_is_too_long_is_refused_before_it_is_parsed():
    with pytest.raises(SpecError, match="200,000 bytes long; at most 100,000"):
        from_json(" " * 200_000)


@given(st.text())
@hypothesis_settings(max_examples=200, deadline=None)
def test_any_name_becomes_one_printable_line(text):
    name = clean_name(text)
    assert len(name) <= 80 and name == name.strip() and all(character.isprintable() for character in name)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
KEYS = st.sampled_from(["network", "training", "data", "name", "conv_blocks"]) | st.text()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner)))
@hypothesis_settings(max_examples=200, deadline=None)
def test_no_document_whatever_raises_anything_but_a_spec_error(document):
    with contextlib.suppress(SpecError):
        assert isinstance(from_json(json.dumps(document)), Experiment)


def test_a_design_that_uses_no_later_field_is_written_as_before_there_was_one():
    training = Training(augmentation=Augmentation(rotation=15, horizontal_flip=True))
    assert training.model_dump(mode="json")["augmentation"] == {
        "rotation": 15, "width_shift": 0, "height_shift": 0, "shear": 0, "zoom": 0, "horizontal_flip": True,
    }  # fmt: skip


def test_the_commented_example_in_the_documents_is_a_spec_that_names_every_field():
    document = (ROOT / "docs" / "design-json.md").read_text(encoding="utf-8")
    example = re.search(r"```jsonc\n(.*?)```", document, re.DOTALL).group(1)
    bare = re.sub(r"\s//.*", "", example)
    experiment = from_json(bare)
    assert set(json.loads(bare)["training"]) == set(type(experiment.training).model_fields)
    network = json.loads(bare)["network"]
    assert set(network) == set(type(experiment.network).model_fields)
    assert set(network["conv_blocks"][0]) == set(type(experiment.network.conv_blocks[0]).model_fields)
    assert set(network["dense_blocks"][0]) == set(type(experiment.network.dense_blocks[0]).model_fields)
    assert set(json.loads(bare)["data"]) == set(type(experiment.data).model_fields)


def test_a_design_from_before_later_choices_keeps_its_text():
    """As the store has had it: runs of one design, and measurements of it, find each other by this text."""
    written = json.loads(Experiment().to_json())["network"]
    assert written["conv_blocks"] == [
        {
            "kind": "conv",
            "convolutions": 1,
            "filters": 32,
            "kernel_size": 3,
            "batch_normalization": "none",
            "pooling": "max",
            "dropout": 0.0,
            "l2": 0.0,
            "kernel_initializer": "glorot_uniform",
        }
    ]
    assert written["dense_blocks"] == [
        {"kind": "dense", "units": 32, "batch_normalization": False, "dropout": 0.0, "l2": 0.0}
    ]
    assert set(written) == {"conv_blocks", "to_vector", "dense_blocks"}
