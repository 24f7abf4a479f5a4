"""The design that a browser had open last: a visitor who closed the tab finds it again."""

from urllib.parse import parse_qsl, urlencode

import streamlit as st

from builder.ui.app.unseen_script import unseen_script

COOKIE = "model_builder_design"
KEPT_SECONDS = 90 * 24 * 3600
#: A browser keeps cookies of 4,096 bytes; a longer link is not kept, and the next visit begins with the one before.
LONGEST_LINK = 3_500
_keep_in_browser = unseen_script("builder_kept_design", __file__)


def keep(link: dict[str, str]) -> None:
    """Have the browser keep `link`, the query parameters that open the design."""
    text = urlencode(link)
    if len(text) <= LONGEST_LINK:
        _keep_in_browser(data={"name": COOKIE, "link": text, "seconds": KEPT_SECONDS})


def kept() -> dict[str, str]:
    """The query parameters that this browser keeps, unchecked; empty where it keeps none."""
    return dict(parse_qsl(st.context.cookies.get(COOKIE, "")))
