"""What the Leaderboard page shows of all runs."""

import csv
import io

import pytest
from sqlalchemy import update
from streamlit.runtime.context import ContextProxy

from builder.design.edit.fields import edited
from builder.store.board.leaks import usual_count
from builder.store.board.lines import lines_of
from builder.store.board.ranking import ranked
from builder.store.errors import StoreError
from builder.store.runs.kept import kept_runs
from builder.store.schema.database import writing
from builder.store.schema.tables import runs
from builder.ui.app.clock import usable_timezone
from builder.ui.leaderboard.filter import by_place, csv_of
from builder.ui.leaderboard.name_column import NARROW, WIDE, names_of, width_of
from builder.ui.leaderboard.rows import in_order
from tests.ui.leaderboard.page import ME, YOU, all_columns, opened, press, shown, slides_protocol, visit, words
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import run, the_only


def test_without_runs_there_is_one_thing_to_do(db):
    app = visit()
    assert [button.label for button in app.button] == ["Open Build"]
    assert "Train a project" in words(app)
    assert not app.dataframe


def test_while_the_first_run_trains_the_page_says_whose_it_is_and_how_far_and_leads_there_who_can_watch_it(db):
    from builder.store.runs import lifecycle

    lifecycle.submit(db, design(name="Theirs"), YOU)
    assert "Theirs by Brave Lynx has not begun\\. It appears here after its first epoch." in words(visit())
    lifecycle.claim_next(db)
    app = visit()
    assert f"Brave Lynx trains Theirs, epoch 1 of {design().training.epochs:,}\\." in words(app)
    assert [button.label for button in app.button] == ["Open Build"], "there is nothing to watch"
    lifecycle.submit(db, design(name="Mine"), ME)
    assert "Watch it" in [button.label for button in visit().button]


def test_runs_are_ranked_among_those_on_the_same_images_and_the_page_says_so(db):
    ended_run(db, design(name="Few images", limit=400), ME, accuracy=0.9)
    ended_run(db, design(name="Low"), ME, accuracy=0.5, test=(150, 299))
    ended_run(db, design(name="High"), YOU, accuracy=0.75)
    app = all_columns(visit())
    assert shown(app, "Run") == ["High", "Low"]
    assert shown(app, "#") == [1, 2]
    assert shown(app, "Trained by") == ["Brave Lynx", "Quiet Otter"]
    assert shown(app, "Validation accuracy") == pytest.approx([75, 50])
    # scipy's binomtest(150, 299).proportion_ci(method="wilson"): 0.4453 to 0.5579
    assert shown(app, "95 % interval")[1] == "44.5–55.8 %"
    assert list(shown(app, "Curve")[0]) == pytest.approx([0.25, 0.5, 0.75])
    assert "different images cannot be ranked" in words(app)


def test_a_name_ends_with_dots_where_its_column_has_no_room_for_it_and_the_column_grows_with_its_names(db):
    names = "Project 0, a second block", "A name so long that no column of a table has room for it"
    for preset, name in zip(("0", "4"), names, strict=True):
        ended_run(db, design(preset, name=name), ME)
    rows = lines_of(ranked(kept_runs(db), usual_count))
    there, cut = sorted(names_of(rows, WIDE), key=len)
    assert there == names[0] and cut.endswith("…") and names[1].startswith(cut[:-1])
    assert NARROW < width_of([there]) < width_of([cut]) <= WIDE
    assert all(name.endswith("…") for name in names_of(rows, NARROW)) and width_of(names_of(rows, NARROW)) == NARROW


def test_who_brought_a_run_is_not_said_to_have_trained_it(db):
    ended_run(db, design(name="Low"), ME, accuracy=0.5)
    brought = ended_run(db, design(name="High"), YOU, accuracy=0.75)
    with writing(db) as connection:
        connection.execute(update(runs).where(runs.c.id == brought.id).values(imported_at=brought.submitted_at))
    app = visit()
    assert shown(app, "Trained by") == ["Imported by Brave Lynx", "Quiet Otter"]
    assert [curve is None for curve in shown(app, "Curve")] == [True, False]  # its curve is a claim


