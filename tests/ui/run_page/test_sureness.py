"""How sure a network may be and which labels are doubtful, where the honest answer is that there is none."""

from builder.settings import load_settings
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import checked
from tests.ui.run_page.made_predictions import keep_predictions
from tests.ui.run_page.opened import YOU, visit, words


def test_a_temperature_that_does_not_help_is_shown_as_fitted_and_not_used(db):
    """0.91 sure everywhere, and right for 271 of 299 images, 90.6 %."""
    run = ended_run(db, design(), YOU, accuracy=0.9)
    labels = keep_predictions(load_settings(), run, {})
    keep_predictions(load_settings(), run, {place: ((labels[place] + 1) % 10, 0.91) for place in range(0, 299, 11)})
    app = visit(run.id, show="How far to trust it")
    assert "On average it is 91" in words(app) and "temperature" not in words(app), "the numbers are folded away"
    app.session_state["run.sureness.numbers"] = True
    told = words(checked(app.run()))
    assert "so it is not used" in told and "Error with it" not in told


def test_a_network_that_errs_more_often_than_not_shows_no_doubtful_labels_but_how_often_it_errs(db):
    run = ended_run(db, design(), YOU, accuracy=0.26)
    labels = keep_predictions(load_settings(), run, {})
    keep_predictions(load_settings(), run, {place: ((labels[place] + 1) % 10, 0.6) for place in range(200)})
    told = words(visit(run.id, show="Doubtful labels"))
    assert "gets 66.9 % of these images wrong" in told and "too weak to judge" in told
    assert "confident learning" not in told
