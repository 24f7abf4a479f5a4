"""The picture of the network whose layers can be clicked, or reached with the arrow keys and chosen with Enter."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import streamlit as st

from builder.design.cost.summary import Summary
from builder.export.picture import svg
from builder.words.layers import notes_of

_HERE = Path(__file__)
#: In the picture's own units: for wide and for narrow screens.
WIDE, NARROW = 1000, 480

#: With a picture's key: the name of the drawing that was sent last.
SENT = "builder.sent_drawing."

CHOOSE = "The network's layers: the arrow keys go from one to the next, Enter chooses one."
EDIT = (
    "The network's layers: the arrow keys go from one to the next, Enter opens the fields of its block below, "
    "Esc comes back, Shift with an arrow key moves the block, Delete removes it."
)

#: Read one after another as one script: what a component runs has no address to import from.
_SCRIPTS = ("network_drawing.js", "network_focus.js", "network_picks.js")

_picture = st.components.v2.component(
    "model_builder_network_picks",
    js="\n".join(_HERE.with_name(name).read_text(encoding="utf-8") for name in _SCRIPTS),
    css=_HERE.with_suffix(".css").read_text(encoding="utf-8"),
    isolate_styles=False,
)


class Pictures(NamedTuple):
    """The same network in SVG, for wide screens and for narrow ones; one that suits both has no narrow one.

    `tells` is what it shows of a layer, by its name, for those who cannot see it.
    """

    wide: str
    narrow: str = ""
    tells: Mapping[str, str] = MappingProxyType({})


def to_scale(summary: Summary) -> Pictures:
    """The pictures that are truly to scale."""
    return Pictures(svg(summary, WIDE), svg(summary, NARROW))


def network_picks(
    summary: Summary,
    pictures: Pictures,
    parts: Mapping[str, str],
    chosen: str,
    *,
    key: str,
    on_pick: Callable[[str], None],
    on_edit: Callable[[str, str], None] | None = None,
) -> None:
    """Draws the picture; each of its layers, by name (empty: the images), belongs to a part, and one part is marked.

    `on_pick(part)` is called before the next run, with "" where the choice is given up. With `on_edit(what, part)`
    the keyboard moves parts "left" and "right", and can "delete" them. What a browser sends is among `parts`.
    """
    known = {*parts.values()}

    def picked() -> None:
        part = st.session_state[key].get("part")
        if isinstance(part, str) and (part in known or part == ""):
            on_pick(part)

    def edited() -> None:
        edit = st.session_state[key].get("edit")
        if on_edit is None or not isinstance(edit, list) or len(edit) != 2:
            return
        what, part = edit
        if isinstance(what, str) and isinstance(part, str) and part in known:
            on_edit(what, part)

    notes = {
        name: [parts[name], title, cost, f"{sentence} {pictures.tells.get(name, '')}".strip()]
        for name, (title, cost, sentence) in notes_of(summary).items()
        if name in parts
    }
    # In a tuple: of a list or a dictionary Streamlit looks whether it is a table, and loads pandas for that.
    told = tuple(notes.items())
    data = {**_drawing(pictures, key), "notes": told, "chosen": chosen, "edits": on_edit is not None}
    data["label"] = CHOOSE if on_edit is None else EDIT
    _picture(
        key=key,
        data=data,
        on_part_change=picked,
        on_edit_change=edited,
        on_missing_change=lambda: st.session_state.pop(SENT + key, None),
    )
    st.session_state[SENT + key] = data["drawing"]  # now: a click may end the run just before the picture is sent


def _drawing(pictures: Pictures, key: str) -> dict[str, Any]:
    """The pictures under a name that tells them apart; only the name where they were sent last time.

    The browser keeps them, and asks for what it lacks: what was sent may not have come, where a run was ended.
    """
    name = sha256(f"{pictures.wide}{pictures.narrow}".encode()).hexdigest()[:16]
    if st.session_state.get(SENT + key) == name:
        return {"drawing": name}
    return {"drawing": name, "wide": pictures.wide, "narrow": pictures.narrow}
