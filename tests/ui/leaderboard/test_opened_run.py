"""Which run is open beside the table: the one that was pressed or ticked last, and the address says it."""

import pytest
import streamlit as st

from builder.store.runs import owners
from builder.ui.leaderboard import opened_run, selection
from tests.ui.leaderboard.page import ME, YOU, button, opened, press, shown, visit, words
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import run, the_only

IDS = ("first", "seeds of second", "third")


@pytest.fixture
def address(monkeypatch) -> dict[str, str]:
    """The address of a page that draws nothing."""
    parameters: dict[str, str] = {}
    monkeypatch.setattr(st, "query_params", parameters)
    monkeypatch.setattr(st, "session_state", {})
    return parameters


def chosen(rows: list[int], *cells: tuple[int, str]) -> None:
    """The table says that these rows are ticked, and this cell is chosen."""
    st.session_state["table"] = {"selection": {"rows": rows, "columns": [], "cells": list(cells)}}
    selection.take("table", IDS)


def test_the_run_that_was_pressed_or_ticked_last_is_open(address):
    selection.begin("table", IDS)
    chosen([], (0, "Run"))
    assert address == {"run": "first"} and opened_run.times_opened() == 1
    chosen([1], (0, "Run"))
    assert address == {"run": "seeds-second"} and opened_run.opened() == "seeds of second"
    assert opened_run.times_opened() == 1, "a tick leads nowhere: another may follow"
    chosen([1], (2, "Run"))
    assert address == {"run": "third"} and selection.selected() == ("seeds of second",)
    chosen([], (2, "Run"))
    assert address == {"run": "third"}, "what is no longer ticked stays open"


def test_once_it_is_closed_a_press_on_the_same_row_opens_it_again_and_ticks_stay(address):
    selection.begin("table", IDS)
    chosen([1], (2, "Run"))
    selection.close()
    assert address == {}
    assert st.session_state["table"]["selection"] == {"rows": [1], "columns": [], "cells": [(2, "#")]}
    chosen([0, 1], (2, "#"))
    assert address == {"run": "first"}
    selection.close()
    chosen([0, 1], (2, "Run"))
    assert address == {"run": "third"}


def test_after_the_browsers_way_back_a_press_on_the_same_row_opens_it_again(address):
    selection.begin("table", IDS)
    chosen([1], (2, "Run"))
    selection.begin("table", IDS)
    assert st.session_state["table"]["selection"]["cells"] == [(2, "Run")]
    address.clear()
    selection.begin("table", IDS)
    assert st.session_state["table"]["selection"] == {"rows": [1], "columns": [], "cells": [(2, "#")]}
    chosen([1], (2, "Run"))
    assert address == {"run": "third"}
    address["run"] = "first"
    selection.begin("table", IDS)
    assert st.session_state["table"]["selection"]["cells"] == [(0, "#")]


def test_the_address_opens_its_run_on_the_board_where_it_stands(db):
    there = ended_run(db, design("4", name="There"), YOU, accuracy=0.5)
    ended_run(db, design(name="Newest", limit=100), ME)
    assert shown(visit(), "Run") == ["Newest"]
    app = opened(there)
    assert shown(app, "Run") == ["There"] and "#### 1. There" in words(app)
    app = press(app, "Close")
    assert "run" not in app.query_params and shown(app, "Run") == ["There"] and "#### 1." not in words(app)
    app = press(app, "Place 1: There")
    assert app.query_params["run"] == there.id


def test_an_address_whose_run_is_on_no_board_says_so(db):
    ended_run(db, design(name="There"), ME)
    app = opened("abcdefgh")
    assert "on no board" in the_only(app.info).value and shown(app, "Run") == ["There"]


def test_the_run_beside_the_table_and_the_ticked_ones_have_their_own_buttons_and_names(db):
    first, second = (ended_run(db, design(preset, name=name), ME) for preset, name in (("0", "A"), ("4", "B")))
    app = opened(first)
    assert {"Rename", "Delete", "Open in Build"} <= {button.label for button in app.button}
    app = visit(second.id, run=first.id)
    assert "**1 ticked:** B" in words(app) and "####" in words(app) and "A" in words(app)
    assert [button.label for button in app.button if button.label.startswith("Delete")] == ["Delete"]
    assert button(app, "Compare").disabled
    app = press(press(app, "Delete"), "Cancel")
    app = visit(first.id, second.id)
    assert [button.label for button in app.button if button.label.startswith("Delete")] == ["Delete 2 runs"]


def test_a_deleted_run_is_not_open_any_more(db):
    first = ended_run(db, design(name="A"), ME)
    ended_run(db, design("4", name="B"), ME)
    app = press(opened(first), "Delete")
    next(button for button in app.button if button.key == "leaderboard.confirm").click()
    app = run(app)
    assert "run" not in app.query_params and shown(app, "Run") == ["B"] and not app.info


def test_a_renamed_run_stays_open(db):
    first = ended_run(db, design(name="A"), ME)
    app = opened(first)
    owners.rename(db, first.id, ME, "C")
    assert "#### 1. C" in words(run(app))
