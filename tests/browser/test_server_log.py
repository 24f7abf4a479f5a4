"""What the server's log says of a database that cannot be used: sentences; spoken to without a browser."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.app_process import new_home
from benchmarks.browser_session import BrowserSession
from benchmarks.page_app import running_app

pytestmark = pytest.mark.slow


def something_else(home: Path) -> str:
    (home / "other.sqlite").write_text("This is no database." * 100, encoding="utf-8")
    return f"sqlite:///{home / 'other.sqlite'}"


def on_no_server(home: Path) -> str:
    return "postgresql+psycopg://me@127.0.0.1:1/runs"


async def visit(address: str) -> None:
    """Build, and another page, as a tab asks for them."""
    tab = await BrowserSession.connected(address)
    for page in (None, "Leaderboard"):
        assert any("The database" in sentence for sentence in await tab.told(page))
    await tab.close()


@pytest.mark.parametrize("database", [something_else, on_no_server])
def test_a_database_that_cannot_be_used_leaves_no_traceback_in_the_servers_log(database):
    with new_home() as home, running_app(home, BUILDER_DATABASE_URL=database(home)) as server:
        with ThreadPoolExecutor(1) as thread:  # Playwright's browsers have an event loop in this one
            thread.submit(asyncio.run, visit(server.address)).result()
        log = (home / "server.log").read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in log, log
    assert "The database" in log
