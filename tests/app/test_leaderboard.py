"""What a student does on the Leaderboard page, without a browser."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from builder import presets
from builder.runs import artifacts, visitors
from builder.runs.database import open_database
from builder.runs.errors import RunNotFoundError, StoreError
from builder.runs.records import get_run
from builder.runs.standings import ranked, standings
from builder.runs.tasks import latest_task
from builder.settings import load_settings
from builder.ui import session
from builder.ui.leaderboard_filter import csv_of
from builder.ui.leaderboard_table import usable_timezone
from tests.app.made_runs import design, ended_run

ROOT = Path(__file__).parents[2]
SECRET = "a-secret-of-43-letters-as-the-browser-keeps"
ME = visitors.owner_of(SECRET)
YOU = visitors.owner_of("somebody else")


@pytest.fixture
def db(started):
    engine = open_database(load_settings())
    visitors.set_nickname(engine, ME, "Quiet Otter")
    visitors.set_nickname(engine, YOU, "Brave Lynx")
    yield engine
    engine.dispose()


def visit(*selected: str) -> AppTest:
    """The Leaderboard page as me, with these runs ticked."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.session_state[session.SECRET] = SECRET
    app.session_state[session.SELECTED_RUNS] = selected
    # Twice: AppTest forgets between runs that there is a navigation, so only from the second on do widgets keep ids.
    return run(run(app.switch_page("pages/leaderboard.py")))


def run(app: AppTest) -> AppTest:
    app.run()
    assert [error.message for error in app.exception] == []
    return app


def press(app: AppTest, label: str) -> AppTest:
    button(app, label).click()
    return run(app)


def button(app: AppTest, label: str):
    return next(button for button in app.button if button.label == label)


def shown(app: AppTest, column: str) -> list:
    return list(app.dataframe[0].value[column])


def test_without_runs_there_is_one_thing_to_do(db):
    app = visit()
    assert [button.label for button in app.button] == ["Open Build"]
    assert "Train a project" in app.markdown[0].value
    assert not app.dataframe


def test_while_the_first_run_trains_the_page_says_so(db):
    from builder.runs import lifecycle

    lifecycle.submit(db, design(), ME)
    assert "A run is training" in visit().markdown[0].value


def test_runs_are_ranked_among_those_on_the_same_images_and_the_page_says_so(db):
    ended_run(db, design(name="Low"), ME, accuracy=0.5, test=(150, 299))
    ended_run(db, design(name="Few images", limit=400), ME, accuracy=0.9)
    ended_run(db, design(name="High"), YOU, accuracy=0.75)
    ended_run(db, design("4", name="Broken"), ME, accuracy=None, state="failed")
    app = visit()
    assert shown(app, "Run") == ["High", "Low", "Broken", "Few images"]
    assert app.dataframe[0].value["#"].fillna(0).tolist() == [1, 2, 0, 1]
    assert shown(app, "Data") == ["Digits", "Digits", "Digits", "Digits · 400 images"]
    assert shown(app, "Trained by") == ["Brave Lynx", "Quiet Otter", "Quiet Otter", "Quiet Otter"]
    assert shown(app, "Validation accuracy")[:2] == pytest.approx([75, 50])
    # scipy's binomtest(150, 299).proportion_ci(method="wilson"): 0.4453 to 0.5579
    assert shown(app, "95 % interval")[1] == "44.5–55.8 %"
    assert list(shown(app, "Validation curve")[0]) == pytest.approx([0.25, 0.5, 0.75])
    assert "different images cannot be ranked" in app.caption[0].value


