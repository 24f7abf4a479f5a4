"""The picture of the network whose layers can be clicked, or reached with the Tab key and chosen with Enter."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from builder.design.cost.summary import Summary
from builder.export.picture import svg

_HERE = Path(__file__)
#: In the picture's own units: for wide and for narrow screens.
WIDE, NARROW = 1000, 480

_picture = st.components.v2.component(
    "model_builder_network_picks",
    js=_HERE.with_suffix(".js").read_text(encoding="utf-8"),
    css=_HERE.with_suffix(".css").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def network_picks(summary: Summary, chosen: str, *, key: str, on_pick: Callable[[str], None]) -> None:
    """Draws the picture, in which the layer `chosen` is marked; `on_pick(name)` is called before the next run."""

    def picked() -> None:
        name = st.session_state[key].get("layer")
        if isinstance(name, str):
            on_pick(name)

    pictures = {"wide": svg(summary, WIDE), "narrow": svg(summary, NARROW)}
    _picture(key=key, data={**pictures, "chosen": chosen}, on_layer_change=picked)
