"""The live panel, drawn from the store alone."""

import time

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from builder import jobs
from builder.runs import lifecycle, tasks, visitors
from builder.runs.queue import queue_order
from builder.runs.records import Epoch, Progress, get_run, list_runs
from builder.spec.experiment import Data, Experiment
from builder.spec.training import EarlyStopping, Training
from builder.ui import live, live_card, live_epochs, session

SECRET = "s" * 43
ME = visitors.owner_of(SECRET)


@pytest.fixture(autouse=True)
def own_home(settings, monkeypatch):
    """The pages' store is this test's, and no supervisor is started; how often one was asked for is counted."""
    monkeypatch.setenv("BUILDER_HOME", str(settings.home))
    monkeypatch.setenv("BUILDER_DATABASE_URL", settings.database_url)
    monkeypatch.delenv("BUILDER_CIFAR10", raising=False)
    asked = []
    monkeypatch.setattr(jobs, "ensure_supervisor", asked.append)
    monkeypatch.setattr("builder.jobs.submit.ensure_supervisor", asked.append)
    return asked


def shown(script, **arguments) -> AppTest:
    app = AppTest.from_function(script, kwargs=arguments, default_timeout=30)
    app.session_state[session.SECRET] = SECRET
    app.run()
    assert not app.exception
    return app


def build_page(owner):
    from builder.ui.live import active_runs

    active_runs(owner)


def one_run(run_id):
    from builder.ui.live import live_panel

    live_panel(run_id)


def submitted(db, name="Project 5", owner=ME, **training):
    return lifecycle.submit(db, Experiment(name=name, training=Training(epochs=60, **training)), owner)


def started(db, *, epochs=(), **more):
    """A running run with these validation accuracies, and its attempt's token."""
    run = submitted(db, **more)
    claimed, token = lifecycle.claim_next(db)
    assert claimed.id == run.id
    for number, accuracy in enumerate(epochs, start=1):
        epoch = Epoch(epoch=number, loss=1.0, accuracy=0.686, val_loss=1.1, val_accuracy=accuracy, seconds=1.0)
        best = 1 + max(range(number), key=lambda index: epochs[index])
        lifecycle.record_epoch(
            db, run.id, token, epoch, best_epoch=best, kept_epoch=number, validation_accuracy=accuracy, seconds=9.0
        )
        lifecycle.record_weights(db, run.id, token)
    return run, token


def text_of(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.error, *app.info, *app.warning]
    return "\n".join([*(part.value for part in parts), *(block.proto.body for block in app.get("html"))])


def bars(app: AppTest) -> list[str]:
    return [bar.proto.text for bar in app.get("progress")]


def button(app: AppTest, key: str):
    return next((found for found in app.button if found.key == key), None)


def metrics(app: AppTest) -> dict[str, tuple[str, str]]:
    return {metric.label: (metric.value.replace("\N{NO-BREAK SPACE}", " "), metric.delta) for metric in app.metric}


def test_nothing_is_drawn_for_someone_without_runs(db, own_home):
    app = shown(build_page, owner=ME)
    assert not app.markdown and not app.button
    assert own_home == []


def test_a_running_run_says_what_it_trains_how_far_it_is_and_how_fast(db):
    run, token = started(db, epochs=[0.5, 0.644, 0.702])
    lifecycle.report_progress(
        db,
        run.id,
        token,
        Progress(
            phase="Training", epoch=4, images_done=1039, images_total=40_000, images_per_second=3412, seconds_left=3060
        ),
    )
    app = shown(build_page, owner=ME)
    for part in ("Training", "Project 5", "Digits", "epoch 4 of 60"):
        assert part in text_of(app)
    assert bars(app) == ["Epoch 4 · 1,039 of 40,000 images · 3,412 images/s · 51 min left"]


