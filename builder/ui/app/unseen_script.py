"""A script of ours in the browser that shows nothing of its own."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st


def unseen_script(key: str, module: str) -> Callable[..., Any]:
    """What draws it: the script stands beside the Python file `module`, under the same name and with the ending .js.

    `data` reaches the script with each drawing, and what the script reports is in the session's state under `key`.
    """
    component = st.components.v2.component(
        f"model_builder_{key}",
        js=Path(module).with_suffix(".js").read_text(encoding="utf-8"),
        css=f".st-key-{key} {{ display: none; }}",
        isolate_styles=False,
    )
    return partial(component, key=key)