def test_ticked_runs_of_one_name_and_design_are_called_by_who_trained_them(db):
    mine, yours = (ended_run(db, design(), owner) for owner in (ME, YOU))
    app = visit(mine.id, yours.id)
    assert "**2 ticked:** Project 0, Quiet Otter · Project 0, Brave Lynx" in words(app)
    steps = [button.label for button in app.button if button.label.startswith("Place ")]
    assert steps == ["Place 1: Project 0, Quiet Otter", "Place 1: Project 0, Brave Lynx"]


def test_runs_without_a_complete_epoch_are_folded_away_under_the_table_and_can_be_deleted_there(db):
    from builder.store.runs import lifecycle, owners

    ended_run(db, design(name="Good", limit=400), ME)
    cancelled = lifecycle.submit(db, design(name="Cancelled"), ME)
    owners.request_stop(db, cancelled.id, ME)
    ended_run(db, design("4", name="Broken"), YOU, accuracy=None, state="failed")
    app = visit()
    assert shown(app, "Run") == ["Good"]
    fold = next(fold for fold in app.expander if "without a complete epoch" in fold.label)
    assert fold.label.startswith("2 runs") and "Cancelled" not in words(app)
    app.session_state["leaderboard.empty"] = True
    app = run(app)
    assert "**Cancelled**" in words(app) and "try a smaller learning rate" in words(app)
    assert [button.label for button in app.button if "Open" in button.label] == ["Open in Build"] * 2
    press(app, "Delete mine (1)")
    assert "Delete" in [button.label for button in app.button] and "**Cancelled** after 0 epochs" in words(app)


def test_where_no_run_has_an_epoch_the_page_says_what_to_do_and_has_nothing_to_search(db):
    ended_run(db, design(name="Broken"), ME, accuracy=None, state="failed")
    app = visit()
    assert not app.dataframe and not app.info and not app.text_input
    assert "**Nothing to rank yet.** Train a project" in words(app)
    assert "Open Build" in [button.label for button in app.button]
    assert [fold.label for fold in app.expander if "epoch" in fold.label] == ["1 run without a complete epoch"]


