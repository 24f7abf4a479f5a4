"""The fields in which several designs differ."""

from builder.course.differing import differing
from builder.design.edit.fields import edited
from builder.presets import PRESETS, get

BASE = get("4").experiment


def rows(*designs) -> dict[str, tuple[str, ...]]:
    return {row.label: row.texts for row in differing(designs)}


def test_only_what_differs_is_listed_with_every_design_s_value():
    slower = edited(edited(BASE, ("training", "learning_rate"), 0.0005), ("training", "batch_size"), 64)
    assert rows(BASE, slower, BASE) == {
        "Learning rate": ("0.001", "0.0005", "0.001"),
        "Batch size": ("512", "64", "512"),
    }
    numbers = {row.label: row.numbers for row in differing([BASE, slower])}
    assert numbers["Batch size"] == (512, 64)


def test_the_same_design_differs_in_nothing_whatever_its_name():
    assert differing([BASE, BASE.model_copy(update={"name": "Other"})]) == ()
    assert rows(BASE, edited(BASE, ("training", "seed"), 3)) == {"Seed": ("0", "3")}


def test_a_field_that_differs_in_several_blocks_is_one_row():
    places = range(len(BASE.network.conv_blocks))
    dropped = BASE
    for place in places:
        dropped = edited(dropped, ("network", "conv_blocks", place, "dropout"), 0.2)
    assert rows(BASE, dropped) == {"Dropout, every block": ("0", "0.2")}
    assert rows(BASE, edited(BASE, ("network", "conv_blocks", 1, "dropout"), 0.2)) == {"Dropout, block 2": ("0", "0.2")}
    wide = edited(
        edited(BASE, ("network", "conv_blocks", 0, "filters"), 8), ("network", "conv_blocks", 1, "filters"), 16
    )
    first, second = rows(BASE, wide)["Filters"]
    assert first == "32 · 64 · 128 · 256" and second == "8 · 16 · 128 · 256"


def test_activations_and_orders_are_written_as_people_write_them():
    network = ("network",)
    usual = edited(BASE, (*network, "input", "whitening"), "fixed")
    other = edited(usual, (*network, "input", "activation"), "leaky_relu")
    other = edited(other, (*network, "dense_blocks", 0, "activation"), "silu")
    other = edited(other, (*network, "conv_blocks", 1, "order"), "pooling_first")
    for place in range(len(BASE.network.conv_blocks)):
        other = edited(other, (*network, "conv_blocks", place, "activation"), "gelu")
    assert rows(usual, other) == {
        "Activation after whitening": ("GELU", "leaky ReLU"),
        "Activation, every block": ("ReLU", "GELU"),
        "Order, block 2": ("activation → normalisation", "pooling → normalisation → activation"),
        "Activation": ("ReLU", "SiLU"),
    }
    mixed = edited(usual, (*network, "conv_blocks"), other.network.conv_blocks[:2] + BASE.network.conv_blocks[2:])
    assert rows(usual, mixed)["Activation"] == ("ReLU · ReLU · ReLU · ReLU", "GELU · GELU · ReLU · ReLU")


def test_a_block_that_one_design_has_not_is_one_row():
    blocks = BASE.network.conv_blocks
    shorter = edited(BASE, ("network", "conv_blocks"), blocks[:-1])
    assert rows(BASE, shorter) == {"Number of blocks": ("4", "3"), "Block 4": ("256 filters, max pooling", "–")}


def test_nothing_is_found_exactly_where_two_designs_are_the_same():
    designs = [preset.experiment for preset in PRESETS.values()]
    for one in designs:
        for other in designs:
            same = one.model_copy(update={"name": ""}) == other.model_copy(update={"name": ""})
            assert (differing([one, other]) == ()) == same
