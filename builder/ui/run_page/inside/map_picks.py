"""A click on a pixel of a feature map says which it is. The maps are HTML; one component without a face listens."""

from collections.abc import Callable

import streamlit as st

from builder.ui.app.unseen_script import is_count, unseen_script

_KEY = "inside_map_picks"
#: The key of the container that is scrolled into sight after a click.
AROUND = "inside_value"

_picks = unseen_script(_KEY, __file__)


def listen_for_maps(on_pick: Callable[[list[int]], None]) -> None:
    """`on_pick([map, row, column])`, counted from 1, is called before the next run."""

    def picked() -> None:
        chosen = st.session_state[_KEY].get("place")
        if isinstance(chosen, list) and all(is_count(place) for place in chosen):
            on_pick([int(place) for place in chosen])

    _picks(data={"around": AROUND}, on_place_change=picked)
