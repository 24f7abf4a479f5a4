"""What its owner does with a run in the live panel."""

from builder.progress.epoch import Progress
from builder.progress.failure import DiskFull
from builder.progress.told import Told
from builder.store.runs import attempts, lifecycle, owners
from builder.store.runs.queue import queue_order
from builder.store.runs.records import get_run
from builder.ui.app import identity
from builder.ui.session import notices
from tests.ui.opened import the_only
from tests.ui.run.panel import ME, bars, build_page, button, one_run, shown, started, submitted, text_of


def test_stop_is_shown_at_once_and_noted_in_the_store(db):
    run, _ = started(db, epochs=[0.5])
    app = shown(build_page, owner=ME)
    assert "Keeps what was trained so far" in button(app, f"stop_{run.id}").proto.help
    button(app, f"stop_{run.id}").click().run()
    assert get_run(db, run.id).stop_requested
    assert "Stopping …" in text_of(app)
    assert button(app, f"stop_{run.id}").disabled


def test_stop_in_the_first_epoch_promises_nothing(db):
    run, token = started(db)
    phase = Progress(phase="training", epoch=1, images_done=10, images_total=40)
    attempts.report_progress(db, run.id, token, phase)
    app = shown(build_page, owner=ME)
    assert "no epoch is complete yet" in button(app, f"stop_{run.id}").proto.help
    button(app, f"stop_{run.id}").click().run()
    assert bars(app) == ["Stopping. No epoch is complete yet, so there will be no result."]


def test_waiting_runs_are_rows_with_their_place_and_can_be_cancelled(db):
    running, _ = started(db, epochs=[0.5])
    first, second = submitted(db, name="Second"), submitted(db, name="Third")
    app = shown(build_page, owner=ME)
    assert "Starts after the current run" in text_of(app)
    assert "Starts after the current run and 1 other queued run" in text_of(app)
    button(app, f"stop_{second.id}").click().run()
    assert get_run(db, second.id).state == "stopped"
    assert button(app, f"stop_{second.id}") is None and button(app, f"stop_{first.id}") is not None
    assert get_run(db, running.id).state == "running"


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
    app.session_state[identity.SECRET] = "o" * 43
    button(app, f"stop_{run.id}").click().run()
    assert not get_run(db, run.id).stop_requested
    assert "belongs to" in app.session_state[notices.NOTICE][0]
    assert button(app, f"stop_{run.id}") is None


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
    owners.request_pause(db, run.id, ME)
    lifecycle.mark_paused(db, run.id, token, seconds=3.0)
    app = shown(build_page, owner=ME)
    assert "Paused after epoch 3" in text_of(app) and own_home == []
    button(app, f"resume_{run.id}").click().run()
    assert get_run(db, run.id).state == "queued" and own_home != []


def test_a_run_that_trouble_paused_says_why_and_how_it_goes_on(db):
    run, token = started(db, epochs=[0.5, 0.6])
    lifecycle.mark_paused(db, run.id, token, seconds=3.0, reason=Told(text="The disk is full. Delete <old> runs"))
    app = shown(build_page, owner=ME)
    (told,) = [warning.value.replace("\\", "") for warning in app.warning]
    assert told.startswith("Paused after epoch 2, by itself. The disk is full") and "Then Resume goes on" in told
    assert "\\<old\\>" in the_only(app.warning).value
    started(db)  # one that trains takes the card, and this one a line
    assert "The disk is full" in text_of(shown(build_page, owner=ME))


def test_a_paused_run_tells_a_visitor_that_its_owner_can_resume_it_and_promises_no_curve_before_the_first_epoch(db):
    run, token = started(db, owner="somebody")
    lifecycle.mark_paused(db, run.id, token, seconds=3.0, reason=DiskFull())
    app = shown(one_run, run_id=run.id)
    assert the_only(app.warning).value.replace("\\", "") == (
        "Paused in its first epoch, by itself. The disk is full. Delete files or old runs. Then its owner can resume "
        "it, and it goes on, with the same result as without the pause."
    )
    assert button(app, f"resume_{run.id}") is None


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