def test_a_project_that_was_cut_short_is_marked_beside_the_slides_accuracy(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    ended_run(db, design("0", dataset="cifar10", limit=400), ME)
    app = visit()
    assert shown(app, "Slides") == ["71.65 %", "54.70 %*"]
    assert "Fewer images or epochs than in the slides" in app.caption[0].value


def slides_protocol(preset: str, **data):
    """Project 16 or 18 as in the slides, on the digits."""
    experiment = presets.get(preset).as_in_slides
    changed = experiment.data.model_copy(update={"dataset": "digits", **data})
    return experiment.model_copy(update={"data": changed})


def test_marks_stand_before_the_accuracies_and_are_explained_under_the_table(db):
    ended_run(db, design(name="Honest"), ME, accuracy=0.6, test=(180, 299))
    ended_run(db, slides_protocol("18"), ME, accuracy=0.97, test=(284, 299))
    app = visit()
    assert shown(app, "Run") == ["Honest", "Project 18, as in the slides"]
    assert app.dataframe[0].value["#"].fillna(0).tolist() == [1, 0]
    both = "validation images were trained on · the test set chose this model"
    assert app.dataframe[0].value["Marks"].fillna("").tolist() == ["", both]
    columns = list(app.dataframe[0].value.columns)
    assert columns.index("Marks") < columns.index("Validation accuracy")
    # The test accuracy that chose its model is shown, but never as an estimate.
    assert app.dataframe[0].value["95 % interval"].isna().tolist() == [False, True]
    assert "Validation images were trained on:" in app.caption[0].value
    assert "The test set chose this model:" in app.caption[0].value


def test_without_marks_there_is_no_column_for_them(db):
    ended_run(db, design(name="Honest"), ME, accuracy=0.6, test=(180, 299))
    assert "Marks" not in visit().dataframe[0].value.columns


def test_a_validation_accuracy_far_above_the_test_accuracy_is_flagged_with_its_arithmetic(db):
    # 0.95 and 0.6 of 299 images each: sqrt(.95 × .05 / 299 + .6020 × .3980 / 299) = 0.0310; 0.348 / 0.0310 = 11.2.
    mine = ended_run(db, design(name="Leaky"), ME, accuracy=0.95, test=(180, 299))
    app = visit()
    assert shown(app, "Marks") == ["validation 11 standard errors above test"]
    assert "Tick such a run" in app.caption[0].value
    (said,) = [text.value for text in visit(mine.id).markdown if "standard errors" in text.value]
    assert "11\\.2 standard errors" in said and "Likely causes" in said


def test_marked_runs_that_are_compared_say_what_their_marks_mean(db):
    first = ended_run(db, design(name="A"), ME, accuracy=0.6, test=(180, 299))
    second = ended_run(db, slides_protocol("16"), ME, accuracy=0.62, test=(181, 299))
    said = "\n".join(text.value for text in visit(first.id, second.id).markdown)
    assert "**Project 16, as in the slides" in said.replace("\\", "")
    assert "says nothing about new images" in said


def test_the_filter_finds_names_data_sets_and_my_own(db):
    ended_run(db, design(name="Wide"), ME, accuracy=0.5)
    ended_run(db, design(name="Deep"), YOU, accuracy=0.6)
    ended_run(db, design(name="Photos", dataset="cifar10"), YOU, accuracy=0.4)
    app = visit()
    app.text_input(key="leaderboard.words").set_value("DEEP")
    assert shown(run(app), "Run") == ["Deep"]
    app.text_input(key="leaderboard.words").set_value("")
    app.segmented_control(key="leaderboard.dataset").set_value("cifar10")
    assert shown(run(app), "Run") == ["Photos"]
    app.segmented_control(key="leaderboard.dataset").set_value("All")
    app.toggle(key="leaderboard.mine").set_value(True)
    assert shown(run(app), "Run") == ["Wide"]
    app.toggle(key="leaderboard.mine").set_value(False)
    app.selectbox(key="leaderboard.order").set_value("Name")
    assert shown(run(app), "Run") == ["Deep", "Photos", "Wide"]
    app.text_input(key="leaderboard.words").set_value("no such run")
    assert "No run matches" in run(app).info[0].value


def test_the_csv_holds_what_the_filter_lets_through_with_the_slides_accuracy(db):
    ended_run(db, design("4", name="=cmd|' /C calc'!A0", dataset="cifar10"), ME, test=(7165, 10_000))
    text = csv_of(ranked(standings(db))).decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    assert line["name"] == "'=cmd|' /C calc'!A0"
    assert (line["test_accuracy"], line["slides_test_percent"], line["nickname"]) == ("0.7165", "71.65", "Quiet Otter")


def test_my_run_is_renamed(db):
    mine = ended_run(db, design(name="Before"), ME)
    app = press(visit(mine.id), "Rename")
    app.text_input(key=f"leaderboard.name.{mine.id}").set_value("After *all*")
    app = press(app, "Save")
    assert get_run(db, mine.id).name == "After *all*"
    assert shown(app, "Run") == ["After *all*"]
    assert app.toast[0].value == r"Renamed to After \*all\*\."


def test_an_empty_name_is_refused_in_a_sentence(db):
    mine = ended_run(db, design(name="Before"), ME)
    app = press(visit(mine.id), "Rename")
    app.text_input(key=f"leaderboard.name.{mine.id}").set_value("   ")
    app = press(app, "Save")
    assert "The name is empty" in app.error[0].value
    assert get_run(db, mine.id).name == "Before"


def test_deleting_asks_with_the_names_and_waits_for_the_answer(db):
    first, second = ended_run(db, design(name="One <b>"), ME), ended_run(db, design(name="Two"), ME)
    app = press(visit(first.id, second.id), "Delete")
    asked = " ".join(text.value for text in app.markdown)
    assert r"One \<b\>" in asked and "Two" in asked
    assert get_run(db, first.id)
    app = run(press(app, "Cancel"))
    assert get_run(db, first.id)
    app = press(app, "Delete")
    next(button for button in app.button if button.key == "leaderboard.confirm").click()
    run(app)
    for id in (first.id, second.id):
        with pytest.raises(RunNotFoundError):
            get_run(db, id)


def test_others_runs_are_neither_renamed_nor_deleted_and_the_page_says_why(db):
    mine, yours = ended_run(db, design(name="Mine"), ME), ended_run(db, design(name="Yours"), YOU)
    app = visit(yours.id)
    assert button(app, "Rename").disabled and button(app, "Delete").disabled
    assert "Only whoever trained" in button(app, "Delete").help
    assert not button(app, "Open in Build").disabled
    assert button(visit(mine.id, yours.id), "Delete").disabled


def test_a_forged_question_does_not_delete_somebody_elses_run(db):
    mine, yours = ended_run(db, design(name="Mine"), ME), ended_run(db, design(name="Yours"), YOU)
    app = visit(mine.id)
    app.session_state[session.ASKED] = ("delete", (yours.id,))
    run(app)
    next(button for button in app.button if button.key == "leaderboard.confirm").click()
    assert "belongs to Brave Lynx" in run(app).error[0].value
    assert get_run(db, yours.id).name == "Yours"


def test_a_run_opens_in_build_with_its_design(db):
    yours = ended_run(db, design("9a", name="Yours"), YOU)
    app = press(visit(yours.id), "Open in Build")
    assert app.session_state[session.EXPERIMENT] == yours.experiment
    assert app.title[0].value != "Leaderboard"


def test_two_selected_runs_are_compared_in_a_sentence_and_two_figures(db):
    first = ended_run(db, design(name="A"), ME, accuracy=0.5, test=(150, 299))
    second = ended_run(db, design(name="B"), YOU, accuracy=0.6, test=(155, 299))
    app = visit(first.id, second.id)
    assert any("The 95 % intervals overlap" in text.value for text in app.markdown)
    assert len(app.get("plotly_chart")) == 2
    assert button(app, "Open in Build").disabled


def test_the_test_set_of_a_stopped_run_is_read_after_a_question(db, started):
    mine = ended_run(db, design(name="Stopped"), ME, state="stopped")
    app = press(visit(mine.id), "Read the test set")
    assert latest_task(db, "evaluate") is None
    assert any("cannot be continued" in text.value for text in app.markdown)
    app = press(app, "Read it")
    task = latest_task(db, "evaluate")
    assert task.run_id == mine.id and set(started) == {"supervisor"}
    assert app.session_state[session.TEST_READING] == task.id


def test_why_the_test_set_is_not_read_is_said_as_the_other_places_say_it(db):
    without = ended_run(db, design(name="Broken"), ME, accuracy=None, state="failed")
    app = visit(without.id)
    assert button(app, "Read the test set").disabled
    assert "ended before any weights were saved" in button(app, "Read the test set").help


def test_a_finished_run_is_not_offered_another_reading(db):
    mine = ended_run(db, design(), ME, test=(150, 299))
    assert "Read the test set" not in [button.label for button in visit(mine.id).button]


def test_a_selected_run_that_was_deleted_elsewhere_is_simply_gone(db):
    ended_run(db, design(name="Left"), ME)
    app = visit("abcdefgh")
    assert shown(app, "Run") == ["Left"]
    assert not [button for button in app.button if button.label == "Delete"]


def test_why_a_failed_run_failed_is_said(db):
    mine = ended_run(db, design(), ME, accuracy=None, state="failed")
    assert any("not a number" in text.value for text in visit(mine.id).markdown)


@pytest.mark.parametrize(
    ("browser", "used"),
    [
        ("Etc/Unknown", "UTC"), (None, "UTC"), ("", "UTC"), ("../../etc/passwd", "UTC"), ("America", "UTC"),
        ("America/Lima", "America/Lima"), ("UTC", "UTC"),
    ],
)  # fmt: skip
def test_a_time_zone_that_nobody_knows_is_utc(browser, used):
    assert usable_timezone(browser) == used


def test_a_page_with_an_unknown_time_zone_still_has_its_table(db, monkeypatch):
    ended_run(db, design(name="A"), ME)
    monkeypatch.setattr(ContextProxy, "timezone", "Etc/Unknown")
    assert str(visit().dataframe[0].value["When"].dtype.tz) == "UTC"


def test_what_the_store_says_is_no_markdown(db, monkeypatch):
    def refuse(db):
        raise StoreError("The file runs_*_old_*.sqlite is locked.")

    monkeypatch.setattr("builder.ui.views.leaderboard.standings", refuse)
    assert [error.value for error in visit().error] == [r"The file runs\_\*\_old\_\*\.sqlite is locked\."]


def with_predictions(run, wrong: range, labels: np.ndarray):
    """Keeps test predictions that are right but for the images at these places."""
    said = labels.copy()
    said[list(wrong)] = (said[list(wrong)] + 1) % 10
    artifacts.save_predictions(load_settings(), run.id, labels, np.eye(10, dtype=np.float32)[said])


def test_two_runs_are_compared_image_by_image_where_their_answers_were_kept(db):
    labels = np.arange(299, dtype=np.uint8) % 10
    first = ended_run(db, design(name="A"), ME, accuracy=0.5, test=(269, 299))
    second = ended_run(db, design(name="B"), YOU, accuracy=0.6, test=(279, 299))
    with_predictions(first, range(30), labels)
    with_predictions(second, range(20, 40), labels)  # both are wrong on ten
    (sentence,) = [text.value for text in visit(first.id, second.id).markdown if "alone" in text.value]
    assert "On the same 299 test images" in sentence
    assert "**B** alone was right on 20 images, **A** alone on 10: no more than chance" in sentence


@pytest.mark.parametrize("kept", ["none", "one", "other labels", "other count"])
def test_without_all_answers_on_the_same_images_the_intervals_decide(db, kept):
    labels = np.arange(299, dtype=np.uint8) % 10
    first = ended_run(db, design(name="A"), ME, accuracy=0.5, test=(269, 299))
    second = ended_run(db, design(name="B"), YOU, accuracy=0.6, test=(279, 299))
    if kept != "none":
        with_predictions(first, range(30), labels)
    if kept == "other labels":
        with_predictions(second, range(20), labels[::-1])
    if kept == "other count":
        with_predictions(second, range(20), labels[:-1])
    (sentence,) = [text.value for text in visit(first.id, second.id).markdown if "points" in text.value]
    assert "intervals overlap" in sentence and "same" not in sentence and "alone" not in sentence
