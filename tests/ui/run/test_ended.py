"""What the live panel says of runs that have ended."""

import time

import pytest

from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.training.training import Training
from builder.progress.ending import EndedByEpochs, Stopped
from builder.progress.epoch import Epoch
from builder.progress.told import Told
from builder.store import tasks
from builder.store.runs import attempts, lifecycle, owners
from builder.store.runs.records import list_runs
from builder.ui.run import panel
from builder.ui.session import history
from tests.ui.made_runs import design, ended_run
from tests.ui.run.panel import (
    ME,
    build_page,
    button,
    finished,
    metrics,
    one_run,
    shown,
    started,
    submitted,
    text_of,
)


def test_somebody_elses_stopped_run_is_shown_without_the_reading_of_its_test_set(db):
    run, token = started(db, epochs=[0.6], owner="somebody")
    lifecycle.mark_stopped(db, run.id, token, end_reason=Told(text="Stopped on request in epoch 2"), seconds=2.0)
    app = shown(one_run, run_id=run.id)
    assert "Stopped on request" in text_of(app)
    assert button(app, f"read_{run.id}") is None


def test_a_finished_run_tells_its_test_accuracy_with_its_interval_and_why_it_ended(db):
    finished(db)
    app = shown(build_page, owner=ME)
    value, note = metrics(app)["Test accuracy"]
    assert value == "70.4 %"
    # Wilson's interval of 7,043 in 10,000, from statsmodels' proportion_confint.
    assert note.replace("\N{NO-BREAK SPACE}", " ") == "likely between 69.5 and 71.3 %"
    assert "had not improved for 10 epochs\\." in text_of(app)
    assert "7,043 of 10,000 test images" in text_of(app)
    assert "3 epochs in 2 min" in text_of(app)


def test_an_ended_run_says_which_weights_are_kept_and_why(db):
    run = finished(db)
    why = "The weights of epoch 3 are kept: it was the last one, as the design asks; epoch 2 had a higher validation"
    assert why in text_of(shown(one_run, run_id=run.id)).replace("\\", "")
    run, token = judged_by_test(db, [0.6, 0.8, 0.8])
    reason = EndedByEpochs(epochs=3)
    lifecycle.finish(db, run.id, token, end_reason=reason, seconds=9.0, test_correct=239, test_count=299)
    told = text_of(shown(one_run, run_id=run.id)).replace("\\", "")
    assert "The weights of epoch 2 are kept: it was the first with the highest test accuracy." in told


@pytest.mark.parametrize(
    ("accuracies", "why"),
    [
        ([0.6, 0.7], "it was the last one, and no epoch had a higher validation accuracy."),
        ([0.7, 0.6], "it was the last one, as the design asks; epoch 1 had a higher validation accuracy."),
    ],
)
def test_a_stopped_run_says_it_once(db, accuracies, why):
    run, token = started(db, epochs=accuracies)
    lifecycle.mark_stopped(db, run.id, token, end_reason=Stopped(epoch=3, kept_epoch=2), seconds=2.0)
    told = text_of(shown(one_run, run_id=run.id)).replace("\\", "")
    assert f"Stopped on request in epoch 3; the weights of epoch 2 are kept: {why}" in told
    assert told.count("weights of epoch") == 1


def test_of_equally_good_epochs_the_kept_one_is_shown_as_the_best(db):
    run, token = started(db, epochs=[0.6, 0.7, 0.7])
    lifecycle.mark_stopped(db, run.id, token, end_reason=Stopped(epoch=4, kept_epoch=3), seconds=2.0)
    app = shown(one_run, run_id=run.id)
    assert metrics(app)["Best validation"] == ("70.0 %", "epoch 3")
    assert metrics(app)["Validation accuracy"] == ("70.0 %", "epoch 3, kept")


def test_where_there_was_one_epoch_nobody_is_told_that_it_was_chosen(db):
    run, token = started(db, epochs=[0.6])
    lifecycle.finish(db, run.id, token, end_reason=EndedByEpochs(epochs=1), seconds=1.0, test_correct=1, test_count=9)
    assert "are kept" not in text_of(shown(one_run, run_id=run.id))


