"""The other pages are loaded ahead, once, with the runs that the leaderboard shows."""

import os
import subprocess
import sys

from builder.settings import DATABASE_FILE, load_settings
from builder.store.schema.database import open_database
from tests.patience import HANG_SECONDS
from tests.ui.made_runs import design, ended_run


def test_after_the_first_page_the_others_need_no_import_and_the_runs_are_read(tmp_path):
    db = open_database(load_settings({"BUILDER_HOME": str(tmp_path)}))
    for number in range(3):
        ended_run(db, design(name=f"Run {number}"), "a" * 64)
    db.dispose()
    code = """
import sys, time
from builder.store.runs import kept
from builder.ui import other_pages
from builder.ui.app import ahead
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
other_pages.load()
"""
    done = _run(code, tmp_path)
    assert done.stdout.split() == ["[]", "False", "3"], done.stderr
    assert "could not be" not in done.stderr
    assert "ScriptRunContext" not in done.stderr  # Streamlit's warning where no visitor is


def test_a_database_that_cannot_be_read_ahead_is_one_line_in_the_log(tmp_path):
    (tmp_path / DATABASE_FILE).write_bytes(b"no database" * 200)
    done = _run("from builder.ui import other_pages; other_pages.load()", tmp_path)
    assert done.returncode == 0 and "The runs could not be read ahead" in done.stderr
    assert "Traceback" not in done.stderr


def _run(code: str, home) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BUILDER_")}
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        env={**environment, "BUILDER_HOME": str(home)},
    )
