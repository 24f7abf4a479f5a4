"""Any field of a design is changed by its name, and every edit that changes several keeps them in order."""

from typing import Any

import pytest
from pydantic import ValidationError

from builder.design.edit.blocks import arranged, blocks_of, copied, moved, without
from builder.design.edit.fields import changed, edited
from builder.design.edit.training import (
    switched_early_stopping,
    with_early_stopping,
    with_learning_rate,
    with_momentum,
    with_optimizer,
    with_target,
)
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.design.training.augmentation import Augmentation
from builder.design.training.optimizers import SGD, Adam, RMSprop
from builder.design.training.rates import LEARNING_RATES, Constant
from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training

# A field by its path.

TWO_BLOCKS = Experiment(
    name="Two",
    network=Network(conv_blocks=(ConvBlock(), ConvBlock(filters=64)), dense_blocks=(DenseBlock(units=8),)),
    training=Training(optimizer=SGD(momentum=0.5)),
)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("name",), "Other"),
        (("network", "conv_blocks", 1, "filters"), 16),
        (("network", "dense_blocks", 0, "dropout"), 0.25),
        (("training", "epochs"), 7),
        (("training", "optimizer", "momentum"), 0.9),
        (("training", "learning_rate", "rate"), 0.5),
        (("training", "augmentation"), Augmentation(rotation=10)),
        (("data", "limit"), 400),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_the_field_at_a_path_is_changed_and_nothing_else(path, to):
    def at(part: Any, path: tuple[str | int, ...]) -> Any:
        for step in path:
            part = part[step] if isinstance(step, int) else getattr(part, step)
        return part

    new = edited(TWO_BLOCKS, path, to)
    assert at(new, path) == to != at(TWO_BLOCKS, path)
    assert edited(new, path, at(TWO_BLOCKS, path)) == TWO_BLOCKS


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("name",), " "),
        (("network", "conv_blocks", 0, "filters"), 0),
        (("network", "conv_blocks", 0, "kernel_size"), 4),
        (("network", "conv_blocks", 0, "pooling"), "median"),
        (("network", "conv_blocks"), (ConvBlock(),) * 9),
        (("network", "conv_blocks"), (DenseBlock(),)),
        (("network", "to_vector"), "squeeze"),
        (("training", "optimizer"), "lion"),
        (("training", "optimizer", "momentum"), 1.0),
        (("training", "learning_rate"), 11),
        (("training", "target_validation_accuracy"), 1.5),
        (("data", "limit"), 39),
        (("data", "images"), "mnist"),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) and value else "",
)
def test_what_a_field_may_not_be_is_refused(path, to):
    with pytest.raises(ValidationError):
        edited(TWO_BLOCKS, path, to)


@pytest.mark.parametrize(
    "path",
    [
        ("colour",),
        ("network", "conv_blocks", 0, "units"),
        ("training", "optimizer", "beta"),
        ("network", "conv_blocks", 2, "filters"),
    ],
    ids=lambda path: ".".join(map(str, path)),
)
def test_a_path_that_leads_to_no_field_is_refused(path):
    with pytest.raises(LookupError):
        edited(TWO_BLOCKS, path, 1)


def test_fields_that_only_go_together_are_changed_together():
    judged = Training(target_test_accuracy=0.9)
    with pytest.raises(ValidationError, match="give one, and the other null"):
        changed(judged, target_validation_accuracy=0.8)
    validated = changed(judged, target_test_accuracy=None, target_validation_accuracy=0.8)
    assert (validated.target_test_accuracy, validated.target) == (None, 0.8)


# Edits of a training.


def training(**fields: object) -> Experiment:
    return Experiment(training=Training(**fields))


def test_another_optimiser_brings_its_usual_learning_rate_unless_another_was_chosen():
    usual = with_optimizer(training(learning_rate=0.001), "sgd").training
    assert (usual.optimizer, usual.learning_rate) == (SGD(), Constant(rate=0.01))  # Keras's defaults
    assert with_optimizer(Experiment(training=usual), "adam").training.learning_rate == Constant(rate=0.001)
    chosen = with_optimizer(training(learning_rate=0.05), "rmsprop").training
    assert (chosen.optimizer, chosen.learning_rate) == (RMSprop(), Constant(rate=0.05))


def test_a_momentum_stays_with_an_optimiser_that_takes_one():
    fast = training(optimizer=SGD(momentum=0.9), learning_rate=0.01)
    assert with_optimizer(fast, "rmsprop").training.optimizer == RMSprop(momentum=0.9)
    assert with_optimizer(fast, "adam").training.optimizer == Adam()


