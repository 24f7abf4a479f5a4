"""From any page to the comparison of several runs."""

from collections.abc import Iterable

import streamlit as st

#: The name of the page and of its parameter in an address: /compare?ids=…,…
COMPARE_PAGE, IDS = "compare", "ids"


def compare(ids: Iterable[str]) -> None:
    """Open the comparison of these runs."""
    st.switch_page("pages/compare.py", query_params={IDS: ",".join(ids)})


def ids_in(address: str) -> tuple[str, ...]:
    """The ids that an address names, each once, in its order."""
    return tuple(dict.fromkeys(id for part in address.split(",") if (id := part.strip())))


def address_of(ids: Iterable[str]) -> str:
    """The address of the comparison of these runs, seen from any other page of the app."""
    return f"./{COMPARE_PAGE}?{IDS}={','.join(ids)}"
