"""What the server does once, when it starts."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import streamlit as st
from streamlit import delta_generator, env_util

from builder.store.errors import StoreError
from builder.ui.app import server, store
from tests.patience import HANG_SECONDS


@pytest.fixture
def options(monkeypatch):
    """Streamlit's options, as the command line or a file would set them."""
    chosen = {
        "server.headless": True, "server.address": "127.0.0.1", "server.port": 8501, "server.baseUrlPath": "",
        "server.sslCertFile": None, "browser.serverAddress": "localhost",
    }  # fmt: skip
    monkeypatch.setattr(st, "get_option", chosen.__getitem__)
    return chosen


@pytest.fixture
def went_to(monkeypatch) -> list[str]:
    """The addresses that a browser would have been opened at."""
    addresses: list[str] = []
    monkeypatch.setattr(server.webbrowser, "open", addresses.append)
    return addresses


def start() -> None:
    """The server starts and ends, and what it does beside that is done: a page is loaded, a browser opened."""

    async def lifespan() -> None:
        async with server.started(None):
            pass

    # In a thread of its own: a browser that an earlier test drove leaves its event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, lifespan()).result()
    for thread in threading.enumerate():
        if thread.name in ("first page", "browser"):
            thread.join(HANG_SECONDS)


def test_a_browser_is_opened_where_there_is_a_screen_and_none_where_there_is_not(options, went_to, monkeypatch):
    monkeypatch.setattr(store, "database", lambda: None)
    start()
    assert went_to == []
    options["server.headless"] = False
    start()
    assert went_to == ["http://127.0.0.1:8501/"]


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({"server.address": "0.0.0.0"}, "http://localhost:8501/"),
        ({"server.address": None}, "http://localhost:8501/"),
        ({"server.address": None, "browser.serverAddress": "class.example"}, "http://class.example:8501/"),
        ({"server.baseUrlPath": "/builder/", "server.port": 80}, "http://127.0.0.1:80/builder"),
        ({"server.sslCertFile": "cert.pem"}, "https://127.0.0.1:8501/"),
    ],
)
def test_the_browser_goes_where_the_server_listens(options, given, address):
    options |= given
    assert server.address() == address


def test_the_database_is_opened_before_anybody_visits(options, monkeypatch):
    opened = []
    monkeypatch.setattr(store, "database", lambda: opened.append(True))
    start()
    assert opened == [True]


def test_a_server_whose_database_cannot_be_opened_starts_all_the_same(options, monkeypatch, caplog):
    def refuse():
        raise StoreError("The disk is full.")

    monkeypatch.setattr(store, "database", refuse)
    caplog.set_level("INFO")
    start()
    assert "The disk is full." in caplog.text
    assert "Traceback" not in caplog.text


def test_a_server_is_not_asked_on_its_first_page_whether_it_is_one(options, went_to, monkeypatch):
    monkeypatch.setattr(delta_generator, "_use_warning_has_been_displayed", False)
    start()
    monkeypatch.setattr(env_util, "is_repl", lambda: pytest.fail("the whole stack was read"))
    delta_generator._maybe_print_use_warning()
