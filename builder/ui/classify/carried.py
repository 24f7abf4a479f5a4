"""A picture that is taken from Classify to the section Inside of a run's page, inverted or not as it was there."""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from builder.shipped.network import is_shipped
from builder.store.runs.records import ENDED, Run
from builder.ui.classify import left
from builder.ui.classify.inverting import INVERT
from builder.ui.classify.picture import Picture
from builder.ui.classify.uploads import UPLOAD
from builder.ui.session import chosen_run

CARRIED = "builder.carried_picture"
#: Set until Inside has shown the picture.
ARRIVING = "builder.carried_arriving"


class Carried(NamedTuple):
    """The picture before it was inverted, and whether it was."""

    picture: Picture
    inverted: bool


def look_button(run: Run, picture: Picture, pictures: Sequence[Picture]) -> None:
    """Opens Inside with this picture, one of those on the page, and the run that was asked about it; nothing while the
    run goes on, and for the network that comes with the app, which has no such page. The browser's way back leads to
    the same pictures."""
    if is_shipped(run) or run.state not in ENDED:
        return
    if st.button("Where did it look?", key="classify.look", icon=":material/visibility:"):
        st.session_state[CARRIED] = Carried(picture, bool(st.session_state.get(INVERT)))
        st.session_state[ARRIVING] = True
        left.keep(pictures, UPLOAD)
        chosen_run.look_inside(run.id)


def arriving() -> bool:
    """Whether a picture has just been taken here: said once, and its Invert is set as it was."""
    if not st.session_state.pop(ARRIVING, False):
        return False
    st.session_state[INVERT] = st.session_state[CARRIED].inverted
    return True


def carried_picture(run: Run) -> Picture | None:
    """The last picture that was taken here, if this run's network takes such pictures."""
    carried: Carried | None = st.session_state.get(CARRIED)
    return carried.picture if carried and carried.picture.pixels.shape == run.experiment.images.shape else None
