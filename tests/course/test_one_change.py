"""One thing changed in a project: what is offered, how a pair of runs is found again, and what its images say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.course.changes import changes
from builder.course.one_change import options, topics
from builder.course.pairs import (
    memberships,
    pair_of_designs,
    pairs_of,
    verdict,
    verdict_words,
    with_any_seed,
    with_seed,
)
from builder.design.cost.summary import summarize
from builder.design.data import Data
from builder.design.edit.fields import edited, options_of
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.input import Input
from builder.design.network.network import Network
from builder.design.network.output import Output
from builder.presets import PRESETS, get
from builder.statistics.paired import paired_interval
from builder.statistics.predictions import Predictions
from builder.store.runs import lifecycle, owners

DIGITS = Data(images="digits")


@pytest.mark.parametrize("project", PRESETS)
def test_every_change_that_is_offered_is_one_change_and_can_be_built(project):
    base = get(project).experiment
    offered = options(base)
    assert len(offered) >= 30
    for option in offered:
        assert [change.text for change in changes(base, option.experiment)] == [option.text]
        assert summarize(option.experiment).broken is None
    assert len({option.text for option in offered}) == len(offered)


def test_a_project_offers_changes_of_every_topic():
    assert {option.topic for option in options(get("4").experiment)} == set(topics())


def test_what_is_offered_is_what_a_student_would_try():
    offered = {option.text for option in options(get("4").experiment)}
    assert {
        "Dropout 0.2 after every pool",
        "A second convolution in every block",
        "Batch normalisation after the last convolution in every block",
        "Initialiser He uniform instead of Glorot uniform on every convolution",
        "SGD (0.01, momentum 0.9) instead of Adam (0.001)",
        "Learning rate 0.0001 instead of 0.001",
        "Batch 128 instead of 512",
        "L2 0.001 on every convolution",
        "Dense 64 instead of 32",
        "Augmentation: horizontal flip",
        "Augmentation: horizontal flip every other time",
        "Augmentation: crop ±2 px",
        "Augmentation: cutout 8 px",
    } <= offered


def test_each_value_that_an_activation_an_initialiser_and_a_whitening_may_have_is_offered():
    """Of each one fewer than there are: what the design has is no change; whitening's only where there is one."""
    base = get("4").experiment
    whitened = edited(base, ("network", "input", "whitening"), "fixed")
    offered = [option.text for option in options(whitened)]
    fields = {
        "instead of ReLU in every block": (ConvBlock, "activation"),
        "instead of ReLU in the dense layer": (DenseBlock, "activation"),
        "instead of GELU after whitening": (Input, "activation"),
        "instead of Glorot uniform on every convolution": (ConvBlock, "kernel_initializer"),
        "instead of Glorot uniform on the output": (Output, "kernel_initializer"),
    }
    for words, (kind, field) in fields.items():
        assert sum(text.endswith(words) for text in offered) == len(options_of(kind, field)) - 1, words
    assert sum("hitening layer" in text for text in offered) == len(options_of(Input, "whitening")) - 1
    assert not any("after whitening" in option.text for option in options(base))


def test_a_change_that_leaves_the_range_or_cannot_be_built_is_not_offered():
    blocks = get("0").experiment.network.conv_blocks * 5
    five = Experiment(network=Network(conv_blocks=blocks))
    assert not any("sixth block" in option.text for option in options(five))
    wide = Experiment(network=Network(conv_blocks=(blocks[0].model_copy(update={"filters": 1024}),)))
    assert not any("2,048 filters" in option.text for option in options(wide))


def test_an_empty_network_can_be_changed_too():
    offered = {option.text for option in options(Experiment(network=Network(conv_blocks=(), dense_blocks=())))}
    assert "A first block: 32 filters, max pooling" in offered


def designs(seed: int = 0, what: str = "Dense 64 instead of 32", data: Data = DIGITS):
    base = get("4").experiment
    option = next(option for option in options(base) if option.text == what)
    return pair_of_designs(base, option.experiment, "4", what, data=data, seed=seed, epochs=7)


def test_both_designs_have_the_same_images_seed_and_epochs_and_differ_in_the_one_thing():
    base, changed = designs(seed=5)
    assert (base.name, changed.name) == ("P4", "P4 + Dense 64 instead of 32")
    assert base.data == changed.data == DIGITS
    for design in (base, changed):
        assert (design.training.seed, design.training.epochs) == (5, 7)
    assert [change.text for change in changes(base, changed)] == ["Dense 64 instead of 32"]


def test_a_long_change_is_cut_in_the_name():
    _, changed = designs(what="64, 128, 256 and 512 filters instead of 32, 64, 128 and 256, from block to block")
    assert len(changed.name) == 80 and changed.name.endswith("…")


def submitted(db, base: Experiment, changed: Experiment, owner: str = "me") -> list[str]:
    """The ids of the two runs of a pair, queued."""
    groups = memberships(db, owner, base, changed)
    return [lifecycle.submit(db, design, owner, own).id for design, own in zip((base, changed), groups, strict=True)]


