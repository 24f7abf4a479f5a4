"""Changes that the coach offers: what the course's projects do, on any design."""

from typing import get_args

import pytest

from builder.design.checks.problems import problems
from builder.design.edit.treatments import Treatment, helps, treated
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.presets import PRESETS
from tests.ui.made_runs import design


def dropouts(experiment) -> list[float]:
    return [block.dropout for block in experiment.network.conv_blocks]


def test_dropout_makes_project_5_of_project_4():
    four, five = PRESETS["4"].experiment, PRESETS["5"].experiment
    assert treated(four, "dropout").network == five.network
    assert not helps(five, "dropout")


def test_dropout_grows_with_depth_and_takes_nothing_back():
    assert treated(PRESETS["8"].experiment, "growing_dropout").network == PRESETS["9b"].experiment.network
    assert dropouts(treated(PRESETS["9a"].experiment, "growing_dropout")) == [0.3, 0.3, 0.4, 0.5]
    assert not helps(PRESETS["15"].experiment, "growing_dropout")


def test_l2_makes_project_17s_network_of_project_15s():
    assert treated(PRESETS["15"].experiment, "l2").network == PRESETS["17"].experiment.network


def test_he_initialisation_makes_project_14_of_project_13():
    assert treated(PRESETS["13"].experiment, "he_uniform").network == PRESETS["14"].experiment.network


def test_a_further_block_has_twice_the_filters_and_no_pooling_where_the_map_is_too_small():
    deeper = treated(PRESETS["4"].experiment, "further_block")
    assert [block.filters for block in deeper.network.conv_blocks] == [32, 64, 128, 256, 512]
    deepest = treated(treated(deeper, "further_block"), "further_block")
    assert deepest.network.conv_blocks[-1].pooling == "none"
    assert not any(problem.severity == "error" for problem in problems(deepest))


def test_longer_doubles_epochs_patience_and_time_within_their_bounds():
    training = treated(PRESETS["5"].experiment, "longer").training
    assert (training.epochs, training.patience("val_loss"), training.patience("val_accuracy")) == (400, 20, 20)
    longest = PRESETS["0"].experiment
    longest = longest.model_copy(update={"training": longest.training.model_copy(update={"epochs": 9_000})})
    assert treated(longest, "longer").training.epochs == 10_000


def test_a_smaller_rate_is_the_usual_one_where_it_was_higher_and_else_a_tenth():
    experiment = PRESETS["0"].experiment
    tenth = treated(experiment, "smaller_rate")
    assert tenth.training.learning_rate.rate == 0.0001
    high = experiment.training.learning_rate.model_copy(update={"rate": 0.1})
    high = experiment.model_copy(update={"training": experiment.training.model_copy(update={"learning_rate": high})})
    assert treated(high, "smaller_rate").training.learning_rate.rate == 0.001


def test_photographs_are_mirrored_and_digits_are_not():
    assert treated(PRESETS["5"].experiment, "augmentation").training.augmentation.horizontal_flip
    assert not treated(design("5"), "augmentation").training.augmentation.horizontal_flip


@pytest.mark.parametrize("treatment", get_args(Treatment))
@pytest.mark.parametrize("project", ["0", "16", "18"])
def test_every_change_gives_a_design_that_can_be_trained(project, treatment):
    found = problems(treated(PRESETS[project].experiment, treatment))
    assert not any(problem.severity == "error" for problem in found)


def test_a_network_without_such_blocks_stays_as_it_is():
    experiment = PRESETS["0"].experiment.model_copy(update={"network": Network(conv_blocks=(), dense_blocks=())})
    for treatment in ("dropout", "further_block", "batch_normalization", "he_uniform", "l2"):
        assert not helps(experiment, treatment)
    assert helps(PRESETS["0"].experiment, "further_block") and ConvBlock()