def few(preset, name):
    """A project on other images than those of the other runs here."""
    return design(preset, name, limit=400)


def test_an_ended_run_says_how_it_did_beside_the_best_and_the_first_before_it_and_never_beside_a_stopped_one(db):
    finished(db, name="The first")
    assert "“" not in text_of(shown(build_page, owner=ME))
    second = finished(db, name="The second", keep="best")
    same = "validation images right as your first run, “The first”\\."
    assert same in text_of(shown(one_run, run_id=second.id))
    best = ended_run(db, few("0", "Best"), ME, accuracy=0.9, test=(69, 99))
    ended_run(db, few("4", "Worst"), ME, accuracy=0.6, test=(77, 99))
    stopped = ended_run(db, few("3", "Stopped"), ME, accuracy=0.95, state="stopped")
    told = text_of(shown(one_run, run_id=stopped.id))  # though its test set has not been read
    assert "5 more of 100 validation images right than your first run, “Best” (90)" in told.replace("\\", "")
    last = ended_run(db, few("5", "Last"), ME, accuracy=0.84, test=(83, 99))  # the test set would say the opposite
    app = shown(one_run, run_id=last.id)
    assert "6 fewer of 100 validation images right than your first run, “Best” (90)" in text_of(app).replace("\\", "")
    assert button(app, f"better_{last.id}").label == "Back to “Best” in Build"
    top = ended_run(db, few("6", "Top"), ME, accuracy=0.96, test=(95, 99))
    after = ended_run(db, few("7", "After"), ME, accuracy=0.91, test=(90, 99))
    told = text_of(shown(one_run, run_id=after.id)).replace("\\", "")
    assert "5 fewer of 100 validation images right than your best run before, “Top” (96): 5.0 points less." in told
    assert "1 more than your first, “Best” (90); that may be luck." in told
    app = shown(one_run, run_id=top.id)
    assert "6 more of 100 validation images right than your first run, “Best” (90)" in text_of(app).replace("\\", "")
    assert button(app, f"better_{top.id}") is None and button(app, f"better_{best.id}") is None


def test_a_run_whose_accuracies_show_a_leak_is_beside_no_other_one_and_no_other_beside_it(db):
    ended_run(db, few("0", "First"), ME, accuracy=0.5, test=(50, 99))
    leaking = ended_run(db, few("3", "Leaking"), ME, accuracy=0.95, test=(40, 99))
    assert "images right than" not in text_of(shown(one_run, run_id=leaking.id))
    last = ended_run(db, few("4", "Last"), ME, accuracy=0.6, test=(60, 99))
    told = text_of(shown(one_run, run_id=last.id)).replace("\\", "")
    assert "10 more of 100 validation images right than your first run, “First” (50)" in told
    assert "Leaking" not in told


def test_a_run_that_the_test_set_judges_says_so_while_it_trains_and_after_it(db):
    run, token = judged_by_test(db, [0.6, 0.8, 0.75])
    app = shown(build_page, owner=ME)
    assert "the test set chose this model" in text_of(app)
    assert "Ends at 90\N{NO-BREAK SPACE}% test accuracy or after epoch 60" in text_of(app)
    assert metrics(app) == {
        "Test accuracy": ("75.0 %", "-5.0 points"),
        "Best so far": ("80.0 %", "epoch 2"),
        "Validation accuracy": ("50.0 %", "as before"),
        "Target": ("90.0 %", ""),
    }
    reason = EndedByEpochs(epochs=60)
    lifecycle.finish(db, run.id, token, end_reason=reason, seconds=125.0, test_correct=239, test_count=299)
    app = shown(build_page, owner=ME, opened=run.experiment)
    assert metrics(app)["Test accuracy"] == ("79.9 %", "chose this model")  # no interval: it is no estimate
    assert "no estimate for new images" in text_of(app)