def test_what_was_not_set_becomes_what_is_usual_for_the_new_optimiser():
    assert with_optimizer(training(optimizer=SGD()), "muon").training.optimizer.momentum == 0.95  # Keras's default
    assert with_optimizer(training(optimizer="muon"), "sgd").training.optimizer == SGD()
    assert with_optimizer(training(optimizer=SGD(momentum=0.5)), "muon").training.optimizer.momentum == 0.5


def test_a_momentum_is_changed_only_where_there_is_one():
    assert with_momentum(training(optimizer="sgd"), 0.8).training.optimizer == SGD(momentum=0.8)
    with pytest.raises(LookupError):
        with_momentum(training(optimizer="adam"), 0.8)


def test_another_kind_of_learning_rate_reaches_the_same_rate():
    for kind in LEARNING_RATES:
        rate = with_learning_rate(training(learning_rate=0.05), kind).training.learning_rate
        assert (rate.kind, rate.rate) == (kind, 0.05)


def test_early_stopping_is_set_for_each_monitor_and_loss_stands_first():
    both = with_early_stopping(with_early_stopping(training(), "val_accuracy", 5), "val_loss", 7)
    assert both.training.early_stopping == (
        EarlyStopping(monitor="val_loss", patience=7),
        EarlyStopping(monitor="val_accuracy", patience=5),
    )
    assert with_early_stopping(both, "val_loss", 9).training.patience("val_loss") == 9
    assert with_early_stopping(both, "val_loss", None).training.early_stopping == both.training.early_stopping[1:]
    assert with_early_stopping(training(), "val_loss", None) == training()


def test_early_stopping_is_switched_on_with_the_patience_of_the_other_monitor():
    assert switched_early_stopping(training(), "val_loss", True).training.patience("val_loss") == 10
    one = with_early_stopping(training(), "val_accuracy", 25)
    both = switched_early_stopping(one, "val_loss", True)
    assert both.training.patience("val_loss") == both.training.patience("val_accuracy") == 25
    assert switched_early_stopping(both, "val_loss", False) == one


def test_a_target_goes_to_the_images_that_judge_and_keeps_the_best_epoch():
    on_validation = with_target(training(), 0.8).training
    assert (on_validation.target_validation_accuracy, on_validation.target_test_accuracy) == (0.8, None)
    on_test = with_target(training(target_test_accuracy=0.9), 0.8).training
    assert (on_test.target_validation_accuracy, on_test.target_test_accuracy) == (None, 0.8)
    assert on_validation.keep == on_test.keep == "best"


def test_a_target_that_is_taken_away_leaves_what_is_kept():
    assert with_target(training(target_validation_accuracy=0.8, keep="last"), None) == training(keep="last")
    assert with_target(training(target_test_accuracy=0.8, keep="best"), None) == training(keep="best")


# The order of blocks.

ABC = Experiment(network=Network(conv_blocks=tuple(ConvBlock(filters=filters) for filters in (1, 2, 3))))


def filters(order: list[int | None], new: ConvBlock | None = None) -> list[int]:
    return [block.filters for block in blocks_of(arranged(ABC, "conv_blocks", order, new), "conv_blocks")]


@pytest.mark.parametrize(
    ("index", "by", "expected"),
    [(0, 1, [2, 1, 3]), (2, -1, [1, 3, 2]), (0, 2, [2, 3, 1]), (2, 1, [1, 2, 3]), (0, -1, [1, 2, 3])],
)
def test_a_block_is_moved_as_far_as_there_is_room(index, by, expected):
    assert filters(moved(3, index, by)) == expected


def test_a_block_is_copied_behind_itself_and_taken_out():
    assert filters(copied(3, 1), ConvBlock(filters=2)) == [1, 2, 2, 3]
    assert filters(without(3, 1)) == [1, 3]


def test_a_new_block_stands_where_it_is_put():
    assert filters([0, 1, 2, None], ConvBlock(filters=9)) == [1, 2, 3, 9]
    assert filters([None, 0, 1, 2], ConvBlock(filters=9)) == [9, 1, 2, 3]


def test_the_other_blocks_stay_and_too_many_are_refused():
    new = arranged(ABC, "dense_blocks", [0, None], DenseBlock(units=5))
    assert [block.units for block in blocks_of(new, "dense_blocks")] == [32, 5]
    assert new.network.conv_blocks == ABC.network.conv_blocks
    with pytest.raises(ValidationError):
        arranged(ABC, "conv_blocks", [0, 1, 2, *[None] * 6], ConvBlock())
