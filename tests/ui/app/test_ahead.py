"""The other pages are loaded ahead, once, with the runs that the leaderboard shows."""

import os
import subprocess
import sys
import threading
import time

import pytest

from builder.settings import DATABASE_FILE, load_settings
from builder.store.schema.database import open_database
from builder.ui import other_pages
from builder.ui.app import ahead, frame
from tests.patience import HANG_SECONDS
from tests.ui.made_runs import design, ended_run


def test_after_the_first_page_the_others_need_no_import_and_the_runs_are_read(tmp_path):
    db = open_database(load_settings({"BUILDER_HOME": str(tmp_path)}))
    for number in range(3):
        ended_run(db, design(name=f"Run {number}"), "a" * 64)
    db.dispose()
    code = """
import gc, sys, threading, time
from builder.store.runs import kept
from builder.ui import other_pages
from builder.ui.app import ahead, frame
ahead.SECONDS_AFTER_FIRST_PAGE = 0
ahead.load_soon(other_pages.load)
ahead.load_soon(other_pages.load)
deadline = time.monotonic() + 120
missing = True
while time.monotonic() < deadline and (missing or kept.known_count() < 3):
    time.sleep(0.05)
    missing = [name for name in (other_pages.LEADERBOARD, *other_pages.OTHERS) if name not in sys.modules]
print(missing, "tensorflow" in sys.modules)
print(kept.known_count())
for thread in threading.enumerate():
    if isinstance(thread, threading.Timer):
        thread.join()
collected = []
gc.callbacks.append(lambda phase, told: collected.append(told["generation"]))
other_pages.set_imports_aside = lambda anyway: print(2 in collected, anyway)
other_pages.load()
"""
    done = _run(code, tmp_path)
    assert done.stdout.split() == ["[]", "False", "3", "False", "True"], done.stderr
    assert "could not be" not in done.stderr
    assert "ScriptRunContext" not in done.stderr  # Streamlit's warning where no visitor is


def test_the_first_page_finds_all_that_it_needs_loaded_and_needs_no_pandas(tmp_path):
    code = """
import gc, os, sys
os.environ["BUILDER_STANDBY_SECONDS"] = "0"
from streamlit.testing.v1 import AppTest
from builder.ui.app import ahead, server
collected = []
gc.callbacks.append(lambda phase, told: collected.append(told["generation"]))
ahead.load_soon(lambda: None)
gc.collect()
collected.clear()
server._load_first_page()
print(collected, gc.isenabled(), "pandas" in sys.modules)
from builder.ui.build import pictures
loaded, drawn = set(sys.modules), pictures._html.cache_info()
app = AppTest.from_file("streamlit_app.py", default_timeout=120).run()
assert not app.exception and [title.value for title in app.title]
hits = pictures._html.cache_info().hits - drawn.hits
large = ("PIL", "alembic", "builder", "numpy", "pandas", "pyarrow", "sqlalchemy")
new = [name for name in set(sys.modules) - loaded if name.split(".")[0] in large and name != "builder.ui.other_pages"]
print(new, 2 in collected, drawn.currsize, hits)
"""
    done = _run(code, tmp_path)
    assert done.stdout.split("\n")[:2] == ["[] True False", "[] False 1 1"], done.stderr


def test_a_database_that_cannot_be_read_ahead_is_one_line_in_the_log(tmp_path):
    (tmp_path / DATABASE_FILE).write_bytes(b"no database" * 200)
    done = _run("from builder.ui import other_pages; other_pages.load()", tmp_path)
    assert done.returncode == 0 and "The runs could not be read ahead" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_loaded_ahead_waits_while_a_page_is_drawn_and_not_for_ever():
    over = threading.Event()

    def wait(seconds: float) -> None:
        ahead.wait_for_pages(seconds)
        over.set()

    with ahead.drawing(), ahead.drawing():
        threading.Thread(target=wait, args=(HANG_SECONDS,), daemon=True).start()
        assert not over.wait(0.3)
        ahead.wait_for_pages(0.01)  # returns
    assert over.wait(HANG_SECONDS)


def test_a_page_that_ends_in_an_error_is_no_longer_waited_for():
    with pytest.raises(ZeroDivisionError), ahead.drawing():
        1 / 0  # noqa: B018
    began = time.monotonic()
    ahead.wait_for_pages(HANG_SECONDS)
    assert time.monotonic() - began < HANG_SECONDS / 2


def test_each_part_that_is_loaded_ahead_waits_for_pages(monkeypatch, tmp_path):
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path))
    steps = []
    monkeypatch.setattr(other_pages, "wait_for_pages", lambda: steps.append("wait"))
    monkeypatch.setattr(other_pages, "_import", lambda module: steps.append("load"))
    monkeypatch.setattr(other_pages, "_read_runs", lambda: steps.append("load"))
    monkeypatch.setattr(other_pages, "set_imports_aside", lambda anyway: steps.append("load"))
    other_pages.load()
    assert steps == ["wait", "load"] * (len(other_pages.OTHERS) + 3)


def test_a_page_is_known_to_be_drawn_while_it_is(monkeypatch):
    waited = []

    class Page:
        def run(self) -> None:
            waiting = threading.Thread(target=lambda: waited.append(ahead.wait_for_pages(HANG_SECONDS)), daemon=True)
            waiting.start()
            waiting.join(0.3)
            waited.append("drawn")
            raise RuntimeError

    monkeypatch.setattr(frame, "_navigation", Page)
    monkeypatch.setattr(frame, "end_page", lambda error: None)
    frame.run_chosen_page(lambda: None)
    assert waited[0] == "drawn"


def _run(code: str, home) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BUILDER_")}
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        env={**environment, "BUILDER_HOME": str(home)},
    )
