"""Tabs that are closed leave no session behind in the server; spoken in Streamlit's protocol, without a browser."""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.browser_session import BrowserSession
from benchmarks.sessions import Server, server
from tests.patience import HANG_SECONDS

pytestmark = pytest.mark.slow

TABS = 5


async def come_and_go(running: Server) -> None:
    for seed in range(TABS):
        tab = await BrowserSession.open(running.address)
        assert running.sessions()["connected"] == 1
        await tab.edit(random.Random(seed))
        await tab.close()
        await wait_until_disconnected(running)


async def wait_until_disconnected(running: Server) -> None:
    async with asyncio.timeout(HANG_SECONDS):
        while running.sessions()["connected"]:
            await asyncio.sleep(0.1)


def test_sessions_of_closed_tabs_are_freed():
    # Streamlit frees what it need not keep any more when it keeps the next one, and its loop may hold one more.
    with server(keep=0, dataset="digits") as running:
        # Playwright's browsers, open for the whole session, have an event loop in this thread.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, come_and_go(running)).result()
        left = running.sessions()
    assert left["kept"] == 1
    assert left["alive"] <= 2 < TABS
