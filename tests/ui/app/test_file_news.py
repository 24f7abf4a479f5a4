"""What a page says of the database's file goes away by itself, on pages too that nothing else draws again."""

import pytest
from streamlit.testing.v1 import AppTest

from builder.store.errors import DatabaseTroubleError, StoreBusyError
from builder.store.schema.database_file import FileChange
from builder.ui.app import file_news, store
from tests.patience import HANG_SECONDS

DELETED = FileChange(at=1000.0, sentence="The file was deleted.")
BACK = FileChange(at=1003.0, sentence="The file was replaced.")


def page() -> None:
    import streamlit as st

    from builder.ui.app import file_news

    st.session_state["drawn"] = st.session_state.get("drawn", 0) + 1
    file_news.tell_of_file()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A page just after the file was deleted."""
    monkeypatch.setattr(file_news, "now", lambda: 1001.0)
    monkeypatch.setattr(store, "change", lambda: DELETED)
    app = AppTest.from_function(page, default_timeout=HANG_SECONDS).run()
    assert [warning.value for warning in app.warning] == [r"The file was deleted\."]
    return app


def ticked(monkeypatch: pytest.MonkeyPatch, change: FileChange | None, *, seconds: float) -> list[str]:
    """What the notice's next tick asks for, when this is what has happened to the file, so many seconds later."""
    asked: list[str] = []
    monkeypatch.setattr(store, "change", lambda: change)
    monkeypatch.setattr(file_news, "now", lambda: 1001.0 + seconds)
    monkeypatch.setattr(file_news.st, "session_state", {file_news.TOLD: (DELETED.at, 1001.0)})
    monkeypatch.setattr(file_news.st, "rerun", lambda scope: asked.append(scope))
    monkeypatch.setattr(file_news.st, "warning", lambda *_, **__: None)
    file_news._draw(DELETED)
    return asked


@pytest.mark.parametrize(
    ("change", "seconds", "asked"), [(DELETED, 5.0, []), (DELETED, 61.0, ["app"]), (BACK, 5.0, ["app"])]
)
def test_a_notice_draws_the_page_anew_when_it_is_over_or_no_longer_true(monkeypatch, change, seconds, asked):
    assert ticked(monkeypatch, change, seconds=seconds) == asked


def looked(monkeypatch: pytest.MonkeyPatch, change: FileChange | None, trouble: Exception | None = None) -> list[str]:
    """What a page asks for that was drawn when nothing had happened, and looks by itself whether something has."""
    asked: list[str] = []

    def check(seconds: float) -> None:
        if trouble is not None:
            raise trouble

    monkeypatch.setattr(store, "check", check)
    monkeypatch.setattr(store, "change", lambda: change)
    monkeypatch.setattr(file_news.st, "rerun", lambda scope: asked.append(scope))
    file_news._watch(None)
    return asked


@pytest.mark.parametrize(
    ("change", "trouble", "asked"),
    [
        (None, None, []),
        (DELETED, None, ["app"]),
        (None, StoreBusyError("It is locked."), []),
        (None, DatabaseTroubleError("It is no database."), ["app"]),
    ],
    ids=["nothing", "replaced", "locked for a moment", "away"],
)
def test_a_page_on_which_nothing_runs_learns_by_itself_what_happened(monkeypatch, change, trouble, asked):
    assert looked(monkeypatch, change, trouble) == asked


def test_every_page_looks_within_five_seconds(monkeypatch):
    drawn = []
    monkeypatch.setattr(store, "change", lambda: None)
    monkeypatch.setattr(file_news.st, "fragment", lambda draw, run_every: drawn.append((draw, run_every)) or draw)
    monkeypatch.setattr(store, "check", lambda seconds: None)
    file_news.tell_of_file()
    ((draw, seconds),) = drawn
    assert draw is file_news._watch and 1 < seconds < 5


def test_a_page_that_is_drawn_anew_has_only_what_is_true_now(app, monkeypatch):
    monkeypatch.setattr(store, "change", lambda: BACK)
    assert [warning.value for warning in app.run().warning] == [r"The file was replaced\."]
    monkeypatch.setattr(file_news, "now", lambda: 1100.0)
    assert not app.run().warning


@pytest.mark.parametrize(("seconds", "told"), [(50.0, True), (70.0, False)])
def test_a_tab_that_is_opened_later_is_told_within_the_first_minute_only(monkeypatch, seconds, told):
    monkeypatch.setattr(file_news, "now", lambda: DELETED.at + seconds)
    monkeypatch.setattr(store, "change", lambda: DELETED)
    assert bool(AppTest.from_function(page, default_timeout=HANG_SECONDS).run().warning) is told


def test_a_tab_that_was_open_is_told_for_a_minute_whenever_it_is_looked_at_again(monkeypatch):
    monkeypatch.setattr(file_news, "now", lambda: DELETED.at - 1)
    monkeypatch.setattr(store, "change", lambda: None)
    app = AppTest.from_function(page, default_timeout=HANG_SECONDS).run()
    monkeypatch.setattr(store, "change", lambda: DELETED)
    for seconds, told in ((600.0, True), (659.0, True), (661.0, False)):
        monkeypatch.setattr(file_news, "now", lambda seconds=seconds: DELETED.at + seconds)
        assert bool(app.run().warning) is told
