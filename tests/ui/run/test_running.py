"""What the live panel says of runs that train or wait."""

import json

import streamlit as st

from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training
from builder.progress.epoch import Epoch, Progress
from builder.progress.speed import FasterFormat, FasterSteps, Pinned
from builder.progress.told import Told
from builder.store.runs import attempts, lifecycle, owners
from builder.store.runs.kept import BoardState
from builder.store.runs.records import get_run
from builder.ui.app.text import plain
from builder.ui.run import card as live_card
from builder.ui.run import epochs as live_epochs
from builder.ui.run import words
from builder.ui.run.panel import PAUSED_TICK, TICK, tick_of
from tests.ui.opened import the_only
from tests.ui.run.panel import (
    ME,
    bars,
    build_page,
    finished,
    metrics,
    one_run,
    shown,
    started,
    submitted,
    text_of,
)


def test_nothing_is_drawn_for_someone_without_runs(db, own_home):
    app = shown(build_page, owner=ME)
    assert not app.markdown and not app.button
    assert own_home == []


def test_a_running_run_says_what_it_trains_how_far_it_is_and_how_fast(db):
    run, token = started(db, epochs=[0.5, 0.644, 0.702])
    attempts.report_progress(
        db,
        run.id,
        token,
        Progress(
            phase="training", epoch=4, images_done=1039, images_total=40_000, images_per_second=3412, seconds_left=3060
        ),
    )
    app = shown(build_page, owner=ME)
    for part in ("Training", "Project 5", "Digits", "epoch 4 of 60"):
        assert part in text_of(app)
    # Of the 1,797 digits two thirds are for training. It is said directly below what it explains.
    assert app.caption[0].value == "1 epoch = all 1,199 training images seen once."
    assert all(f"term={term}" in text_of(app) for term in ("epoch", "validation-set", "loss"))
    assert bars(app) == ["Epoch 4 · 1,039 of 40,000 images · 3,412 images/s · 51 min left"]


def test_an_epoch_of_fewer_batches_is_told_in_images():
    assert words.an_epoch(Training(steps_per_epoch=100, batch_size=128), 40_000) == (
        "1 epoch = 12,800 training images seen, of 40,000."
    )
    assert words.an_epoch(Training(), None) == ""


def test_the_four_numbers_of_a_running_run(db):
    rules = (EarlyStopping(monitor="val_accuracy", patience=10), EarlyStopping(monitor="val_loss", patience=4))
    started(db, epochs=[0.5, 0.702, 0.644], early_stopping=rules)
    assert metrics(shown(build_page, owner=ME)) == {
        "Validation accuracy": ("64.4 %", "-5.8 points"),
        "Best so far": ("70.2 %", "epoch 2"),
        "Training accuracy": ("68.6 %", ""),
        "Early stopping": ("2 left", "validation loss"),  # the loss has been the same twice, of four times that it may
    }


def test_before_the_first_number_the_phase_is_named(db):
    started(db)
    assert "Starting TensorFlow" in text_of(shown(build_page, owner=ME))


def test_a_limited_data_set_is_named_with_its_limit(db):
    lifecycle.submit(db, Experiment(data=Data(images="cifar10", limit=2000)), ME)
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
    attempts.record_epoch(db, run.id, token, epoch, best_epoch=3, kept_epoch=3, validation_accuracy=0.65, seconds=10)
    app.run()
    assert asked == [0, 2]
    assert metrics(app)["Validation accuracy"] == ("65.0 %", "+5.0 points")


def test_a_run_that_should_have_started_long_ago_says_where_to_look(db, monkeypatch):
    run = submitted(db)
    assert "Starts next" in text_of(shown(build_page, owner=ME))
    later = run.submitted_at + 45
    monkeypatch.setattr(live_card.time, "time", lambda: later)
    assert "Has not started for 45 s" in text_of(shown(build_page, owner=ME))
    # The one before it has just ended: it is its turn since then.
    monkeypatch.setattr(live_card, "board_state", lambda _: BoardState(ended=1, active=1, last_end=later - 5))
    assert "Starts next" in text_of(shown(build_page, owner=ME))


def test_the_run_that_trains_is_in_the_panel_even_if_another_is_newer(db):
    running, _ = started(db, epochs=[0.5])
    submitted(db, name="Newer")
    app = shown(build_page, owner=ME)
    assert metrics(app)["Validation accuracy"][0] == "50.0 %"
    assert text_of(app).index("Project 5") < text_of(app).index("Newer")


def test_a_run_that_was_stopped_does_not_stand_under_one_that_was_submitted_after_it(db):
    waiting = submitted(db, name="Waiting")
    owners.request_pause(db, waiting.id, ME)
    run, token = started(db, name="Earlier", epochs=[0.6])
    lifecycle.mark_stopped(db, run.id, token, end_reason=Told(text="Stopped on request"), seconds=2.0)
    assert "Earlier" in text_of(shown(build_page, owner=ME)), "it ended while the other waited"
    owners.request_stop(db, waiting.id, ME)
    submitted(db, name="Newer")
    told = text_of(shown(build_page, owner=ME))
    assert "Newer" in told and "Earlier" not in told


def test_an_unknown_run_is_a_sentence(db):
    app = shown(one_run, run_id="no_such_run")
    assert len(app.info) == 1
    assert r"no\_such\_run" in the_only(app.info).value