def test_a_project_that_was_cut_short_is_marked_beside_the_slides_accuracy(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    ended_run(db, design("0", dataset="cifar10", limit=400), ME)
    assert shown(all_columns(visit(board="cifar10-full")), "Course") == ["71.65 %"]
    app = visit(board="cifar10-quick")
    assert "not the same experiment" not in words(app), "no star stands in the columns that are shown"
    app = all_columns(app)
    assert shown(app, "Course") == ["54.70 %*"]
    assert "Fewer images or epochs than in the course" in words(app)


def test_marks_stand_before_the_accuracies_and_are_explained_under_the_table(db):
    ended_run(db, design(name="Honest"), ME, accuracy=0.6, test=(180, 299))
    ended_run(db, slides_protocol("18"), ME, accuracy=0.97, test=(284, 299))
    app = all_columns(visit())
    assert shown(app, "Run") == ["Honest", "Project 18, as in the slides"]
    assert the_only(app.dataframe).value["#"].fillna(0).tolist() == [1, 0]
    both = "validation images were trained on · the test set chose this model"
    assert the_only(app.dataframe).value["Marks"].fillna("").tolist() == ["", both]
    columns = list(the_only(app.dataframe).value.columns)
    assert columns[2] == "Validation accuracy", "what a phone shows beside the name"
    assert columns.index("Marks") < columns.index("Curve")
    # The test accuracy that chose its model is shown, but never as an estimate.
    assert the_only(app.dataframe).value["95 % interval"].isna().tolist() == [False, True]
    assert "Validation images were trained on:" in words(app)
    assert "The test set chose this model:" in words(app)


def test_without_marks_there_is_no_column_for_them(db):
    ended_run(db, design(name="Honest"), ME, accuracy=0.6, test=(180, 299))
    assert "Marks" not in the_only(visit().dataframe).value.columns


def test_a_validation_accuracy_far_above_the_test_accuracy_is_flagged_with_its_arithmetic(db):
    # 0.95 and 0.6 of 299 images each: sqrt(.95 × .05 / 299 + .6020 × .3980 / 299) = 0.0310; 0.348 / 0.0310 = 11.2.
    mine = ended_run(db, design(name="Leaky"), ME, accuracy=0.95, test=(180, 299))
    app = visit()
    assert shown(app, "Marks") == ["validation 11 standard errors above test"]
    assert [str(place) for place in shown(app, "#")] == ["<NA>"] and "so it has no place. Open such a run" in words(app)
    (said,) = [text.value for text in opened(mine).markdown if "Likely causes" in text.value]
    assert "11\\.2 standard errors" in said and "no place on the leaderboard" in said


def test_the_filter_finds_names_and_my_own_and_says_on_which_tab_there_are_others(db):
    ended_run(db, design(name="Wide"), ME, accuracy=0.5)
    ended_run(db, design(name="Deep"), YOU, accuracy=0.6)
    ended_run(db, design(name="Photos of a deep lake", dataset="cifar10"), YOU, accuracy=0.4)
    app = visit()
    app.text_input(key="leaderboard.words").set_value("DEEP")
    assert shown(run(app), "Run") == ["Deep"]
    app.text_input(key="leaderboard.words").set_value("")
    app.toggle(key="leaderboard.mine").set_value(True)
    assert shown(run(app), "Run") == ["Wide"]
    app.toggle(key="leaderboard.mine").set_value(False)
    app.selectbox(key="leaderboard.order").set_value("Name")
    assert shown(run(app), "Run") == ["Deep", "Wide"]
    app.text_input(key="leaderboard.words").set_value("no such run")
    assert the_only(run(app).info).value == "No run matches this filter."
    app.text_input(key="leaderboard.words").set_value("lake")
    assert the_only(run(app).info).value == "No run matches this filter here, but 1 on CIFAR-10 · full does."


def test_the_csv_holds_what_the_filter_lets_through_with_the_slides_accuracy(db):
    ended_run(db, design("4", name="=cmd|' /C calc'!A0", dataset="cifar10"), ME, test=(7165, 10_000))
    text = csv_of(ranked(kept_runs(db), usual_count)).decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(text))
    assert line["name"] == "'=cmd|' /C calc'!A0"
    assert (line["test_accuracy"], line["slides_test_percent"], line["nickname"]) == ("0.7165", "71.65", "Quiet Otter")


def test_the_csv_is_in_the_order_of_the_places_whatever_the_order_of_the_lines(db):
    for seed, accuracy in ((0, 0.9), (1, 0.5)):
        ended_run(db, edited(design(name="Wide"), ("training", "seed"), seed), ME, accuracy=accuracy)
    ended_run(db, design("4", name="Deep"), ME, accuracy=0.8)
    everything = ranked(kept_runs(db), usual_count)
    lines = in_order(lines_of(everything), "Name")
    assert [member.place for line in lines for member in line.members] == [2, 1, 3]
    assert [row.place for row in by_place(everything, lines)] == [1, 2, 3]
    assert [row.run.name for row in by_place(everything, lines[1:])] == ["Wide", "Wide"]


def test_the_accuracy_comes_right_after_the_name_where_no_mark_does_and_a_name_draws_no_icon(db):
    ended_run(db, design(name=":material/delete: x"), ME, accuracy=0.6)
    table = the_only(visit().dataframe).value
    assert list(table.columns)[:3] == ["#", "Run", "Validation accuracy"]
    assert list(table["Run"]) == ["\N{WORD JOINER}:material/delete: x"]


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
    assert str(the_only(all_columns(visit()).dataframe).value["When"].dtype.tz) == "UTC"


def test_what_the_store_says_is_no_markdown(db, monkeypatch):
    def refuse(db):
        raise StoreError("The file runs_*_old_*.sqlite is locked.")

    monkeypatch.setattr("builder.ui.leaderboard.page.kept_runs", refuse)
    assert [error.value for error in visit().error] == [r"The file runs\_\*\_old\_\*\.sqlite is locked\."]


def test_the_state_is_a_column_where_a_run_is_not_finished(db):
    ended_run(db, design(name="Whole"), ME)
    assert "State" not in the_only(all_columns(visit()).dataframe).value.columns
    ended_run(db, design(name="Part"), ME, state="stopped")
    assert set(shown(all_columns(visit()), "State")) == {"finished", "stopped"}
