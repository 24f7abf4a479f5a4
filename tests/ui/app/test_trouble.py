"""What a student reads when something fails that nobody expected; the traceback is for the server's log."""

import logging

import pytest
import streamlit as st
from streamlit.errors import FragmentHandledException
from streamlit.testing.v1 import AppTest

from builder.settings import SettingsError, load_settings
from builder.store import tasks, visitors
from builder.store.errors import DatabaseTroubleError, NotOwnerError, StoreBusyError, StoreDamagedError, StoreError
from builder.store.runs import lifecycle
from builder.store.schema.database import open_database
from builder.ui.app import identity, trouble
from builder.ui.app.text import sentence_of
from builder.ui.run import asked_reading
from tests.patience import HANG_SECONDS
from tests.ui.made_runs import design
from tests.ui.opened import ROOT, show_tab

SECRET = "t" * 43
ME = visitors.owner_of(SECRET)


@pytest.fixture
def db(started):
    engine = open_database(load_settings())
    yield engine
    engine.dispose()


def visit() -> AppTest:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS)
    app.session_state[identity.SECRET] = SECRET
    return app.run()


def refusing(error: BaseException):
    def refuse(*arguments, **named):
        raise error

    return refuse


def errors(app: AppTest) -> list[str]:
    assert [error.message for error in app.exception] == []
    return [error.value for error in app.error]


def test_a_mistake_of_ours_is_one_sentence_with_a_way_out_and_a_traceback_in_the_log(db, monkeypatch, caplog):
    monkeypatch.setattr("builder.ui.build.page.plan_text", refusing(ZeroDivisionError("division by zero")))
    with caplog.at_level(logging.ERROR, "builder.ui.app.trouble"):
        app = visit()
        (sentence,) = errors(app)
        errors(app.run())
    assert "Reload the page" in sentence and "?project=0" in sentence
    assert "division" not in sentence and "Traceback" not in sentence
    (record,) = [
        record for record in caplog.records if record.name == "builder.ui.app.trouble"
    ]  # once, not at every tick
    assert record.exc_info[0] is ZeroDivisionError


def test_what_the_store_says_is_shown_as_it_is(db, monkeypatch):
    monkeypatch.setattr("builder.ui.build.page.active_runs", refusing(StoreError("The disk is full.")))
    assert errors(visit()) == [r"The disk is full\."]


def test_what_a_database_server_says_of_itself_is_for_the_log_and_on_no_page(db, monkeypatch, caplog):
    detailed = 'The server cannot be reached (connection to 10.1.2.3, user "ada", failed); check it.'
    error = StoreError(detailed, "The server cannot be reached; check it.")
    monkeypatch.setattr("builder.ui.build.page.active_runs", refusing(error))
    with caplog.at_level(logging.WARNING, "builder.ui.app.text"):
        app = visit()
        assert errors(app) == errors(app.run()) == [r"The server cannot be reached; check it\."]
    assert [record.message for record in caplog.records if record.name == "builder.ui.app.text"] == [detailed]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            StoreError("The database is newer; update Model Builder, or set BUILDER_HOME to another folder."),
            "The database cannot be used now. Please tell whoever runs this server.",
        ),
        (
            DatabaseTroubleError("The database file cannot be opened; check the disk, or set BUILDER_HOME."),
            "The database cannot be used now. Please tell whoever runs this server; the page comes back by itself.",
        ),
        (
            SettingsError("The home folder /home/ada cannot be written to; set BUILDER_HOME."),
            "The app cannot use its home folder or its settings. Please tell whoever runs this server; the page comes "
            "back by itself.",
        ),
        (
            NotOwnerError("BUILDER_HOME", "Brave Heron", "stop"),
            "“BUILDER_HOME” belongs to Brave Heron; only its owner can stop it.",
        ),
    ],
)
def test_what_names_a_setting_is_for_the_log_and_a_page_says_whom_to_tell(caplog, error, said):
    with caplog.at_level(logging.WARNING, "builder.ui.app.text"):
        assert sentence_of(error) == said
    assert [record.message for record in caplog.records] == ([str(error)] if said != str(error) else [])


def test_reruns_and_stops_go_through(db, monkeypatch):
    turns = []

    def once_more(*arguments):
        turns.append(1)
        if len(turns) == 1:
            st.rerun()
        st.stop()

    monkeypatch.setattr("builder.ui.build.page.active_runs", once_more)
    app = visit()
    assert errors(app) == [] and len(turns) == 2


def test_what_streamlit_has_shown_already_is_not_said_twice():
    with pytest.raises(FragmentHandledException):
        trouble.draw_trouble(FragmentHandledException())


