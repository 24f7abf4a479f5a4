"""The presets beyond the slides: where they are offered, and what is said of the one that trains on all images."""

import pytest

from builder.course.names import name_of
from builder.course.path import path
from builder.datasets.sources import CIFAR10
from builder.design.checks.problems import problems
from builder.design.cost.summary import summarize
from builder.design.cost.training_work import training_multiply_adds
from builder.design.edit.fields import changed, edited
from builder.presets import ALL_PRESETS, BEYOND, PRESETS, get, identify
from builder.store.board.marks import protocol_marks
from builder.words.marks import TRAINED_ON_VALIDATION

#: From the table of measured trainings: training images, and tera-multiply-adds of all epochs.
WORK = {"19": (40_000, 9.5), "20": (40_000, 23.7), "21": (50_000, 230)}


def test_they_stand_apart_from_the_course():
    assert list(ALL_PRESETS) == [*PRESETS, *BEYOND]
    assert not set(BEYOND) & {step.id for step in path()}


@pytest.mark.parametrize("id", BEYOND)
def test_a_whole_training_takes_the_multiply_adds_of_the_table(id):
    count, tera = WORK[id]
    experiment = get(id).experiment
    whole = training_multiply_adds(experiment, summarize(experiment), count)
    assert whole / 1e12 == pytest.approx(tera, rel=0.005)


def test_a_wide_one_has_the_parameters_of_the_recipe():
    # 1,971,640 numbers that training or the images decide, with the whitening's bias; the others are moving averages:
    # a mean and a variance for each of the 2 · (64 + 256 + 256) normalised maps and the 3 colours.
    assert summarize(get("21").experiment).total == 1_971_640 + 2 * (2 * (64 + 256 + 256) + 3)


def test_each_trains_by_the_honest_split_without_a_problem_but_those_that_take_all_images():
    for preset in BEYOND.values():
        if not preset.experiment.data.trains_on_validation:
            assert (problems(preset.experiment, 40_000), preset.note) == ((), None)


@pytest.mark.parametrize("id", [id for id, preset in BEYOND.items() if preset.experiment.data.trains_on_validation])
def test_one_that_takes_all_images_says_so(id):
    record = get(id)
    assert protocol_marks(record.experiment) == (TRAINED_ON_VALIDATION,)
    assert [problem.title for problem in problems(record.experiment, 50_000)] == [
        "The validation images are trained on"
    ]
    assert "all 50,000 images" in record.note


def test_nothing_is_chosen_by_validation():
    for preset in BEYOND.values():
        training = preset.experiment.training
        assert (training.keep, training.early_stopping, training.target) == ("last", (), None)


def test_each_is_recognised_and_names_what_is_changed_in_it():
    for id, preset in BEYOND.items():
        assert identify(preset.experiment) == id
        assert identify(preset.experiment.on(CIFAR10)) == id
    sprint = get("19").experiment
    wider = edited(sprint, ("network", "conv_blocks", 0, "filters"), 48)
    assert identify(wider) is None
    assert name_of(sprint, wider).startswith("Sprint, block 1")
    shorter = changed(sprint, training=changed(sprint.training, epochs=1, seed=3))
    assert identify(shorter) == "19"
