"""Seeds of one design on the Leaderboard page."""

import pytest
from streamlit.typing import ButtonColumnClickState

from builder.design.edit.fields import edited
from builder.store.board.leaks import usual_count
from builder.store.board.lines import lines_of
from builder.store.board.ranking import ranked
from builder.store.runs.kept import kept_runs
from builder.store.runs.records import list_runs
from builder.ui.leaderboard import table
from builder.ui.leaderboard.actions import to_compare
from builder.ui.leaderboard.open_lines import OPEN_LINES
from tests.ui.leaderboard.page import ME, YOU, all_columns, button, opened, press, shown, visit, words
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import run


def trained(db, *seeds: tuple[int, float] | tuple[int, float, int], owner: str = ME):
    """A run for each seed with a validation accuracy and, where it is given, so many of 299 test images right."""
    return [
        ended_run(
            db, edited(design(name="Wide"), ("training", "seed"), seed), owner, accuracy=accuracy,
            test=(test[0], 299) if test else None,
        )
        for seed, accuracy, *test in seeds
    ]  # fmt: skip


def test_a_line_of_seeds_shows_mean_spread_and_count_and_opens_to_its_runs(db):
    trained(db, (0, 0.70, 180), (1, 0.80, 200), (2, 0.72, 190))
    ended_run(db, design("4", name="Deep"), YOU, accuracy=0.78)
    (line,) = [line for line in lines_of(ranked(kept_runs(db), usual_count)) if line.seeds > 1]
    app = all_columns(opened(line.id))
    assert shown(app, "Run") == ["Deep", "Wide"]
    assert [round(value, 6) for value in shown(app, "Validation accuracy")] == [78, 74]
    # statistics.stdev of 70, 80 and 72 is 5.29, of 180, 200 and 190 of 299 images 3.34 points.
    assert [list(shown(app, name))[1] for name in ("Seed", "SD, validation", "SD, test")] == [
        "3 seeds", "± 5.3", "± 3.3"
    ]  # fmt: skip
    assert "standard deviation (SD)" in words(app)
    assert shown(app, "What differs") == ["", "mean of 3 seeds"]
    assert "of several seeds their mean, and the standard deviation." in words(app), "below the podium"
    assert list(shown(app, "luck?"))[1] == "luck?" and "The lead of place 1 may be chance" in words(app)
    app = run(press(app, "Show its 3 runs"))
    assert shown(app, "Run") == ["Deep", "Wide", "└ seed 0", "└ seed 1", "└ seed 2"]
    assert button(app, "Hide its runs") and not button(app, "Open in Build").disabled
    assert "Show its runs" in button(app, "Rename").help
    assert not button(visit(line.id), "Compare").disabled


def test_the_switch_shows_every_run_by_itself(db):
    trained(db, (0, 0.70), (1, 0.80))
    app = visit()
    app.toggle(key="leaderboard.seeds").set_value(False)
    app = all_columns(run(app))
    assert shown(app, "Run") == ["Wide", "Wide"] and shown(app, "Seed") == ["1", "0"]
    assert "SD, validation" not in app.dataframe[0].value.columns


def test_a_press_on_a_line_s_name_opens_it_and_shows_its_runs_and_on_a_run_s_opens_that(db):
    first, second = trained(db, (0, 0.70), (1, 0.80))
    (line,) = lines_of(ranked(kept_runs(db), usual_count))
    app = pressed(visit(), 0, (line.id,))
    assert shown(app, "Run") == ["Wide", "└ seed 0", "└ seed 1"]
    # statistics.stdev of 70 and 80 is 7.07
    assert "75.0\N{NO-BREAK SPACE}%" in words(app) and "± 7.1 over 2 seeds" in words(app)
    app = pressed(app, 2, (line.id, first.id, second.id))
    assert app.query_params["run"] == second.id and "Wide, seed 1" in words(app)


def pressed(app, row: int, ids: tuple[str, ...]):
    """The page after a press on the name in that row; the simulated browser draws no buttons in tables."""
    state = {table.NAME_PRESSED: ButtonColumnClickState(row=row, label="")}
    with pytest.MonkeyPatch.context() as patch:
        address: dict[str, str] = {}
        patch.setattr(table.st, "session_state", state)
        patch.setattr(table.st, "query_params", address)
        table._open(ids)
    if OPEN_LINES in state:
        app.session_state[OPEN_LINES] = state[OPEN_LINES]
    app.query_params["run"] = address["run"]
    return run(app)


def test_three_more_seeds_are_queued_with_numbers_that_are_not_taken(db, started):
    first, _ = trained(db, (0, 0.70), (2, 0.80))
    (line,) = lines_of(ranked(kept_runs(db), usual_count))
    app = press(opened(line.id), "Train 3 more seeds")
    waiting = list_runs(db, states=["queued"])
    assert sorted(one.experiment.training.seed for one in waiting) == [1, 3, 4]
    assert {one.owner for one in waiting} == {ME} and {one.name for one in waiting} == {"Wide"}
    assert "supervisor" in started
    assert any("seeds 1, 3 and 4" in toast.value for toast in app.toast)
    press(app, "Train 3 more seeds")
    assert sorted(one.experiment.training.seed for one in list_runs(db, states=["queued"])) == [1, 3, 4, 5, 6, 7]


def test_more_seeds_of_somebody_else_s_run_are_mine_and_too_many_are_refused_in_a_sentence(db, monkeypatch):
    (theirs,) = trained(db, (0, 0.70), owner=YOU)
    monkeypatch.setenv("BUILDER_WAITING_RUNS", "4")
    app = press(opened(theirs), "Train 3 more seeds")
    assert {one.owner for one in list_runs(db, states=["queued"])} == {ME}
    app = press(app, "Train 3 more seeds")
    assert len(list_runs(db, states=["queued"])) == 3
    assert [warning.value for warning in app.warning] != []


def test_lines_with_more_runs_than_can_be_compared_are_compared_by_one_run_each(db):
    trained(db, *((seed, 0.5 + seed / 100) for seed in range(6)))
    trained(db, *((seed, 0.5 + seed / 100) for seed in range(6)), owner=YOU)
    lines = lines_of(ranked(kept_runs(db), usual_count))
    runs = [one for line in lines for one in line.runs]
    assert to_compare(lines, runs) == [line.run for line in lines]
    assert to_compare(lines, runs[:10]) == runs[:10] and to_compare(lines[:1], runs) == runs
