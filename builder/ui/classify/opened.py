"""Which of several pictures is shown large."""

from collections.abc import Sequence
from hashlib import sha256

import streamlit as st

from builder.ui.classify.picture import Picture

OPENED = "classify.opened"


def opened_of(pictures: Sequence[Picture]) -> Picture | None:
    """The picture that is shown large: the only one, or that which was opened in the grid."""
    if len(pictures) == 1:
        return pictures[0]
    opened = st.session_state.get(OPENED)
    return next((picture for picture in pictures if name_of(picture) == opened), None)


def name_of(picture: Picture) -> str:
    """What tells this picture from others, whichever part of it the network gets."""
    return sha256(picture.shown).hexdigest()
