"""The leak detector against the figures that the course's slides themselves show."""

import math

import pytest

from builder import presets
from builder.statistics.leak import find_leak, gain_of_choosing
from builder.words.leaks import arithmetic, explain_leak, mark_text

#: The slides' last validation accuracy and test accuracy, in percent, of every project that shows both.
SLIDES = {
    "0": (54.94, 54.70), "1": (64.21, 64.33), "2": (69.28, 68.87), "3": (69.97, 69.25), "4": (71.79, 71.65),
    "5": (78.05, 77.87), "6": (79.23, 78.68), "7": (81.21, 80.46), "8": (79.49, 78.60), "9b": (83.53, 81.32),
    "10": (82.23, 81.54), "11": (82.73, 81.93), "12": (82.81, 82.43), "13": (83.14, 83.04), "14": (84.02, 83.55),
    "15": (84.90, 84.30), "16": (92.54, 87.00), "17": (86.76, 86.00), "18": (97.34, 90.06),
}  # fmt: skip


def slides_leak(project: str):
    validation, test = SLIDES[project]
    return find_leak(validation / 100, 10_000, test / 100, 10_000)


def test_of_the_slides_19_projects_with_both_figures_it_flags_16_and_18_alone():
    assert len(SLIDES) == 19
    assert [project for project in SLIDES if slides_leak(project)] == ["16", "18"]
    assert round(slides_leak("16").standard_errors) == 13
    assert round(slides_leak("18").standard_errors) == 21


def test_the_next_of_the_slides_figures_lies_4_1_standard_errors_apart_and_is_not_flagged():
    # 9b by hand: sqrt(.8353 × .1647 / 10,000 + .8132 × .1868 / 10,000) = 0.00538; 0.0221 / 0.00538 = 4.1.
    assert slides_leak("9b") is None
    assert find_leak(0.8132 + 5.01 * 0.00538, 10_000, 0.8132, 10_000) is not None


def test_the_arithmetic_can_be_checked_by_hand():
    leak = slides_leak("16")
    assert arithmetic(leak) == (
        "Validation accuracy 92.54 % of 10,000 images, test accuracy 87.00 % of 10,000: 5.54 points apart. "
        "Chance in the images has a standard error of √(0.9254 × 0.0746 / 10,000 + 0.8700 × 0.1300 / 10,000) "
        "= 0.43 points, so these are 13.0 standard errors; more than 5 are not chance."
    )
    assert mark_text(leak) == "validation 13 standard errors above test"


def test_what_choosing_the_best_epoch_explains_is_the_largest_that_a_maximum_of_normal_errors_can_be():
    # Project 16's 300 epochs: 0.263 points × sqrt(2 ln 300) = 0.263 × 3.378.
    leak = slides_leak("16")
    assert gain_of_choosing(leak, 300) == pytest.approx(0.00888, abs=1e-5)
    assert arithmetic(leak, 300).endswith("Choosing the best of 300 epochs explains at most about 0.89 points of them.")
    assert "Choosing" not in arithmetic(leak, 1)


def test_the_causes_are_named_and_a_known_one_alone():
    honest, slides = presets.get("18").experiment, presets.get("18").as_in_slides
    likely = explain_leak(slides_leak("18"), honest, 40)
    assert "copies of them" in likely and "another source" in likely and "best of 40 epochs" in likely
    known = explain_leak(slides_leak("18"), slides, 40)
    assert known.endswith("The cause is known: this run trained on its validation images.")
    assert "Likely" not in known and "Choosing" not in known


@pytest.mark.parametrize(
    "figures",
    [
        (None, 10_000, 0.5, 10_000), (0.9, 10_000, None, None), (0.9, 0, 0.5, 100), (0.9, 100, 0.5, 0),
        (0.5, 10_000, 0.9, 10_000), (1.0, 10_000, 1.0, 10_000), (0.0, 10, 0.0, 10),
        # One image right and one wrong says nothing, although the plain formula has no error at 0 and 1.
        (1.0, 1, 0.0, 1),
    ],
)  # fmt: skip
def test_what_is_unknown_equal_or_the_other_way_round_is_no_leak(figures):
    assert find_leak(*figures) is None


def test_all_right_on_validation_and_all_wrong_on_test_is_one():
    leak = find_leak(1.0, 10_000, 0.0, 10_000)
    assert leak is not None and math.isfinite(leak.standard_errors)
