"""What is done with the open run and the ticked ones on the Leaderboard page."""

import pytest
from sqlalchemy import update

from builder.store.errors import RunNotFoundError
from builder.store.runs.records import get_run, list_runs
from builder.store.schema.database import writing
from builder.store.schema.tables import runs
from builder.store.tasks import latest_task
from builder.ui.leaderboard import dialogs
from builder.ui.run import asked_reading
from builder.ui.session import history
from tests.ui.leaderboard.page import ME, YOU, button, opened, press, shown, visit, words
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import run, the_only


def test_my_run_is_renamed(db):
    mine = ended_run(db, design(name="Before"), ME)
    app = press(opened(mine), "Rename")
    app.text_input(key=f"leaderboard.name.{mine.id}").set_value("After *all*")
    app = press(app, "Save")
    assert get_run(db, mine.id).name == "After *all*"
    assert shown(app, "Run") == ["After *all*"]
    assert the_only(app.toast).value == r"Renamed to After \*all\*\."


def test_an_empty_name_is_refused_in_a_sentence(db):
    mine = ended_run(db, design(name="Before"), ME)
    app = press(opened(mine), "Rename")
    app.text_input(key=f"leaderboard.name.{mine.id}").set_value("   ")
    app = press(app, "Save")
    assert "The name is empty" in the_only(app.error).value
    assert get_run(db, mine.id).name == "Before"


def test_deleting_asks_with_the_names_and_waits_for_the_answer(db):
    first, second = ended_run(db, design(name="One <b>"), ME), ended_run(db, design("4", name="Two"), ME)
    app = press(visit(first.id, second.id), "Delete 2 runs")
    asked = " ".join(text.value for text in app.markdown)
    assert r"One \<b\>" in asked and "Two" in asked
    assert get_run(db, first.id)
    app = run(press(app, "Cancel"))
    assert get_run(db, first.id)
    app = press(app, "Delete 2 runs")
    next(button for button in app.button if button.key == "leaderboard.confirm").click()
    run(app)
    for id in (first.id, second.id):
        with pytest.raises(RunNotFoundError):
            get_run(db, id)


def test_others_runs_are_neither_renamed_nor_deleted_and_the_page_says_why(db):
    mine, yours = ended_run(db, design(name="Mine"), ME), ended_run(db, design(name="Yours"), YOU)
    app = opened(yours)
    assert button(app, "Rename").disabled and button(app, "Delete").disabled
    assert "Only whoever trained" in button(app, "Delete").help
    assert not button(app, "Open in Build").disabled
    assert button(visit(mine.id, yours.id), "Delete 2 runs").disabled


def test_a_forged_question_does_not_delete_somebody_elses_run(db):
    mine, yours = ended_run(db, design(name="Mine"), ME), ended_run(db, design(name="Yours"), YOU)
    app = visit(mine.id)
    app.session_state[dialogs.ASKED] = ("delete", (yours.id,))
    run(app)
    next(button for button in app.button if button.key == "leaderboard.confirm").click()
    assert "belongs to Brave Lynx" in the_only(run(app).error).value
    assert get_run(db, yours.id).name == "Yours"


def test_a_run_opens_in_build_with_its_design(db):
    yours = ended_run(db, design("9a", name="Yours"), YOU)
    app = press(opened(yours), "Open in Build")
    assert app.session_state[history.EXPERIMENT] == yours.experiment
    assert the_only(app.title).value != "Leaderboard"


def test_build_shows_the_run_that_was_opened_there_and_another_as_a_line(db):
    first, last = ended_run(db, design("1", name="First"), ME), ended_run(db, design("2", name="Last"), ME)
    app = press(opened(first), "Open in Build")
    app = run(app.switch_page("pages/build.py"))
    assert again(app) == {f"again_{first.id}": "Train again"}
    app.button(key="preset.4").click()
    assert again(run(app)) == {} and f"look_into_{last.id}" in [button.key for button in app.button]
    app.button(key="preset.1").click()
    assert again(run(app)) == {f"again_{first.id}": "Train again"}, "the design counts, not its name"
    app.button(key=f"again_{first.id}").click()
    run(app)
    assert list_runs(db)[0].experiment == first.experiment


def again(app) -> dict[str, str]:
    """The buttons that train a run's design once more, by key."""
    return {button.key: button.label for button in app.button if (button.key or "").startswith("again_")}


def test_the_test_set_of_a_stopped_run_is_read_after_a_question(db, started):
    mine = ended_run(db, design(name="Stopped"), ME, state="stopped")
    app = press(opened(mine), "Read the test set")
    assert latest_task(db, "evaluate") is None
    assert any("cannot be continued" in text.value for text in app.markdown)
    app = press(app, "Read it")
    task = latest_task(db, "evaluate")
    assert task.run_id == mine.id and set(started) == {"supervisor"}
    assert app.session_state[asked_reading.TEST_READING] == task.id


def test_why_the_test_set_is_not_read_is_said_as_the_other_places_say_it(db):
    without = ended_run(db, design(name="Broken"), ME, state="failed")
    with writing(db) as connection:
        connection.execute(update(runs).where(runs.c.id == without.id).values(has_weights=False))
    app = opened(without)
    assert button(app, "Read the test set").disabled
    assert "ended before any weights were saved" in button(app, "Read the test set").help


def test_a_finished_run_is_not_offered_another_reading(db):
    mine = ended_run(db, design(), ME, test=(150, 299))
    assert "Read the test set" not in [button.label for button in opened(mine).button]


def test_why_a_failed_run_failed_is_said(db):
    mine = ended_run(db, design(), ME, state="failed")
    assert any("not a number" in text.value for text in opened(mine).markdown)


def test_the_way_to_take_a_students_run_off_the_board_is_named(db):
    run = ended_run(db, design(), YOU)
    assert f"python -m builder delete {run.id} --anybodys" in words(opened(run))