def test_watching_active_work_looks_after_the_supervisor(db, own_home):
    submitted(db)
    own_home.clear()
    shown(build_page, owner=ME)
    assert len(own_home) == 1


def one_tick(owner, watched, every):
    import streamlit

    from builder.ui.run import panel

    streamlit.session_state[panel.WATCHED_RUNS] = watched
    panel._draw_active(owner, None, every)


def test_when_a_run_has_ended_the_whole_page_runs_once(db, monkeypatch):
    ended = finished(db)
    other, _ = started(db, name="Next")
    reruns = []
    monkeypatch.setattr(st, "rerun", lambda scope="app": reruns.append(scope))
    shown(one_tick, owner=ME, watched=(ended.id, other.id), every=TICK)
    assert reruns == ["app"]
    reruns.clear()
    shown(one_tick, owner=ME, watched=(other.id,), every=TICK)
    assert reruns == []


def test_while_all_is_paused_the_panel_is_drawn_more_seldom_until_something_goes_on(db, monkeypatch):
    run, token = started(db)
    assert tick_of([get_run(db, run.id)]) == TICK < PAUSED_TICK
    lifecycle.mark_paused(db, run.id, token, seconds=3.0)
    reruns = []
    monkeypatch.setattr(st, "rerun", lambda scope="app": reruns.append(scope))
    shown(one_tick, owner=ME, watched=(run.id,), every=TICK)
    assert reruns == ["app"]  # a fragment's pace is set by a run of the whole page
    shown(one_tick, owner=ME, watched=(run.id,), every=PAUSED_TICK)
    assert reruns == ["app"]
    owners.resume(db, run.id, ME)
    shown(one_tick, owner=ME, watched=(run.id,), every=PAUSED_TICK)
    assert reruns == ["app", "app"]


def test_the_number_format_and_a_restart_are_told(db):
    run, token = started(db, epochs=[0.5])
    measured = FasterFormat(float32=1000, bfloat16=2200)
    reason = "Measured here: 1,000 images/s in float32, 2,200 in bfloat16."
    attempts.record_start(
        db, run.id, token, processor="Test", versions={}, precision="mixed_bfloat16", precision_reason=measured
    )
    token = lifecycle.start_again(db, run.id, token)
    app = shown(build_page, owner=ME)
    assert "bfloat16" not in text_of(app), "to who asks"
    assert plain(f"Computes in bfloat16. {reason}") in helps(app)
    lifecycle.finish(db, run.id, token, end_reason=Told(text="All epochs were trained"), seconds=9.0)
    told = text_of(shown(one_run, run_id=run.id))
    assert "bfloat16" not in told and "another went on from the last checkpoint" in told


def test_how_many_steps_at_a_time_is_told_where_it_was_measured(db):
    run, token = started(db, epochs=[0.5])
    found = {"processor": "Test", "versions": {}, "precision": "float32", "precision_reason": Pinned()}
    measured = FasterSteps(steps=10, one=100, several=120)
    reason = "10 steps in each call of TensorFlow gave 120 images/s, one step 100."
    attempts.record_start(db, run.id, token, **found, steps_per_execution=10, steps_reason=measured)
    assert plain(f"The design asks for it. {reason}") in helps(shown(build_page, owner=ME))
    attempts.record_start(db, run.id, token, **found)
    assert "call of TensorFlow" not in helps(shown(build_page, owner=ME))


def helps(app) -> str:
    return " ".join(caption.proto.help for caption in app.caption)


def test_a_run_that_waits_counts_the_one_that_trains(db):
    started(db)
    for name in ("Second", "Third"):
        submitted(db, name=name)
    text = text_of(shown(build_page, owner=ME))
    assert "Starts after the current run" in text
    assert "Starts after the current run and 1 other queued run: number 2 of 2 in the queue" in text


def test_each_fifth_epoch_is_spoken_and_the_end_to_who_heard_of_the_run(db):
    run, token = started(db, epochs=[0.5, 0.51, 0.52, 0.53])
    assert spoken(shown(build_page, owner=ME)) == {"run": run.id, "told": "", "ended": False}
    for number, accuracy in ((5, 0.61), (6, 0.7)):
        epoch = Epoch(epoch=number, loss=1.0, accuracy=0.7, val_loss=1.1, val_accuracy=accuracy, seconds=1.0)
        attempts.record_epoch(
            db, run.id, token, epoch, best_epoch=number, kept_epoch=number, validation_accuracy=accuracy, seconds=9.0
        )
    heard = spoken(shown(build_page, owner=ME))
    assert heard["told"] == "Epoch 5 of 60: validation accuracy 61.0\N{NO-BREAK SPACE}%."
    lifecycle.finish(db, run.id, token, end_reason=Told(text="All epochs were trained"), seconds=9.0)
    heard = spoken(shown(one_run, run_id=run.id))
    assert heard["ended"] and heard["told"] == "Project 5 has finished, validation accuracy 70.0\N{NO-BREAK SPACE}%."


def spoken(app) -> dict:
    (drawn,) = (
        json.loads(block.proto.json)
        for block in app.get("bidi_component")
        if block.proto.component_name.endswith("builder_spoken")
    )
    return drawn
