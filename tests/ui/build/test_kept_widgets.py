"""The browser may keep widgets of the design before, and report once more what they said."""

import pytest
from streamlit.testing.v1 import AppTest

from builder.design.experiment import Experiment
from builder.ui.session import history
from tests.ui.build.page import preset, reported, run_reporting
from tests.ui.opened import checked, labelled


def steps_of(app: AppTest) -> list[Experiment]:
    """The designs of the history, the current one last."""
    return [*app.session_state[history.PAST], app.session_state[history.EXPERIMENT]]


def optimising(app: AppTest) -> list[tuple[str, str, float]]:
    trainings = [design.training for design in steps_of(app)]
    return [(one.optimizer.kind, one.learning_rate.kind, one.learning_rate.rate) for one in trainings]


def test_a_rate_that_followed_its_optimiser_is_not_set_back_by_the_slider_before(visit):
    app = visit("Training", project="0")
    labelled(app.selectbox, "Optimiser").set_value("sgd")
    kept = reported(app)
    checked(app.run())
    labelled(app.selectbox, "Schedule of the learning rate").set_value("cosine")
    run_reporting(app, kept)
    assert optimising(app) == [("adam", "constant", 0.001), ("sgd", "constant", 0.01), ("sgd", "cosine", 0.01)]


def test_what_was_undone_is_not_done_again_by_the_widget_that_had_done_it(visit):
    app = visit("Training", project="0")
    labelled(app.selectbox, "Optimiser").set_value("sgd")
    kept = reported(app)
    checked(app.run())
    labelled(app.button, "Undo").click()
    run_reporting(app, kept)
    run_reporting(app, kept)
    assert optimising(app) == [("adam", "constant", 0.001)]


@pytest.mark.parametrize("tab", ["Network", "Training"])
def test_no_widget_of_the_design_before_changes_the_next(visit, tab):
    app = visit(tab, project="18")
    kept = reported(app)
    preset(app, "0")
    steps = steps_of(app)
    run_reporting(app, kept)
    assert steps_of(app) == steps


def test_a_pick_on_a_widget_that_is_about_to_be_drawn_again_counts(visit):
    app = visit("Training", project="0")
    labelled(app.selectbox, "Optimiser").set_value("sgd")
    labelled(app.select_slider, "Learning rate").set_value(0.005)
    faster = reported(app)
    labelled(app.select_slider, "Learning rate").set_value(0.001)
    slower = reported(app)
    checked(app.run())
    for kept in (faster, slower, slower):
        run_reporting(app, kept)
    assert [rate for _, _, rate in optimising(app)] == [0.001, 0.01, 0.005, 0.001]
