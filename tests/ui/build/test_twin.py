"""What stands beside Train where somebody has trained the very same already."""

from builder.store import visitors
from builder.store.runs import lifecycle
from builder.ui.app.text import plain
from builder.ui.session import history
from tests.ui.build.page import press, words
from tests.ui.made_runs import ended_run
from tests.ui.opened import checked

THEM = visitors.owner_of("who sits beside me")


def test_a_run_that_was_stopped_or_is_of_other_images_is_not_the_same(visit, store):
    app = visit(project="3")
    design = app.session_state[history.EXPERIMENT]
    few = design.model_copy(update={"data": design.data.model_copy(update={"limit": 400})})
    ended_run(store, design, THEM, state="stopped")
    ended_run(store, few, THEM)
    assert "exactly this" not in words(checked(app.run()))


def test_who_trained_exactly_this_is_said_beside_train_with_a_way_to_it_and_the_next_seed(visit, store):
    visitors.set_nickname(store, THEM, "Gentle *Falcon*")
    app = visit(project="1")
    assert "exactly this" not in words(app)
    design = app.session_state[history.EXPERIMENT]
    ended_run(store, design.model_copy(update={"name": "Theirs"}), THEM, accuracy=0.946)
    told = words(checked(app.run()))
    assert plain("Gentle *Falcon* has trained exactly this with the same seed: 94.6 %.") in told
    assert "Look at that run" in [button.label for button in app.button]
    press(app, "Try other luck: seed 1")
    assert app.session_state[history.EXPERIMENT].training.seed == 1
    assert "exactly this" not in words(app)

    lifecycle.submit(store, app.session_state[history.EXPERIMENT], THEM)
    assert "has exactly this with the same seed in the queue" in words(checked(app.run()))
    assert "Try other luck: seed 2" in [button.label for button in app.button]
    press(app, "Train")
    assert "exactly this" not in words(app), "now it is this visitor's own, and stands below"
