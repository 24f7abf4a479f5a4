"""What was on Classify when it was left for a look inside: Streamlit forgets the fields of a page, and their files."""

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from builder.store.runs.records import Run
from builder.ui.classify.inverting import INVERT
from builder.ui.classify.picture import Picture

LEFT = "builder.left_on_classify"
#: Where the pictures came from last, whatever the network.
SOURCE = "builder.classify_source"


class Left(NamedTuple):
    """Pictures that were read of files, and whether they were inverted."""

    pictures: tuple[Picture, ...]
    inverted: bool


def keep(pictures: Sequence[Picture], source: str) -> None:
    """Those of them that were given as files are on Classify again when the visitor comes back, at that `source`."""
    # Of a file that is gone no other part can be shown.
    given = tuple(one._replace(part=None) for one in pictures if one.is_of_a_file)
    if given:
        st.session_state[LEFT] = Left(given, bool(st.session_state.get(INVERT)))
        st.session_state[SOURCE] = source


def left_pictures(run: Run | None) -> list[Picture]:
    """Those that were kept, if this run's network takes such pictures; inverted as they were, where no page has said
    otherwise since."""
    left: Left | None = st.session_state.get(LEFT)
    if left is None or run is None or any(one.pixels.shape != run.experiment.images.shape for one in left.pictures):
        return []
    st.session_state.setdefault(INVERT, left.inverted)
    return [*left.pictures]


def forget() -> None:
    """From a callback: they are wanted no more."""
    st.session_state.pop(LEFT, None)
