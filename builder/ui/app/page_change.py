"""What happens in the browser when another page is chosen: it begins at its top, and a phone's drawer closes."""

from pathlib import Path

import streamlit as st

_KEY = "builder_page_change"

_change_in_browser = st.components.v2.component(
    "model_builder_page_change",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    css=f".st-key-{_KEY} {{ display: none; }}",
    isolate_styles=False,
)


def begin_page(page: str) -> None:
    """`page` names the page that is drawn now; nothing happens while it stays the same."""
    _change_in_browser(key=_KEY, data={"page": page})
