"""The design that a browser had open last: a visitor who closed the tab finds it again."""

from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import streamlit as st

COOKIE = "model_builder_design"
KEPT_SECONDS = 90 * 24 * 3600
#: A browser keeps cookies of 4,096 bytes; a longer link is not kept, and the next visit begins with the one before.
LONGEST_LINK = 3_500
_KEY = "builder_kept_design"

_keep_in_browser = st.components.v2.component(
    "model_builder_kept_design",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    css=f".st-key-{_KEY} {{ display: none; }}",
    isolate_styles=False,
)


def keep(link: dict[str, str]) -> None:
    """Have the browser keep `link`, the query parameters that open the design."""
    text = urlencode(link)
    if len(text) <= LONGEST_LINK:
        _keep_in_browser(key=_KEY, data={"name": COOKIE, "link": text, "seconds": KEPT_SECONDS})


def kept() -> dict[str, str]:
    """The query parameters that this browser keeps, unchecked; empty where it keeps none."""
    return dict(parse_qsl(st.context.cookies.get(COOKIE, "")))
