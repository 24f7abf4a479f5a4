"""Light and dark: digits were written light on dark, and ink on paper is the other way round."""

from collections.abc import Sequence
from hashlib import sha256

import streamlit as st

from builder.datasets.table import DATASETS
from builder.pictures.looks import from_ink
from builder.store.runs.records import Run
from builder.ui.classify.picture import Picture, is_known
from builder.words.seen import INVERTED_AND_CROPPED

#: The switch that swaps light and dark, on Classify and in the section Inside of a run's page.
INVERT = "classify.invert"
#: The pictures of ink on paper for which it was last switched on by itself.
SWITCHED_FOR = "builder.inverted_for"


def inverted_if_wanted(run: Run | None, picture: Picture) -> Picture:
    """For digits, which were written light on dark: a switch for pictures of ink on paper.

    It is on from the beginning where the picture is surely such a one, which is then cut to the writing too.
    """
    if run is None or not _may_be_inverted(run, picture):
        return picture
    _switch_on_for_ink(run, [picture])
    place = st.empty()
    inverted = st.toggle("Invert", key=INVERT, help="Swaps light and dark before the network sees it")
    seen = _inverted(run, picture) if inverted else picture
    if seen.is_cut:
        place.caption(INVERTED_AND_CROPPED.capitalize())
        return seen
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
    if run is None or not any(_may_be_inverted(run, picture) for picture in pictures):
        return [*pictures]
    _switch_on_for_ink(run, pictures)
    inverted = st.toggle("Invert", key=INVERT, help="Swaps light and dark before the network sees the pictures")
    some_ink = any(_is_ink(run, one) for one in pictures)  # then photographs and dark pictures stay as they are
    wanted_of = [not some_ink or _is_ink(run, one) or (is_light(one) and one.looks != "photograph") for one in pictures]
    seen = [_inverted(run, one) if inverted and it else one for one, it in zip(pictures, wanted_of, strict=True)]
    if any(one.is_cut for one in seen):
        st.caption(f"What is ink on paper is {INVERTED_AND_CROPPED}")
        return seen
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


def _switch_on_for_ink(run: Run, pictures: Sequence[Picture]) -> None:
    """Once for each choice of pictures, that it can be switched off; and off again for the next that need none."""
    shown = tuple(sha256(one.shown).hexdigest() for one in pictures if _is_ink(run, one))
    if shown != st.session_state.get(SWITCHED_FOR, ()) or (shown and INVERT not in st.session_state):
        st.session_state[INVERT] = bool(shown)
    else:
        # Said anew: a switch of this key on the page before is another widget, whose value this one would not take.
        st.session_state[INVERT] = bool(st.session_state.get(INVERT))
    st.session_state[SWITCHED_FOR] = shown


def _is_ink(run: Run, picture: Picture) -> bool:
    return picture.ink is not None and DATASETS[run.dataset].from_drawing is not None


def _inverted(run: Run, picture: Picture) -> Picture:
    written = from_ink(run.dataset, picture.ink)
    if written is None:
        return picture._replace(pixels=255 - picture.pixels)
    return picture._replace(pixels=written, is_cut=True)


def _may_be_inverted(run: Run | None, picture: Picture) -> bool:
    return bool(run and is_known(run) and DATASETS[run.dataset].light_on_dark and picture.may_need_inverting)
