"""The address that Share shows."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st

from builder.ui.app import sharing
from builder.ui.app.sharing import NO_NETWORK, ONLY_HERE, OTHER_NAME


@pytest.fixture
def here(monkeypatch):
    """The server's options, and where the browser is."""
    options = {
        "server.address": "0.0.0.0", "server.port": 8501, "browser.serverAddress": "localhost",
        "browser.serverPort": 8501,
    }  # fmt: skip
    browser = SimpleNamespace(url="http://localhost:8501/run", ip_address=None)
    monkeypatch.setattr(st, "get_option", options.__getitem__)
    monkeypatch.setattr(st, "context", browser)
    monkeypatch.setattr(sharing, "own_address", lambda: "192.168.7.20")
    return SimpleNamespace(options=options, browser=browser)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "0.0.0.0", "app.localhost"])
def test_under_localhost_a_server_that_listens_to_the_room_gives_the_address_that_the_room_can_open(here, host):
    here.browser.url = f"http://{host}:8501/run"
    assert sharing.shared_address() == ("http://192.168.7.20:8501/run", "")


def test_under_localhost_a_server_that_listens_to_this_computer_alone_says_so_and_what_to_do(here):
    here.options["server.address"] = "127.0.0.1"
    assert sharing.shared_address() == ("http://localhost:8501/run", ONLY_HERE)


def test_the_command_that_opens_the_app_to_the_room_is_whole(here, monkeypatch):
    monkeypatch.setattr(sharing.sys, "executable", str(Path.cwd() / ".venv" / "bin" / "python"))
    command = ".venv/bin/python -m streamlit run streamlit_app.py --server.address 0.0.0.0"
    assert sharing.command_for_everybody() == command
    here.options["server.port"] = 8600
    assert sharing.command_for_everybody() == f"{command} --server.port 8600"


@pytest.mark.parametrize("url", ["https://class.example/builder/compare", "http://192.168.7.20:8501/"])
def test_an_address_that_others_can_open_stays_as_it_is(here, url):
    here.browser.url = url
    here.options["server.address"] = "127.0.0.1"  # behind a proxy
    assert sharing.shared_address() == (url, "")


def test_the_name_that_the_server_was_given_comes_before_its_number(here):
    here.options |= {"browser.serverAddress": "class.example", "browser.serverPort": 80}
    assert sharing.shared_address().address == "http://class.example:80/run"


def test_through_a_tunnel_the_servers_own_number_is_not_given(here):
    here.browser.ip_address = "172.17.0.1"
    assert sharing.shared_address() == ("http://localhost:8501/run", OTHER_NAME)


def test_a_computer_without_a_network_says_so(here, monkeypatch):
    monkeypatch.setattr(sharing, "own_address", lambda: None)
    assert sharing.shared_address() == ("http://localhost:8501/run", NO_NETWORK)


def test_without_a_browser_there_is_no_address(here):
    here.browser.url = None
    assert sharing.shared_address() == ("", "")


def test_the_computers_own_address_is_none_of_its_loopback():
    assert not (sharing.own_address() or "").startswith(("127.", "0."))