def test_the_four_numbers_of_a_running_run(db):
    rules = (EarlyStopping(monitor="val_accuracy", patience=10), EarlyStopping(monitor="val_loss", patience=4))
    started(db, epochs=[0.5, 0.702, 0.644], early_stopping=rules)
    assert metrics(shown(build_page, owner=ME)) == {
        "Validation accuracy": ("64.4 %", "-5.8 pts"),
        "Best so far": ("70.2 %", "epoch 2"),
        "Training accuracy": ("68.6 %", ""),
        "Early stopping": ("2 left", "validation loss"),  # the loss has been the same twice, of four times that it may
    }


def test_before_the_first_number_the_phase_is_named(db):
    started(db)
    assert "Starting TensorFlow" in text_of(shown(build_page, owner=ME))


def test_a_limited_data_set_is_named_with_its_limit(db):
    lifecycle.submit(db, Experiment(data=Data(dataset="cifar10", limit=2000)), ME)
    assert "CIFAR\\-10, 2,000 training images" in text_of(shown(build_page, owner=ME))


def test_a_name_cannot_draw_on_the_page(db):
    submitted(db, name="**bold** <b>x</b> :red[y]")
    assert "\\*\\*bold\\*\\* \\<b\\>x" in text_of(shown(build_page, owner=ME))


def test_only_new_epochs_are_read_from_the_store(db, monkeypatch):
    run, token = started(db, epochs=[0.5, 0.6])
    asked = []
    real = live_epochs.epochs_of

    def counted(db, id, after):
        asked.append(after)
        return real(db, id, after=after)

    monkeypatch.setattr(live_epochs, "epochs_of", counted)
    app = shown(build_page, owner=ME)
    app.run()
    epoch = Epoch(epoch=3, loss=1.0, accuracy=0.7, val_loss=1.1, val_accuracy=0.65, seconds=1.0)
    lifecycle.record_epoch(db, run.id, token, epoch, best_epoch=3, kept_epoch=3, validation_accuracy=0.65, seconds=10)
    app.run()
    assert asked == [0, 2]
    assert metrics(app)["Validation accuracy"] == ("65.0 %", "+5.0 pts")


def test_stop_is_shown_at_once_and_noted_in_the_store(db):
    run, _ = started(db, epochs=[0.5])
    app = shown(build_page, owner=ME)
    assert "Keeps what was trained so far" in button(app, f"stop_{run.id}").proto.help
    button(app, f"stop_{run.id}").click().run()
    assert get_run(db, run.id).stop_requested
    assert "Stopping …" in text_of(app)
    assert button(app, f"stop_{run.id}").disabled


def test_waiting_runs_are_rows_with_their_place_and_can_be_cancelled(db):
    running, _ = started(db, epochs=[0.5])
    first, second = submitted(db, name="Second"), submitted(db, name="Third")
    app = shown(build_page, owner=ME)
    assert "Starts next" in text_of(app) and "Starts after 1 other queued run" in text_of(app)
    button(app, f"stop_{second.id}").click().run()
    assert get_run(db, second.id).state == "stopped"
    assert button(app, f"stop_{second.id}") is None and button(app, f"stop_{first.id}") is not None
    assert get_run(db, running.id).state == "running"


def test_a_run_that_should_have_started_long_ago_says_where_to_look(db, monkeypatch):
    run = submitted(db)
    assert "Starts next" in text_of(shown(build_page, owner=ME))
    later = run.submitted_at + 45
    monkeypatch.setattr(live_card.time, "time", lambda: later)
    assert "Has not started for 45 s" in text_of(shown(build_page, owner=ME))


def test_the_run_that_trains_is_in_the_panel_even_if_another_is_newer(db):
    running, _ = started(db, epochs=[0.5])
    submitted(db, name="Newer")
    app = shown(build_page, owner=ME)
    assert metrics(app)["Validation accuracy"][0] == "50.0 %"
    assert text_of(app).index("Project 5") < text_of(app).index("Newer")


def test_somebody_elses_run_is_shown_without_a_stop_button(db):
    run, _ = started(db, epochs=[0.5], owner="somebody")
    assert not shown(build_page, owner=ME).markdown
    app = shown(one_run, run_id=run.id)
    assert "Project 5" in text_of(app)
    assert button(app, f"stop_{run.id}") is None


