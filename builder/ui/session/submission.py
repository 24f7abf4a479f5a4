"""Submit designs as the current visitor, and tell them where they stand in the queue."""

from collections.abc import Sequence
from contextlib import suppress

import streamlit as st

from builder import jobs
from builder.design.experiment import Experiment
from builder.store.errors import StoreError, UnderWayError
from builder.store.runs.groups import Membership
from builder.store.runs.queue import queue_position
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.session import notices, visitor


def submit(*designs: Experiment, groups: Sequence[Sequence[Membership]] | None = None) -> tuple[Run, ...]:
    """Queue these designs in order and return their runs: all, or none where an error becomes the page's notice.

    A second press adds nothing: what waits or trains already, with the same seeds, is only said, and for a moment.

    `groups` are those of each design's run, in the same order; None for runs on their own.
    """
    try:
        first = not visitor.is_stored()
        who = visitor.stored()
        together = list(zip(designs, groups or [()] * len(designs), strict=True))
        submitted = jobs.submit_runs(store.settings(), store.database(), together, who.owner, once=True)
    except UnderWayError as error:
        st.toast(plain(sentence_of(error)), icon=":material/info:", duration="long")
        return ()
    except (jobs.SubmitError, StoreError) as error:
        notices.warn_of(error)
        return ()
    with suppress(StoreError):  # they are in the queue, whether or not it can be said where
        _tell_place(submitted[0])
    if first:
        # A toast shifts nothing on the page: the curves stay in place when it disappears.
        # It goes with the page that it speaks of (page_change.js, by its icon).
        told = f"Your runs appear as **{plain(who.nickname)}**. Change that name at the top of Build."
        st.toast(told, icon=":material/person:", duration="long")
    return submitted


def _tell_place(run: Run) -> None:
    place = queue_position(store.database(), run.id)
    if place is not None and place > 1:
        notices.inform(f"{run.name} waits in the queue, number {place}. It starts by itself.")
