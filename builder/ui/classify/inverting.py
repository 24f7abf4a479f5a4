"""Light and dark: digits were written light on dark, and ink on paper is the other way round."""

from collections.abc import Sequence

import streamlit as st

from builder.datasets.table import DATASETS
from builder.store.runs.records import Run
from builder.ui.classify.picture import Picture, is_known

#: The switch that swaps light and dark, on Classify and in the section Inside of a run's page.
INVERT = "classify.invert"


def inverted_if_wanted(run: Run | None, picture: Picture) -> Picture:
    """For digits, which were written light on dark: a switch for pictures of ink on paper."""
    if not _may_be_inverted(run, picture):
        return picture
    place = st.empty()
    inverted = st.toggle("Invert", key=INVERT, help="Swaps light and dark before the network sees it")
    seen = picture._replace(pixels=255 - picture.pixels) if inverted else picture
    told = "This network learned digits written light on dark"
    if not is_light(seen):
        place.caption(f"{told}; inverted, so is this picture." if inverted else f"{told}.")
    elif inverted:
        place.caption(f"{told}, and inverted, this picture is mostly light: switch Invert off.")
    else:
        place.caption(f"{told}. This picture is mostly light: Invert should help.")
    return seen


def all_inverted_if_wanted(run: Run | None, pictures: Sequence[Picture]) -> list[Picture]:
    """The same for several pictures: one switch for all of them."""
    if not any(_may_be_inverted(run, picture) for picture in pictures):
        return [*pictures]
    inverted = st.toggle("Invert", key=INVERT, help="Swaps light and dark before the network sees the pictures")
    seen = [one._replace(pixels=255 - one.pixels) if inverted else one for one in pictures]
    light = sum(is_light(one) for one in seen)
    wanted = "off" if inverted else "on"
    more = f" {light} of {len(seen)} pictures are mostly light: try Invert {wanted}." if light else ""
    st.caption(f"This network learned digits written light on dark.{more}")
    return seen


def why_not_to_trust(run: Run, seen: Picture) -> str | None:
    """What is to be said beside the answer where light and dark are probably the wrong way round; None elsewhere."""
    if not _may_be_inverted(run, seen) or not is_light(seen):
        return None
    wanted = "off" if st.session_state.get(INVERT) else "on"
    return (
        "Do not rely on this answer: the network learned light digits on dark, and what it sees is mostly light. "
        f"Switch Invert {wanted}."
    )


def is_light(picture: Picture) -> bool:
    """Whether more of it is light than dark."""
    return bool(picture.pixels.mean() > 127)


def _may_be_inverted(run: Run | None, picture: Picture) -> bool:
    return bool(run and is_known(run) and DATASETS[run.dataset].light_on_dark and picture.may_need_inverting)