def test_whoever_is_not_the_owner_any_more_cannot_stop_a_run(db):
    """The button was drawn for the owner; the click comes from a session with another identity."""
    run, _ = started(db, epochs=[0.5])
    app = shown(one_run, run_id=run.id)
    app.session_state[session.SECRET] = "o" * 43
    button(app, f"stop_{run.id}").click().run()
    assert not get_run(db, run.id).stop_requested
    assert "belongs to" in app.session_state[session.NOTICE][0]
    assert button(app, f"stop_{run.id}") is None


def test_somebody_elses_stopped_run_is_shown_without_the_reading_of_its_test_set(db):
    run, token = started(db, epochs=[0.6], owner="somebody")
    lifecycle.mark_stopped(db, run.id, token, end_reason="Stopped on request in epoch 2", seconds=2.0)
    app = shown(one_run, run_id=run.id)
    assert "Stopped on request" in text_of(app)
    assert button(app, f"read_{run.id}") is None


def finished(db, **more):
    run, token = started(db, epochs=[0.6, 0.702, 0.69], **more)
    lifecycle.record_test_reading(db, run.id, reason="finished", count=10_000, correct=7043, token=token)
    lifecycle.finish(db, run.id, token, end_reason="Validation accuracy had not improved for 10 epochs", seconds=125.0)
    return run


def test_a_finished_run_tells_its_test_accuracy_with_its_interval_and_why_it_ended(db):
    finished(db)
    app = shown(build_page, owner=ME)
    value, note = metrics(app)["Test accuracy"]
    assert value == "70.4 %"
    # Wilson's interval of 7,043 in 10,000, from statsmodels' proportion_confint.
    assert note.replace("\N{NO-BREAK SPACE}", " ") == "95 %: 69.5 to 71.3 %"
    assert "had not improved for 10 epochs\\." in text_of(app)
    assert "7,043 of 10,000 test images" in text_of(app)
    assert "3 epochs in 2 min" in text_of(app)


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
        lifecycle.record_epoch(
            db, run.id, token, epoch, best_epoch=best, kept_epoch=best, validation_accuracy=0.5, seconds=9.0
        )
    lifecycle.record_weights(db, run.id, token)
    return run, token


def test_a_run_that_the_test_set_judges_says_so_while_it_trains_and_after_it(db):
    run, token = judged_by_test(db, [0.6, 0.8, 0.75])
    app = shown(build_page, owner=ME)
    assert "the test set chose this model" in text_of(app)
    assert "Ends at 90\N{NO-BREAK SPACE}% test accuracy or after epoch 60" in text_of(app)
    assert metrics(app) == {
        "Test accuracy": ("75.0 %", "-5.0 pts"),
        "Best so far": ("80.0 %", "epoch 2"),
        "Validation accuracy": ("50.0 %", "as before"),
        "Target": ("90.0 %", ""),
    }
    lifecycle.record_test_reading(db, run.id, reason="finished", count=299, correct=239, token=token)
    lifecycle.finish(db, run.id, token, end_reason="All 60 epochs were trained", seconds=125.0)
    app = shown(build_page, owner=ME)
    assert metrics(app)["Test accuracy"] == ("79.9 %", "chose this model")  # no interval: it is no estimate
    assert "no estimate for new images" in text_of(app)


def test_a_run_that_trained_on_its_validation_images_is_marked_in_card_and_row(db):
    run, token = started(db, epochs=[0.97])
    experiment = Experiment(name="Slides", training=Training(epochs=60), data=Data(trains_on_validation=True))
    lifecycle.finish(db, run.id, token, end_reason="All epochs were trained", seconds=1.0)
    marked = lifecycle.submit(db, experiment, ME)
    assert "validation images were trained on" in text_of(shown(build_page, owner=ME))
    assert "validation images were trained on" in text_of(shown(one_run, run_id=marked.id))


