"""The 21 course projects against the course's own table."""

import pytest

from builder.datasets.sources import CIFAR10
from builder.design.checks.problems import problems
from builder.design.cost.summary import summarize
from builder.presets import PRESETS, UnknownPresetError, get, identify

# id: total parameters, frozen ones, slides' test accuracy in percent (the course's table)
TABLE = {
    "0": (263_402, 0, 54.70),
    "1": (76_042, 0, 64.33),
    "2": (36_138, 0, 68.87),
    "3": (33_098, 0, 69.25),
    "4": (421_546, 0, 71.65),
    "5": (421_546, 0, 77.87),
    "6": (454_666, 0, 78.68),
    "7": (463_914, 0, 80.46),
    "8": (1_238_506, 0, 78.60),
    "9a": (1_238_506, 0, 80.07),
    "9b": (1_238_506, 0, 81.32),
    "10": (1_242_666, 0, 81.54),
    "11": (1_964_842, 0, 81.93),
    "12": (1_964_970, 64, 82.43),
    "13": (1_967_018, 1_088, 83.04),
    "14": (1_967_018, 1_088, 83.55),
    "15": (1_967_018, 1_088, 84.30),
    "15b": (1_967_018, 1_088, 83.17),
    "16": (1_967_018, 1_088, 87.00),
    "17": (1_967_018, 1_088, 86.00),
    "18": (1_967_018, 1_088, 90.06),
}


def test_there_are_the_21_projects_in_the_order_of_the_course():
    assert list(PRESETS) == list(TABLE)


@pytest.mark.parametrize("id", TABLE)
def test_parameters_and_documented_accuracy_are_those_of_the_table(id):
    total, frozen, accuracy = TABLE[id]
    summary = summarize(get(id).experiment)
    assert (summary.total, summary.trainable, summary.non_trainable) == (total, total - frozen, frozen)
    assert get(id).documented.test_accuracy == accuracy


def test_training_is_that_of_the_table():
    assert {id: PRESETS[id].experiment.training.epochs for id in "0123"} == {"0": 20, "1": 50, "2": 50, "3": 100}
    four = PRESETS["4"].experiment.training
    assert (four.epochs, four.batch_size, four.patience("val_accuracy"), four.patience("val_loss")) == (
        200,
        512,
        10,
        None,
    )
    for id in ("5", "9a", "14"):
        training = PRESETS[id].experiment.training
        assert (training.patience("val_accuracy"), training.patience("val_loss")) == (10, 10)
    assert PRESETS["15b"].experiment.training.learning_rate.rate == 0.0005
    assert PRESETS["15"].experiment.training.patience("val_loss") == 20
    sixteen = PRESETS["16"].experiment.training
    assert (sixteen.epochs, sixteen.steps_per_epoch, sixteen.batch_size, sixteen.early_stopping) == (300, 100, 128, ())
    assert (sixteen.augmentation.rotation, sixteen.augmentation.width_shift) == (15, 0.2)
    seventeen = PRESETS["17"].experiment.training
    assert (seventeen.optimizer.kind, seventeen.learning_rate.rate, seventeen.optimizer.momentum) == ("sgd", 0.001, 0.9)
    eighteen = PRESETS["18"].experiment.training
    assert (eighteen.batch_size, eighteen.target_validation_accuracy, eighteen.keep) == (400, 0.9, "best")


def test_the_network_of_project_15_has_the_22_layers_of_the_conclusion():
    # Counted on the slide: 8 convolutions, 2 batch normalisations, 4 poolings, 4 dropouts, Flatten, 3 dense.
    assert len(PRESETS["15"].experiment.network.lower(CIFAR10)) == 22


def test_no_preset_has_a_problem_on_the_whole_of_cifar10():
    assert {id: problems(preset.experiment, 40_000) for id, preset in PRESETS.items()} == dict.fromkeys(PRESETS, ())


def test_a_project_is_recognised_by_network_and_training_but_not_after_a_change():
    for id, preset in PRESETS.items():
        assert identify(preset.experiment) == id
    project = PRESETS["4"].experiment
    shorter = project.model_copy(update={"training": project.training.model_copy(update={"epochs": 3, "seed": 9})})
    changed = project.model_copy(update={"training": project.training.model_copy(update={"batch_size": 64})})
    assert (identify(shorter), identify(changed)) == ("4", None)


def test_an_unknown_preset_names_those_that_exist():
    with pytest.raises(UnknownPresetError, match="no project '99'; expected one of 0, 1, 2"):
        get("99")
