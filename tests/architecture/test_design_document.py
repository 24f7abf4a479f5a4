"""docs/design-json.md names every option of a block, and every registered kind with its fields and their defaults."""

import json
import re
from pathlib import Path

import pytest

from builder.design.edit.fields import options_of
from builder.design.kinds import Kinds
from builder.design.network.blocks.conv import ConvBlock
from builder.design.training.averaging import AVERAGES
from builder.design.training.optimizers import OPTIMIZERS
from builder.design.training.rates import LEARNING_RATES

DOCUMENT = (Path(__file__).parents[2] / "docs" / "design-json.md").read_text(encoding="utf-8")
#: Each table's kinds, and the beginning of the paragraph above it.
TABLES = [
    (OPTIMIZERS, "The optimisers' fields"),
    (LEARNING_RATES, "The learning rate's"),
    (AVERAGES, "The averages of the weights"),
]
#: What the paragraph above a table says for all of its kinds.
FOR_ALL = {"kind", "rate"}


def rows(paragraph: str) -> dict[str, str]:
    """The text of each kind's row in the table below that paragraph."""
    table = DOCUMENT.split(f"\n{paragraph}", 1)[1].split("\n\n")[1].splitlines()[2:]
    return {kind.strip(" `"): text for kind, text in (line.strip("|").split("|", 1) for line in table)}


@pytest.mark.parametrize(("kinds", "paragraph"), TABLES, ids=[kinds.what for kinds, _ in TABLES])
def test_a_table_has_each_registered_kind_with_its_fields_and_their_defaults(kinds: Kinds, paragraph: str):
    told = rows(paragraph)
    assert set(told) == set(kinds)
    for model in kinds.classes():
        fields = {name: field.default for name, field in model.model_fields.items() if name not in FOR_ALL}
        shown = dict(re.findall(r'`"(\w+)": ([^`]+)`', told[model.model_fields["kind"].default]))
        assert {name: json.loads(text) for name, text in shown.items()} == fields


def test_the_example_lists_each_optimiser_by_its_bare_name():
    comment = next(line for line in DOCUMENT.splitlines() if '"optimizer": "adam"' in line).split("//")[1]
    assert re.findall(r"\w+", comment.split(";")[0]) == [*OPTIMIZERS]


@pytest.mark.parametrize("name", [name for name in ConvBlock.model_fields if options_of(ConvBlock, name)])
def test_the_commented_example_names_every_option_of_a_block(name: str):
    (line,) = re.findall(rf'^ +"{name}": .*', DOCUMENT, re.MULTILINE)[:1]
    assert {str(option) for option in options_of(ConvBlock, name)} <= set(re.findall(r"\w+", line))