def test_a_validation_accuracy_far_above_the_test_accuracy_is_explained_on_the_end_card(db):
    run, token = started(db, epochs=[0.95])
    lifecycle.record_test_reading(db, run.id, reason="finished", count=299, correct=180, token=token)
    lifecycle.finish(db, run.id, token, end_reason="All epochs were trained", seconds=1.0)
    said = text_of(shown(build_page, owner=ME)).replace("\\", "")
    # As on the leaderboard: 11.2 standard errors by hand.
    assert "11.2 standard errors" in said and "Likely causes" in said
    started(db, name="Next")
    assert "validation 11 standard errors above test" in text_of(shown(build_page, owner=ME))


def test_an_outcome_can_be_put_away(db):
    run = finished(db)
    app = shown(build_page, owner=ME)
    button(app, f"dismiss_{run.id}").click().run()
    assert not app.markdown


def test_an_old_outcome_is_not_shown(db, monkeypatch):
    finished(db)
    later = time.time() + live.OUTCOME_SECONDS + 1
    monkeypatch.setattr(live.time, "time", lambda: later)
    assert not shown(build_page, owner=ME).markdown


def test_the_last_outcome_is_a_row_while_the_next_run_trains(db):
    finished(db, name="First")
    started(db, name="Second")
    text = text_of(shown(build_page, owner=ME)).replace("\N{NO-BREAK SPACE}", " ")
    assert "First" in text and "test accuracy 70.4 % of 10,000 images (95 %: 69.5 to 71.3 %)" in text


def test_a_run_cancelled_before_it_began_has_no_outcome(db):
    run = submitted(db)
    lifecycle.request_stop(db, run.id, ME)
    assert not shown(build_page, owner=ME).markdown


def test_a_failed_run_tells_its_sentence(db):
    run, token = started(db)
    lifecycle.fail(db, run.id, token, "There was not enough memory. Try batch size 128.")
    app = shown(build_page, owner=ME)
    assert [error.value.replace("\\", "") for error in app.error] == [
        "There was not enough memory. Try batch size 128."
    ]


def test_the_test_set_of_a_stopped_run_is_read_after_a_confirmation_that_says_what_it_costs(db):
    run, token = started(db, epochs=[0.6])
    lifecycle.mark_stopped(db, run.id, token, end_reason="Stopped on request in epoch 2", seconds=2.0)
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
    lifecycle.mark_stopped(db, run.id, token, end_reason="Stopped", seconds=2.0)
    app = shown(build_page, owner=ME)
    button(app, f"read_{run.id}").click().run()
    claimed, task_token = tasks.claim_task(db, ["evaluate"])
    tasks.fail_task(db, claimed.id, task_token, "The images are gone.")
    app.run()
    assert not app.exception
    assert "The images are gone" in text_of(app).replace("\\", "")
    assert button(app, f"read_{run.id}") is not None


def test_an_unknown_run_is_a_sentence(db):
    app = shown(one_run, run_id="no_such_run")
    assert len(app.info) == 1
    assert r"no\_such\_run" in app.info[0].value


def test_watching_active_work_looks_after_the_supervisor(db, own_home):
    submitted(db)
    own_home.clear()
    shown(build_page, owner=ME)
    assert len(own_home) == 1


def one_tick(owner, watched):
    import streamlit as st

    from builder.ui import live, session

    st.session_state[session.WATCHED_RUNS] = watched
    live._draw_active(owner, None)


def test_when_a_run_has_ended_the_whole_page_runs_once(db, monkeypatch):
    ended = finished(db)
    other, _ = started(db, name="Next")
    reruns = []
    monkeypatch.setattr(st, "rerun", lambda scope="app": reruns.append(scope))
    shown(one_tick, owner=ME, watched=(ended.id, other.id))
    assert reruns == ["app"]
    reruns.clear()
    shown(one_tick, owner=ME, watched=(other.id,))
    assert reruns == []


def test_a_training_run_is_paused_and_let_go_on(db):
    run, _ = started(db)
    app = shown(build_page, owner=ME)
    button(app, f"pause_{run.id}").click().run()
    assert get_run(db, run.id).pause_requested
    assert "Pausing" in text_of(app)
    button(app, f"go_on_{run.id}").click().run()
    assert not get_run(db, run.id).pause_requested


