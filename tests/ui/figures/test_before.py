"""The run before, faintly, in the figures of a run: compared with, and never in its way."""

import pytest

from builder.progress.epoch import Epoch
from builder.ui.figures.before import Before
from builder.ui.figures.curve_style import VALIDATION_COLOUR
from builder.ui.figures.curves import curves


def epochs(*losses: float) -> list[Epoch]:
    return [
        Epoch(epoch=n, loss=loss + 0.1, accuracy=0.4, val_loss=loss, val_accuracy=0.5, seconds=1.0)
        for n, loss in enumerate(losses, start=1)
    ]


def drawn(own: list[Epoch], before: Before | None, **more) -> dict:
    usual = {"planned": 60, "best_epoch": None, "chance": 0.1, "revision": "run1", "ended": False}
    return curves(own, before=before, **usual | more)


def test_it_is_the_thinnest_line_behind_the_others_and_of_no_colour_of_theirs():
    for figure in drawn(epochs(2, 1.5), Before("Project 0", epochs(1.8, 1.2)))["figures"]:
        behind, *others = (line for line in figure["data"] if line["mode"] != "markers")
        assert behind["name"] == "Before: Project 0"
        assert all(behind["line"]["width"] < line["line"]["width"] for line in others)
        assert behind["line"]["color"] not in {VALIDATION_COLOUR, *(line["line"]["color"] for line in others)}


@pytest.mark.parametrize("before", [(1e6, 1e5), (0.001, 0.0005), (2.0, 1.0), (50.0, 0.0)])
@pytest.mark.parametrize("own", [(1.5,), (1.9, 1.7, 1.2)])
def test_the_losses_of_the_running_run_keep_at_least_a_third_of_the_height_whatever_those_before_were(own, before):
    alone, beside = (
        drawn(epochs(*own), other)["figures"][1]["layout"]["yaxis"]["range"]
        for other in (None, Before("Project 0", epochs(*before)))
    )
    shown = [value for loss in own for value in (loss, loss + 0.1)]
    assert beside[0] < min(shown) and max(shown) < beside[1]
    assert max(shown) - min(shown) > (beside[1] - beside[0]) / 3
    assert beside[0] <= alone[0] and beside[1] >= alone[1]


def test_the_axis_of_accuracies_and_that_of_epochs_stay_as_they_are_and_what_lies_beyond_is_left_out():
    own, before = epochs(2, 1.5), Before("Long", epochs(*[1.0] * 300))
    alone, beside = drawn(own, None)["figures"], drawn(own, before)["figures"]
    for one, other in zip(alone, beside, strict=True):
        assert one["layout"]["xaxis"] == other["layout"]["xaxis"]
        assert other["data"][0]["x"] == list(range(1, 61))
    assert alone[0]["layout"]["yaxis"] == beside[0]["layout"]["yaxis"]
    assert drawn(own, before, ended=True)["figures"][0]["data"][0]["x"] == [1, 2]


def test_a_name_is_text_in_the_figure_and_said_to_those_who_do_not_see_it():
    told = drawn(epochs(2), Before("<b>x</b>", epochs(1.0, 0.9)))
    assert "<b>" not in told["figures"][0]["data"][0]["name"]
    label = "The run before: <b>x</b> · 2 epochs · best 50.0\N{NO-BREAK SPACE}% in epoch 1"
    assert drawn([], Before("x", epochs(1.0), is_best=True))["before"].startswith("The best run before: x · 1 epoch")
    assert told["before"] == label and f"Faintly: {label}." in told["summaries"][0]
    assert drawn(epochs(2), None)["before"] is None


def test_a_line_that_nobody_sees_because_it_lies_under_the_others_is_told_in_a_word():
    before, covered = Before("Twin", epochs(2.0, 1.5, 1.2)), "the same curve as this run’s"
    assert covered not in drawn([], before)["before"]
    assert covered not in drawn(epochs(2.0, 1.5), before)["before"], "its third epoch is still to be seen"
    assert covered in drawn(epochs(2.0, 1.5, 1.2), before)["before"]
    assert covered in drawn(epochs(2.0, 1.5), before, ended=True)["before"], "the axis ends with the second"
    assert covered not in drawn(epochs(2.0, 1.4, 1.2), before)["before"]


def test_how_far_a_longer_run_is_drawn_is_told_with_all_of_its_epochs_and_its_best_wherever_that_is():
    losses = epochs(*[1.0] * 300)
    losses[250] = losses[250].model_copy(update={"val_accuracy": 0.9})
    told = drawn(epochs(2, 1.5), Before("Long", losses))["before"]
    assert "300 epochs · best 90.0\N{NO-BREAK SPACE}% in epoch 251 · drawn up to epoch 60" in told
    assert "drawn up to" not in drawn(epochs(2), Before("Short", losses[:60]))["before"]
