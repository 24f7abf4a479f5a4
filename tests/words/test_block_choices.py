"""Words for what a block and the output may be."""

from builder.course.block_words import block_words
from builder.course.differing import differing
from builder.design.edit.fields import edited, options_of
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.output import Output
from builder.presets import get
from builder.words.block_choices import choices, initializer_name


def test_no_initialiser_is_called_as_in_code():
    offered = {*options_of(ConvBlock, "kernel_initializer"), *options_of(Output, "kernel_initializer")}
    assert all("_" not in initializer_name(name) for name in offered)
    assert [initializer_name(name) for name in ("glorot_uniform", "dirac", "orthogonal")] == [
        "Glorot uniform", "Dirac", "orthogonal",
    ]  # fmt: skip
    sprint = get("19").experiment
    other = edited(sprint, ("network", "conv_blocks", 0, "kernel_initializer"), "he_normal")
    told = [
        block_words(sprint.network.conv_blocks[0]),
        *(text for row in differing([sprint, other]) for text in row.texts),
    ]
    assert "Dirac" in told[0] and not any("_" in text or "dirac" in text for text in told)


def test_a_very_small_epsilon_is_a_power_of_ten():
    block = get("19").experiment.network.conv_blocks[0]
    assert "normalisation epsilon 10⁻¹²" in choices(block)