def judged_by_test(db, test_accuracies, data=None):
    """A running run under the slides' protocol of project 18, with these test accuracies."""
    training = Training(epochs=60, target_test_accuracy=0.9, keep="best")
    run = lifecycle.submit(db, Experiment(training=training, data=data or Data()), ME)
    _, token = lifecycle.claim_next(db)
    for number, accuracy in enumerate(test_accuracies, start=1):
        epoch = Epoch(
            epoch=number, loss=1.0, accuracy=0.7, val_loss=1.1, val_accuracy=0.5, seconds=1.0, test_accuracy=accuracy
        )
        best = 1 + test_accuracies.index(max(test_accuracies[:number]))
        attempts.record_epoch(
            db, run.id, token, epoch, best_epoch=best, kept_epoch=best, validation_accuracy=0.5, seconds=9.0
        )
    attempts.record_weights(db, run.id, token)
    return run, token


def test_a_run_that_trained_on_its_validation_images_is_marked_in_card_and_row(db):
    run, token = started(db, epochs=[0.97])
    experiment = Experiment(name="Slides", training=Training(epochs=60), data=Data(trains_on_validation=True))
    lifecycle.finish(db, run.id, token, end_reason=Told(text="All epochs were trained"), seconds=1.0)
    marked = lifecycle.submit(db, experiment, ME)
    assert "validation images were trained on" in text_of(shown(build_page, owner=ME))
    assert "validation images were trained on" in text_of(shown(one_run, run_id=marked.id))


def test_a_validation_accuracy_far_above_the_test_accuracy_is_explained_on_the_end_card(db):
    run, token = started(db, epochs=[0.95])
    reason = Told(text="All epochs were trained")
    lifecycle.finish(db, run.id, token, end_reason=reason, seconds=1.0, test_correct=180, test_count=299)
    said = text_of(shown(build_page, owner=ME)).replace("\\", "")
    # As on the leaderboard: 11.2 standard errors by hand.
    assert "11.2 standard errors" in said and "Likely causes" in said
    started(db, name="Next")
    assert "validation 11 standard errors above test" in text_of(shown(build_page, owner=ME))


def test_the_card_folds_to_a_line_while_another_design_is_open_whatever_its_name_and_seed(db):
    run = finished(db, seed=3)
    app = shown(build_page, owner=ME, opened=Experiment(name="Renamed", training=Training(epochs=60, seed=4)))
    assert metrics(app)["Test accuracy"][0] == "70.4 %"
    assert button(app, f"again_{run.id}").label == "Train “Project 5” again", "which is not the open seed"
    app.session_state[history.EXPERIMENT] = Experiment(training=Training(epochs=61))
    app.run()
    assert not app.metric and not app.exception
    assert "**Project 5**" in text_of(app) and "test accuracy 70.4 %" in text_of(app).replace("\N{NO-BREAK SPACE}", " ")
    assert [found.key for found in app.button] == [f"look_into_{run.id}"]
    app.session_state[history.EXPERIMENT] = run.experiment  # undone
    app.run()
    assert metrics(app)["Test accuracy"][0] == "70.4 %"


def test_the_card_stays_while_the_test_set_is_read_that_was_asked_for_in_it(db):
    run, token = started(db, epochs=[0.6])
    lifecycle.mark_stopped(db, run.id, token, end_reason=Told(text="Stopped"), seconds=2.0)
    app = shown(build_page, owner=ME)
    button(app, f"read_{run.id}").click().run()
    app.session_state[history.EXPERIMENT] = Experiment()
    app.run()
    assert "Reading the test set" in text_of(app)


def test_the_line_of_a_failed_run_says_why(db):
    run, token = started(db)
    lifecycle.fail(db, run.id, token, Told(text="There was not enough memory."))
    app = shown(build_page, owner=ME, opened=Experiment())
    assert not app.error and "There was not enough memory" in text_of(app)


