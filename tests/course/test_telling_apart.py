"""The words that tell designs of one name apart."""

from builder import presets
from builder.course.telling_apart import telling_apart
from builder.design.edit.fields import edited

BASE = presets.get("0").experiment


def changed(*path_and_value):
    *path, value = path_and_value
    return edited(BASE, tuple(path), value)


def test_designs_are_told_apart_by_the_values_of_the_field_that_differs():
    assert telling_apart([BASE, changed("training", "epochs", 1)]) == ("20 epochs", "1 epoch")
    rates = telling_apart([BASE, changed("training", "learning_rate", "rate", 0.01)])
    assert rates == ("learning rate 0.001", "learning rate 0.01")
    filters = telling_apart([BASE, changed("network", "conv_blocks", 0, "filters", 64)])
    assert filters == ("filters 32", "filters 64")


def test_the_fewest_fields_that_tell_all_of_them_apart_are_named():
    fast = changed("training", "learning_rate", "rate", 0.01)
    designs = [BASE, edited(fast, ("training", "epochs"), 5), edited(BASE, ("training", "epochs"), 9)]
    assert telling_apart(designs) == ("20 epochs", "5 epochs", "9 epochs")
    assert telling_apart([BASE, fast, edited(fast, ("training", "epochs"), 5)]) == (
        "learning rate 0.001, 20 epochs",
        "learning rate 0.01, 20 epochs",
        "learning rate 0.01, 5 epochs",
    )


def test_what_a_design_has_not_is_called_so():
    dense = telling_apart([BASE, presets.get("4").experiment])
    assert dense == ("1 block", "4 blocks")
    images = telling_apart([BASE, edited(BASE, ("data", "limit"), 2000)])
    assert images == ("all images", "2,000 images")


def test_the_seed_is_named_where_nothing_else_differs_and_it_is_asked_for():
    designs = [BASE, changed("training", "seed", 3)]
    assert telling_apart(designs) == ("seed 0", "seed 3")
    assert telling_apart(designs, with_seed=False) == ("", "")
    assert telling_apart([BASE, BASE]) == ("", "")