def test_a_paused_run_says_where_it_is_needs_no_supervisor_and_resumes_into_the_queue(db, own_home):
    run, token = started(db, epochs=[0.5, 0.6, 0.65])
    lifecycle.request_pause(db, run.id, ME)
    lifecycle.mark_paused(db, run.id, token, seconds=3.0)
    app = shown(build_page, owner=ME)
    assert "Paused after epoch 3" in text_of(app) and own_home == []
    button(app, f"resume_{run.id}").click().run()
    assert get_run(db, run.id).state == "queued" and own_home != []


def test_a_run_that_trouble_paused_says_why_and_how_it_goes_on(db):
    run, token = started(db, epochs=[0.5, 0.6])
    lifecycle.mark_paused(db, run.id, token, seconds=3.0, reason="The disk is full. Delete <old> runs")
    app = shown(build_page, owner=ME)
    (told,) = [warning.value.replace("\\", "") for warning in app.warning]
    assert told.startswith("Paused after epoch 2, by itself. The disk is full") and "Then Resume goes on" in told
    assert "\\<old\\>" in app.warning[0].value
    started(db)  # one that trains takes the card, and this one a line
    assert "The disk is full" in text_of(shown(build_page, owner=ME))


def test_a_waiting_run_moves_before_the_others_or_is_held_back(db):
    started(db)
    first, second, third = (submitted(db, name=name) for name in ("First", "Second", "Third"))
    app = shown(build_page, owner=ME)
    app.menu_button(key=f"move_{third.id}").click("First").run()
    assert queue_order(db) == (third.id, first.id, second.id)
    app.menu_button(key=f"move_{third.id}").click("Later").run()
    assert queue_order(db) == (first.id, third.id, second.id)
    app.menu_button(key=f"move_{first.id}").click("Last").run()
    assert queue_order(db) == (third.id, second.id, first.id)
    button(app, f"hold_{second.id}").click().run()
    assert get_run(db, second.id).state == "paused"
    assert queue_order(db) == (third.id, first.id)


def test_an_ended_run_is_trained_again_with_the_same_design(db):
    run, token = started(db, epochs=[0.5])
    lifecycle.finish(db, run.id, token, end_reason="All epochs were trained", seconds=9.0)
    app = shown(one_run, run_id=run.id)
    button(app, f"again_{run.id}").click().run()
    assert [other.experiment for other in list_runs(db) if other.id != run.id] == [run.experiment]


def test_the_number_format_and_a_restart_are_told(db):
    run, token = started(db, epochs=[0.5])
    reason = "Measured here: 1,000 images/s in float32, 2,200 in bfloat16."
    lifecycle.record_start(
        db, run.id, token, processor="Test", versions={}, precision="mixed_bfloat16", precision_reason=reason
    )
    token = lifecycle.start_again(db, run.id, token)
    assert f"Computes in bfloat16. {reason}" in text_of(shown(build_page, owner=ME))
    lifecycle.finish(db, run.id, token, end_reason="All epochs were trained", seconds=9.0)
    told = text_of(shown(one_run, run_id=run.id))
    assert "bfloat16" in told and "another went on from the last checkpoint" in told


def test_how_many_steps_at_a_time_is_told_where_it_was_measured(db):
    run, token = started(db, epochs=[0.5])
    found = {"processor": "Test", "versions": {}, "precision": "float32", "precision_reason": "The design asks for it."}
    reason = "Measured here: 100 images/s with one step in a call of TensorFlow, 120 with 10."
    lifecycle.record_start(db, run.id, token, **found, steps_per_execution=10, steps_reason=reason)
    assert f"The design asks for it. 10 steps at a time. {reason}" in text_of(shown(build_page, owner=ME))
    lifecycle.record_start(db, run.id, token, **found, steps_per_execution=1, steps_reason=reason)
    assert f"One step at a time. {reason}" in text_of(shown(build_page, owner=ME))
    lifecycle.record_start(db, run.id, token, **found)
    assert "at a time" not in text_of(shown(build_page, owner=ME))