def test_an_ended_run_is_told_from_others_of_its_name_as_it_was_while_it_trained(db):
    first = finished(db)
    run = lifecycle.submit(db, Experiment(name=first.name, training=Training(epochs=40)), ME)
    _, token = lifecycle.claim_next(db)
    told = "**Project 5**, 40 epochs"
    assert told in text_of(shown(build_page, owner=ME))
    lifecycle.finish(db, run.id, token, end_reason=EndedByEpochs(epochs=40), seconds=9.0)
    for opened in (run.experiment, Experiment()):
        assert told in text_of(shown(build_page, owner=ME, opened=opened))


def test_a_run_that_was_stopped_in_its_first_epoch_offers_nothing_that_asks_its_network(db):
    run, token = started(db)
    attempts.record_weights(db, run.id, token)  # of a part of the epoch
    lifecycle.mark_stopped(db, run.id, token, end_reason=Stopped(epoch=1, kept_epoch=None), seconds=2.0)
    app = shown(build_page, owner=ME)
    assert {found.key for found in app.button} == {f"dismiss_{run.id}", f"again_{run.id}"}


def test_an_outcome_can_be_put_away(db):
    run = finished(db)
    app = shown(build_page, owner=ME)
    button(app, f"dismiss_{run.id}").click().run()
    assert not app.markdown


def test_an_old_outcome_is_not_shown(db, monkeypatch):
    finished(db)
    later = time.time() + panel.OUTCOME_SECONDS + 1
    monkeypatch.setattr(panel.time, "time", lambda: later)
    assert not shown(build_page, owner=ME).markdown


def test_the_last_outcome_is_a_row_while_the_next_run_trains(db):
    finished(db, name="First")
    started(db, name="Second")
    text = text_of(shown(build_page, owner=ME)).replace("\N{NO-BREAK SPACE}", " ")
    assert "First" in text and "test accuracy 70.4 % of 10,000 images (likely between 69.5 and 71.3 %)" in text


def test_a_run_cancelled_before_it_began_has_no_outcome(db):
    run = submitted(db)
    owners.request_stop(db, run.id, ME)
    assert not shown(build_page, owner=ME).markdown


def test_a_failed_run_tells_its_sentence(db):
    run, token = started(db)
    lifecycle.fail(db, run.id, token, Told(text="There was not enough memory. Try batch size 128."))
    app = shown(build_page, owner=ME)
    assert [error.value.replace("\\", "") for error in app.error] == [
        "There was not enough memory. Try batch size 128."
    ]


def test_the_test_set_of_a_stopped_run_is_read_after_a_confirmation_that_says_what_it_costs(db):
    run, token = started(db, epochs=[0.6])
    lifecycle.mark_stopped(db, run.id, token, end_reason=Told(text="Stopped on request in epoch 2"), seconds=2.0)
    app = shown(build_page, owner=ME)
    assert metrics(app)["Test accuracy"][0] == "not read"
    assert "cannot be continued" in text_of(app)
    button(app, f"read_{run.id}").click().run()
    assert not app.exception
    task = tasks.latest_task(db, "evaluate")
    assert (task.run_id, task.state) == (run.id, "queued")
    assert "Reading the test set" in text_of(app)
    assert button(app, f"read_{run.id}") is None


def test_a_reading_that_failed_says_why_and_can_be_asked_for_again(db):
    run, token = started(db, epochs=[0.6])
    lifecycle.mark_stopped(db, run.id, token, end_reason=Told(text="Stopped"), seconds=2.0)
    app = shown(build_page, owner=ME)
    button(app, f"read_{run.id}").click().run()
    claimed, task_token = tasks.claim_task(db, ["evaluate"])
    tasks.fail_task(db, claimed.id, task_token, Told(text="The images are gone."))
    app.run()
    assert not app.exception
    assert "The images are gone" in text_of(app).replace("\\", "")
    assert button(app, f"read_{run.id}") is not None


def test_an_ended_run_is_trained_again_with_the_same_design(db):
    run, token = started(db, epochs=[0.5])
    lifecycle.finish(db, run.id, token, end_reason=Told(text="All epochs were trained"), seconds=9.0)
    app = shown(one_run, run_id=run.id)
    button(app, f"again_{run.id}").click().run()
    assert [other.experiment for other in list_runs(db) if other.id != run.id] == [run.experiment]
