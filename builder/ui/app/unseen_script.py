"""A script of ours in the browser that shows nothing of its own."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeGuard

import streamlit as st

#: Nothing on a page is counted further than this.
LARGEST_COUNT = 1_000_000_000


def unseen_script(key: str, module: str, *, before: Sequence[str] = ()) -> Callable[..., Any]:
    """What draws it: the script stands beside the Python file `module`, under the same name and with the ending .js.

    The files named `before`, in the same folder, are read before it as one script with it: what a component runs has no
    address to import from.
    `data` reaches the script with each drawing, and what the script reports is in the session's state under `key`.
    """
    own = Path(module).with_suffix(".js")
    component = st.components.v2.component(
        f"model_builder_{key}",
        js="\n".join(path.read_text(encoding="utf-8") for path in (*map(own.with_name, before), own)),
        css=f".st-key-{key} {{ display: none; }}",
        isolate_styles=False,
    )
    return partial(component, key=key)


def is_count(value: object) -> TypeGuard[int | float]:
    """Whether a script of ours reported a number that something may be counted by; a browser may send anything."""
    return isinstance(value, int | float) and 0 <= value < LARGEST_COUNT
