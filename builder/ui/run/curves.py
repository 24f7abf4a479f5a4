"""Curves that grow without flicker: Plotly.react on one node that stays.

`st.plotly_chart` builds a new element for every new figure, and so blinks and forgets the zoom. This component
keeps its node. Plotly's script comes from the plotly package and is served by this app, once per page load.
"""

from pathlib import Path
from typing import Any

import plotly
import streamlit as st
import streamlit.components.v1

PLOTLY_SCRIPTS = Path(plotly.__file__).parent / "package_data"
_HERE = Path(__file__)

_curves = st.components.v2.component(
    "model_builder_live_curves",
    js=_HERE.with_suffix(".js").read_text(encoding="utf-8"),
    css=_HERE.with_suffix(".css").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def live_curves(figures: dict[str, Any], *, key: str) -> None:
    """Draw what `figures.curves.curves` gives, side by side where there is room.

    `key` must stay the same for as long as the same run is shown.
    """
    _curves(key=key, data={**figures, "plotly": f"component/{_served_scripts()}/plotly.min.js"})


@st.cache_resource(show_spinner=False)
def _served_scripts() -> str:
    """The name under which the server gives out the plotly package's scripts.

    Declaring a component is what makes Streamlit serve a folder; the component itself is never drawn.
    """
    return streamlit.components.v1.declare_component("plotly", path=PLOTLY_SCRIPTS).name
