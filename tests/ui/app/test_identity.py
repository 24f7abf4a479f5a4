"""Who a visitor is, as far as the server decides it."""

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from builder.store.visitors import owner_of
from builder.ui.app import identity
from tests.patience import HANG_SECONDS

SECRET = "A_-9" * 10 + "xyz"


def page():
    import streamlit as st

    from builder.ui.app import identity

    st.text(f"{len(identity.ensure_identity())} characters")


def visited(monkeypatch, cookies: dict[str, str]) -> AppTest:
    monkeypatch.setattr(ContextProxy, "cookies", cookies)
    app = AppTest.from_function(page, default_timeout=HANG_SECONDS).run()
    assert not app.exception
    return app


def test_a_first_visit_works_at_once_and_keeps_its_identity_for_the_session(monkeypatch):
    app = visited(monkeypatch, {})
    secret = app.session_state[identity.SECRET]
    assert identity.valid(secret) == secret
    app.run()
    assert app.session_state[identity.SECRET] == secret


def test_a_later_visit_is_known_by_its_cookie(monkeypatch):
    assert visited(monkeypatch, {identity.COOKIE: SECRET}).session_state[identity.SECRET] == SECRET


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "short",
        SECRET + "\n",
        SECRET[:-1] + ";",
        "../" * 15,
        "<script>alert(1)</script>" + "a" * 20,
        "é" * 43,
        "a" * 999,
    ],
)
def test_a_cookie_that_is_none_of_ours_is_replaced(monkeypatch, cookie):
    secret = visited(monkeypatch, {identity.COOKIE: cookie}).session_state[identity.SECRET]
    assert secret != cookie
    assert identity.valid(secret)


def test_the_secret_is_neither_in_the_page_nor_in_the_address(monkeypatch):
    app = visited(monkeypatch, {identity.COOKIE: SECRET})
    assert SECRET not in str([element.proto for element in app.main if element.type == "text"])
    assert not app.query_params


def test_secrets_differ_and_hold_at_least_128_bits():
    secrets = {identity.new_secret() for _ in range(1000)}
    assert len(secrets) == 1000
    assert min(map(len, secrets)) * 6 >= 128  # six bits a letter


def test_the_owner_does_not_give_the_secret_away():
    assert SECRET not in owner_of(SECRET)
