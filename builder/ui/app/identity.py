"""The random identity that a browser keeps: who owns which run, without a name or a password.

The identity is a secret. It lives in a cookie and in the session; the store holds only its hash, and no address
or page shows it.
"""

import re
import secrets

import streamlit as st

from builder.ui.app.unseen_script import unseen_script

SECRET = "builder.secret"
COOKIE = "model_builder_visitor"
ONE_YEAR = 365 * 24 * 3600
SECRET_BYTES = 32
#: What our secrets look like; any other cookie is not ours.
PATTERN = "^[A-Za-z0-9_-]{32,64}$"
_KEY = "builder_identity"

_keep_in_browser = unseen_script(_KEY, __file__)


def ensure_identity() -> str:
    """The secret of whoever looks at this page; a new one on the first visit.

    The session keeps it from its first run on, so a first visit works at once, and one with cookies switched
    off works as long as the session. Called once a run, by the frame.
    """
    if SECRET not in st.session_state:
        st.session_state[SECRET] = valid(st.context.cookies.get(COOKIE)) or new_secret()
    _keep_in_browser(
        data={"name": COOKIE, "secret": secret(), "seconds": ONE_YEAR, "pattern": PATTERN},
        on_kept_change=_take_what_the_browser_keeps,
    )
    return secret()


def secret() -> str:
    """The secret of whoever looks at this page; where no browser has kept one, new and for this session alone."""
    return st.session_state.setdefault(SECRET, new_secret())


def valid(cookie: object) -> str | None:
    """The cookie's value if it has the format of our secrets; None for anything else."""
    return cookie if isinstance(cookie, str) and re.fullmatch(PATTERN.strip("^$"), cookie) else None


def new_secret() -> str:
    """256 random bits, as text that a cookie can hold."""
    return secrets.token_urlsafe(SECRET_BYTES)


def _take_what_the_browser_keeps() -> None:
    """If two tabs opened at once, each with a new identity, both take the one that the browser kept."""
    kept = valid(st.session_state[_KEY].get("kept"))
    if kept:
        st.session_state[SECRET] = kept
