"""Registries that describe the same things name the same things."""

from typing import get_args

import pytest

from builder.course.network_changes import WHITENINGS
from builder.datasets.table import DATASETS
from builder.design.data import Data
from builder.design.edit.fields import options_of
from builder.design.images import SOURCES
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.input import Input
from builder.design.network.layers.base import ActivationName, BlockActivation
from builder.design.training.averaging import AVERAGES
from builder.design.training.losses import LOSSES
from builder.design.training.optimizers import OPTIMIZERS
from builder.design.training.rates import LEARNING_RATES
from builder.export.data_code import data_code
from builder.ui.explained.layers import BENDS
from builder.ui.sidebar import ends
from builder.words.block_choices import ACTIVATIONS, ORDERS
from builder.words.fields import SCHEDULE_NOTES
from builder.words.glossary import GLOSSARY, term_of
from builder.words.sentences import listed
from tests.bent import BENT


def test_every_data_set_is_known_to_designs_by_its_own_name():
    assert set(SOURCES) == set(DATASETS)
    assert all(DATASETS[name].source == SOURCES[name] for name in DATASETS)


@pytest.mark.parametrize("name", [*DATASETS])
def test_every_data_set_can_be_exported(name):
    assert "def load_data():" in data_code(Data(images=name))


def test_every_optimiser_usually_starts_below_its_highest_sensible_learning_rate():
    assert all(0 < kind.usual_rate < kind.highest_rate for kind in OPTIMIZERS.classes())


@pytest.mark.parametrize("kinds", [OPTIMIZERS, LEARNING_RATES, LOSSES, AVERAGES], ids=lambda kinds: kinds.what)
def test_every_kind_of_a_training_is_made_of_its_bare_name(kinds):
    assert [type(kinds.read(name)) for name in kinds] == list(kinds.classes())


#: Where each activation that a block may have stands, by Keras's name for it: the names there, and the place.
OF_ACTIVATIONS = {
    "BlockActivation of builder/design/network/layers/base.py": get_args(BlockActivation),
    "ActivationName of builder/design/network/layers/base.py": get_args(ActivationName),
    "ACTIVATIONS of builder/words/block_choices.py": ACTIVATIONS,
    "BENDS of builder/ui/explained/layers.py": BENDS,
    "BENT of tests/bent.py, with what it makes of -1, 0 and 1 by a table or a paper": BENT,
}
#: What a layer may have and a block may not.
OF_NO_BLOCK = {"linear", "softmax"}


@pytest.mark.parametrize("name", sorted({name for names in OF_ACTIVATIONS.values() for name in names} - OF_NO_BLOCK))
def test_every_activation_stands_in_every_place(name):
    lacking = [place for place, names in OF_ACTIVATIONS.items() if name not in names]
    assert not lacking, f"{name} is missing in {listed(lacking)}."


@pytest.mark.parametrize("written", ACTIVATIONS.values())
def test_every_activation_is_in_the_glossary(written):
    named = {name for chapter in GLOSSARY for term in chapter.terms for name in (term.name, *term.also)}
    where = "Activation function in builder/words/terms/network.py"
    assert written in named, f"{written} is not among the other names of {where}."
    assert written in term_of("Activation function").meaning, f"{written} is missing in what is said of {where}."


def test_every_order_of_a_block_and_every_whitening_is_told_in_words():
    assert set(options_of(ConvBlock, "order")) == set(ORDERS)
    assert set(options_of(Input, "whitening")) == set(WHITENINGS) == set(ends.WHITENING_CHOICES)


def test_every_schedule_of_the_learning_rate_that_changes_it_is_told_in_words():
    assert set(SCHEDULE_NOTES) == set(LEARNING_RATES) - {"constant"}
