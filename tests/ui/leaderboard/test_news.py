"""A board that stays open shows what has happened since it was drawn."""

import pytest

from builder.store.runs import lifecycle, owners
from builder.store.runs.kept import board_state
from builder.ui.leaderboard import news
from tests.ui.leaderboard.page import ME, YOU, shown, visit
from tests.ui.made_runs import design, ended_run


def test_a_run_that_ends_while_the_board_is_open_is_on_it_without_a_press(db, monkeypatch):
    ended_run(db, design("0", name="Before"), ME, accuracy=0.6)
    looks: list[int] = []

    def looked(database):
        if not looks:
            ended_run(db, design("4", name="Meanwhile"), YOU, accuracy=0.8)
        looks.append(1)
        return board_state(database)

    monkeypatch.setattr(news, "board_state", looked)
    app = visit()
    assert [name for name in shown(app, "Run") if "Meanwhile" in name]


@pytest.mark.parametrize(
    "happens",
    [
        lambda db, run: ended_run(db, design("1"), YOU),
        lambda db, run: lifecycle.submit(db, design("1"), YOU),
        lambda db, run: owners.delete(db, run.id, ME),
    ],
    ids=["ended", "submitted", "deleted"],
)
def test_whatever_changes_the_board_changes_its_state(db, happens):
    run = ended_run(db, design("0"), ME)
    before = board_state(db)
    assert board_state(db) == before
    happens(db, run)
    assert board_state(db) != before