def test_pairs_are_found_among_an_owners_runs_and_nothing_else_is_one(db):
    first, second = designs(), designs(seed=1)
    submitted(db, *first)
    lifecycle.submit(db, get("4").experiment.on("digits"), "me")
    submitted(db, *second)
    lifecycle.submit(db, second[1], "me")
    submitted(db, *first, owner="you")
    found = pairs_of(db, "me")
    assert [pair.base.experiment.training.seed for pair in found] == [1, 0]
    assert [(pair.base.name, pair.changed.name) for pair in found] == [("P4", "P4 + Dense 64 instead of 32")] * 2
    assert with_any_seed(db, found[1]) == found


def test_a_pair_stays_one_when_its_runs_are_renamed_and_is_none_without_one_of_them(db):
    base, changed = submitted(db, *designs())
    owners.rename(db, base, "me", "Before")
    owners.rename(db, changed, "me", "After")
    (pair,) = pairs_of(db, "me")
    assert (pair.base.name, pair.changed.name) == ("Before", "After")
    owners.delete(db, base, "me")
    assert pairs_of(db, "me") == ()


def test_two_runs_named_like_a_pair_are_none_unless_they_were_submitted_as_one(db):
    for design in designs():
        lifecycle.submit(db, design, "me")
    assert pairs_of(db, "me") == ()


def test_another_seed_asks_the_same_and_other_images_do_not(db):
    for pair in (designs(), designs(data=Data(images="digits", limit=400))):
        submitted(db, *pair)
    limited, whole = pairs_of(db, "me")
    assert with_any_seed(db, limited) == (limited,) and with_any_seed(db, whole) == (whole,)
    again = with_seed(whole, 3)
    assert [design.training.seed for design in again] == [3, 3]
    assert [design.name for design in again] == [whole.base.name, whole.changed.name]


def predictions(right: list[bool]) -> Predictions:
    """Of so many images with label 0; where it is wrong, class 1 is said."""
    labels = np.zeros(len(right), dtype=np.uint8)
    said = np.zeros((len(right), 10), dtype=np.float32)
    said[np.arange(len(right)), [0 if one else 1 for one in right]] = 1
    return Predictions(labels, said)


def answers(both: int, base_alone: int, changed_alone: int, neither: int) -> tuple[Predictions, Predictions]:
    base = [True] * (both + base_alone) + [False] * (changed_alone + neither)
    changed = [True] * both + [False] * base_alone + [True] * changed_alone + [False] * neither
    return predictions(base), predictions(changed)


def test_many_images_on_one_side_are_more_than_chance():
    found = verdict(*answers(200, 10, 40, 50))
    assert (found.base_alone, found.changed_alone, found.count) == (10, 40, 300)
    assert found.difference == pytest.approx(0.1)
    # scipy's binomtest(10, 50).pvalue
    assert found.probability == pytest.approx(2.386e-05, rel=1e-3)
    title, reasons = verdict_words(found)
    assert title == "More than chance: the change made it better"
    assert reasons.startswith("+10.0 points with the change") and "On 40 images of 300" in reasons
    assert verdict_words(verdict(*answers(200, 40, 10, 50)))[0] == "More than chance: the change made it worse"


def test_a_small_difference_is_chance_and_says_how_large_one_would_have_to_be():
    title, reasons = verdict_words(verdict(*answers(250, 11, 14, 24)))
    assert title == "Chance can explain it"
    # scipy's binomtest(11, 25).pvalue is 0.6900
    assert "probability 0.690 (McNemar's test)" in reasons
    assert "With 299 test images, a difference under about 3.4 points cannot be told from chance." in reasons


def test_equal_counts_are_a_tie():
    assert verdict_words(verdict(*answers(90, 5, 5, 0)))[0] == "A tie"


def test_answers_on_other_images_give_no_verdict():
    base, _ = answers(9, 1, 0, 0)
    other = Predictions(base.labels + 1, base.probabilities)
    assert verdict(base, other) is None
    assert verdict(base, predictions([True])) is None


def test_the_interval_of_a_paired_difference_by_hand():
    # Of 21 images 7 the first alone, 1 the second alone: 8/23 and 2/23, so -6/23 ± 1.96 √((10/23 - 36/529) / 23).
    assert paired_interval(7, 1, 21) == pytest.approx((-0.50837, -0.01338), abs=1e-4)
    with pytest.raises(ValueError, match="parts of them"):
        paired_interval(7, 15, 21)


def test_the_interval_holds_the_true_difference_in_95_of_100_cases():
    drawn = np.random.default_rng(0).multinomial(300, [0.6, 0.08, 0.14, 0.18], size=4000)
    inside = [low <= 0.06 <= high for low, high in (paired_interval(int(b), int(c), 300) for _, b, c, _ in drawn)]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.012)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_turning_the_two_networks_round_turns_the_interval_round(first, second, rest):
    low, high = paired_interval(first, second, first + second + rest)
    assert paired_interval(second, first, first + second + rest) == pytest.approx((-high, -low))
    assert -1 <= low <= high <= 1
