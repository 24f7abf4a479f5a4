"""A page that met a busy, damaged or missing database is drawn by itself once that is over, with all that was typed."""

import os
import sqlite3
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from builder.settings import load_settings
from builder.store import visitors
from builder.store.runs import lifecycle
from builder.store.schema import engines
from builder.store.schema.database import open_database
from builder.ui.app import file_news, identity, recovery, store
from tests.patience import HANG_SECONDS
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import ROOT, SECRET, checked, labelled, opened_page

ME = visitors.owner_of(SECRET)
#: What each page shows once it is drawn.
PAGES = {"build": "Rename", "course": "Course", "leaderboard": "Leaderboard", "classify": "Classify a picture"}


@pytest.fixture
def db(started):
    engine = open_database(load_settings())
    ended_run(engine, design(), ME)
    yield engine
    engine.dispose()
    store._database.cache_clear()


@pytest.fixture
def file(home: Path) -> Path:
    return home / "model-builder.sqlite3"


class Trouble:
    """Trouble with the database that begins at once and ends when a waiting page has looked for the second time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, end):
        self.looked, self.end = 0, end
        self._check = store.check
        monkeypatch.setattr(recovery, "PAUSE", 0.01)
        monkeypatch.setattr(store, "check", self._look)

    def _look(self, seconds: float) -> None:
        self.looked += 1
        if self.looked == 2:
            self.end()
        self._check(0.01)


@pytest.fixture
def locked(monkeypatch, file: Path):
    """Locks the whole database until a page has looked twice; what does not look first hangs."""
    monkeypatch.setattr(engines, "BUSY_SECONDS", 2.0 * HANG_SECONDS)

    def begin() -> Trouble:
        other = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=HANG_SECONDS)
        other.execute("BEGIN EXCLUSIVE")
        return Trouble(monkeypatch, other.close)

    return begin


@pytest.mark.parametrize("page", PAGES)
def test_every_page_recovers_from_a_busy_database(db, locked, page):
    app = opened_page(page)
    before = shown(app)
    trouble = locked()
    checked(app.run())
    assert trouble.looked >= 2
    assert [error.value for error in app.error] == [] and shown(app) == before


@pytest.mark.parametrize("page", PAGES)
def test_every_page_recovers_from_a_file_that_was_no_database_for_a_while(db, file, monkeypatch, page):
    app = opened_page(page)
    before, good = shown(app), file.with_name("good")
    os.link(file, good)
    bad = file.with_name("bad")
    bad.write_bytes(b"A student's essay about networks. " * 100)
    os.replace(bad, file)
    trouble = Trouble(monkeypatch, lambda: os.replace(good, file))
    checked(app.run())
    assert trouble.looked >= 2
    assert [error.value for error in app.error] == [] and shown(app) == before


def test_a_first_visit_waits_for_the_database_too(started, file, monkeypatch):
    file.unlink()
    file.mkdir()  # SQLite cannot open a folder
    trouble = Trouble(monkeypatch, file.rmdir)
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS)
    app.session_state[identity.SECRET] = SECRET
    checked(app.run())
    assert trouble.looked >= 3 and not app.error and app.metric  # the third time as the page was drawn
    store._database.cache_clear()


def test_what_was_typed_before_is_there_after_the_trouble(db, locked):
    lifecycle.submit(db, design(name="Waits"), ME)
    app = opened_page("build")
    labelled(app.text_input, "Your nickname").set_value("Brave Heron").run()
    labelled(app.text_input, "Name of this design").set_value("Half a thought")
    trouble = locked()
    checked(app.run())
    assert trouble.looked >= 2
    assert labelled(app.text_input, "Your nickname").value == "Brave Heron"
    assert labelled(app.text_input, "Name of this design").value == "Half a thought"
    assert "Half a thought" in [title.value for title in app.title]


def test_what_happened_to_the_file_is_said_once_to_every_session(db, file, monkeypatch):
    app = opened_page("leaderboard")
    assert not app.warning
    file.unlink()
    for _ in range(2):  # it can be read for a while, whatever runs the page again
        checked(app.run())
        assert [warning.value for warning in app.warning] == [
            r"The database file model\-builder\.sqlite3 was deleted or moved away, and all runs with it; a new, empty "
            r"one is in its place\. To bring the runs back, give the new file another name \(runs made meanwhile are "
            r"only in it\), and move the earlier one, or a copy of it, to that place; nothing needs a restart\."
        ]
    monkeypatch.setattr(file_news, "SHOWN_SECONDS", 0)
    assert not checked(app.run()).warning
    monkeypatch.undo()


def shown(app: AppTest) -> list[str]:
    """Titles, buttons and fields, as far as a test can tell pages apart."""
    parts = [*app.title, *app.button, *app.selectbox, *app.text_input]
    return [str(getattr(part, "label", "") or part.value) for part in parts]
