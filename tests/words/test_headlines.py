"""The sentence that a run's page begins with, and the one about its mistakes."""

import pytest

from builder.analysis.calibration import calibration
from builder.analysis.confusion import Mixed
from builder.statistics.predictions import Predictions
from builder.words.calibration import sure_sentence, temperature_sentence
from builder.words.doubtful import how_much_to_believe
from builder.words.headlines import headline
from builder.words.mistakes import confused_sentence


@pytest.mark.parametrize(
    ("share", "sentence"),
    [
        (0.702, "It gets 7 of 10 new pictures right."),
        (0.442, "It gets 44 of 100 new pictures right."),
        (0.9, "It gets 9 of 10 new pictures right."),
        (0.957, "It gets 96 of 100 new pictures right."),
        (0.997, "It gets nearly all new pictures right."),
        (1.0, "It gets all new pictures right."),
        (0.1, "It does hardly better than guessing."),
        (0.14, "It gets 14 of 100 new pictures right."),
    ],
)
def test_an_accuracy_is_said_as_one_would_tell_a_friend(share, sentence):
    assert headline(share, 10, "new pictures") == sentence


def test_the_classes_that_are_mixed_up_most_are_named_with_how_often():
    pairs = (Mixed(3, 5, 134, 98), Mixed(1, 9, 60, 0))
    classes = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
    assert confused_sentence(pairs, classes) == (
        "Most often confused: cat called dog (134 times) and dog called cat (98 times), "
        "then automobile called truck (60 times)."
    )
    assert confused_sentence((Mixed(3, 5, 1, 0),), classes) == "Most often confused: cat called dog (once)."
    assert confused_sentence((), classes) == "It mistakes no class for another."


@pytest.mark.parametrize(
    ("sure", "said"), [(0.95, "surer than it should be"), (0.55, "less sure than it could be"), (0.76, "about as sure")]
)
def test_a_network_that_is_right_three_times_of_four_is_compared_with_how_sure_it_is(sure, said):
    import numpy as np

    probabilities = np.tile(np.array([[sure, 1 - sure]], np.float32), (100, 1))
    labels = np.array([0] * 75 + [1] * 25, np.uint8)
    assert said in sure_sentence(calibration(Predictions(labels, probabilities), None))


def test_what_a_temperature_does_is_said():
    assert "less sure" in temperature_sentence(1.8) and "1.80" in temperature_sentence(1.8)
    assert "surer" in temperature_sentence(0.9)
    assert "No temperature" in temperature_sentence(None)
    assert "Classify uses it" in temperature_sentence(1.8)
    assert "it is not used" in temperature_sentence(1.12, False) and "Classify" not in temperature_sentence(1.12, False)


def test_a_network_that_errs_more_often_than_not_is_too_weak_to_judge_labels():
    assert how_much_to_believe(0.26).startswith("By their labels the network gets 74.0 % of these images wrong")
    assert "too weak to judge" in how_much_to_believe(0.26) and "too weak" not in how_much_to_believe(0.92)