def test_a_busy_store_costs_the_live_panel_one_tick_and_no_red_box(db, monkeypatch):
    lifecycle.submit(db, design(), ME)
    with monkeypatch.context() as patch:
        patch.setattr("builder.ui.run.panel.running_card", refusing(StoreBusyError("locked")))
        app = visit()
        assert errors(app) == []
        assert "tries again by itself" in " ".join(caption.value for caption in app.caption)
    assert errors(app.run()) == []
    assert "Starts next" in " ".join(block.proto.body for block in app.get("html"))


def test_a_tick_of_the_live_panel_that_fails_is_one_sentence(db, monkeypatch):
    lifecycle.submit(db, design(), ME)
    monkeypatch.setattr("builder.ui.run.panel.running_card", refusing(StoreError("The disk is *full*.")))
    app = visit()
    assert errors(app) == [r"The disk is \*full\*\."]
    assert app.metric  # and the page goes on


def test_a_busy_store_does_not_end_the_sight_of_a_download(db, monkeypatch):
    tasks.submit_task(db, "download")
    monkeypatch.setattr("builder.ui.build.missing_data.progress_of", refusing(StoreBusyError("locked")))
    app = visit()
    show_tab(app, "Training")
    app.run()
    next(c for c in app.segmented_control if c.label == "Data set").set_value("cifar10").run()
    assert errors(app) == []
    assert "tries again by itself" in " ".join(caption.value for caption in app.caption)


def test_a_busy_store_does_not_end_the_wait_for_a_reading_of_the_test_set(db, monkeypatch):
    monkeypatch.setattr("builder.ui.run.waiting.get_task", refusing(StoreBusyError("locked")))

    def page():
        from builder.ui.leaderboard.reading import draw_test_reading

        draw_test_reading()

    app = AppTest.from_function(page, default_timeout=HANG_SECONDS)
    app.session_state[asked_reading.TEST_READING] = "abcdefgh"
    app.run()
    assert errors(app) == []
    assert app.session_state[asked_reading.TEST_READING] == "abcdefgh"


def test_of_several_fragments_one_says_that_the_store_is_busy_and_another_once_that_one_can_be_drawn(db, monkeypatch):
    def page():
        from builder.ui.app import trouble

        trouble.ticking(trouble.reserve_place, 60.0)()
        trouble.ticking(trouble.forget_place, 60.0)()

    busy = refusing(StoreBusyError("locked"))
    monkeypatch.setattr("builder.ui.app.store.check", busy)
    app = AppTest.from_function(page, default_timeout=HANG_SECONDS)
    for _ in range(2):
        assert [caption.value for caption in app.run().caption] == [trouble.BUSY]
    turns = iter([None, busy])
    monkeypatch.setattr("builder.ui.app.store.check", lambda seconds: (next(turns) or (lambda: None))())
    assert [caption.value for caption in app.run().caption] == [trouble.BUSY]


def test_a_part_that_no_timer_draws_again_waits_for_a_busy_store_and_comes_back_by_itself(db, monkeypatch):
    turns = []

    def once_busy():
        turns.append(1)
        if len(turns) == 1:
            raise StoreBusyError("locked")

    def page():
        from builder.ui.app import trouble

        trouble.ticking(trouble.once_busy, None)()

    monkeypatch.setattr(trouble, "once_busy", once_busy, raising=False)
    monkeypatch.setattr(trouble.recovery, "PAUSE", 0.01)
    app = AppTest.from_function(page, default_timeout=HANG_SECONDS).run()
    assert len(turns) == 2 and not app.caption and errors(app) == []


def test_what_ends_a_page_stands_where_it_stood_before_wherever_it_was_met(db, monkeypatch):
    """A page that waits keeps what the run before it drew: elsewhere in its place it would say the same thing twice."""
    monkeypatch.setattr(trouble.recovery, "wait_until_back", st.stop)
    met_late = visit_with("builder.ui.build.page.active_runs", monkeypatch)
    met_first = visit_with("builder.ui.app.store.check", monkeypatch)
    assert place_of(met_late) == place_of(met_first)


def visit_with(name: str, monkeypatch) -> AppTest:
    """A visit during which the function of that name meets a damaged database."""
    with monkeypatch.context() as patched:
        patched.setattr(name, refusing(StoreDamagedError("The database file cannot be read.")))
        return visit()


def place_of(app: AppTest) -> tuple[int, ...]:
    """The numbers that lead from the top of the page to its one error."""
    (error,) = app.error
    (path,) = paths_to(error, app.main)
    return path


def paths_to(wanted, block) -> list[tuple[int, ...]]:
    found = [(number,) for number, child in block.children.items() if child is wanted]
    blocks = [(number, child) for number, child in block.children.items() if hasattr(child, "children")]
    return found + [(number, *path) for number, child in blocks for path in paths_to(wanted, child)]
