"""What a person reads when drawing failed: always one sentence. A traceback of ours goes into the server's log."""

import functools
import logging
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import FragmentHandledException

from builder import jobs
from builder.datasets.images import DatasetError
from builder.settings import SettingsError
from builder.store.errors import StoreBusyError, StoreError
from builder.ui.app import recovery, store
from builder.ui.app.text import plain, sentence_of

#: Their text was written for the person who reads it.
SAID_ALREADY = (SettingsError, StoreError, DatasetError, jobs.SubmitError)

#: A page's address has one part, so that from every page "./" is Build.
UNEXPECTED = (
    "Something in the app failed here, and this is not your fault; your runs are kept. Reload the page. "
    "If this comes again, [open Build with project 0](./?project=0)."
)

LOGGED_TROUBLE = "builder.logged_trouble"
#: Where this run of the page says what went wrong: at its top, wherever it had got to.
PLACE = "builder.trouble_place"

#: Which fragment says that the store is busy, and what.
SAYS_BUSY = "builder.says_busy"
BUSY = ":material/hourglass_empty: The store is busy for a moment; this page tries again by itself."

log = logging.getLogger(__name__)


def reserve_place() -> DeltaGenerator:
    """The place for sentences about trouble with the page as a whole, here; called once a run, by the frame.

    What ends the page has a slot of its own at its top. A page that waits keeps what the run before it drew: at a place
    of the same number that is one sentence again, and elsewhere the same one twice.
    """
    place = st.container(key="trouble")
    st.session_state[PLACE] = place.empty()
    return place


def forget_place() -> None:
    """Before each run: its place is not reserved yet, and none of its fragments has said anything."""
    st.session_state.pop(PLACE, None)
    st.session_state.pop(SAYS_BUSY, None)


def end_page(error: Exception) -> None:
    """Show one sentence about what ended the page; if that may pass, wait until it has and draw the page anew."""
    with st.session_state.get(PLACE) or st.container():
        draw_trouble(error)
    if recovery.may_pass(error):
        recovery.wait_until_back()


def draw_trouble(error: Exception) -> None:
    """Show one sentence about `error`; log an unexpected one, but only the first of a series of equal ones.

    Call it where the error is caught. Streamlit's own way of saying that a fragment has shown its error already
    is raised again; its reruns and stops are no Exception and never come here.
    """
    if isinstance(error, FragmentHandledException):
        raise error
    if isinstance(error, SAID_ALREADY):
        st.error(plain(sentence_of(error)), icon=":material/error:")
        return
    if st.session_state.get(LOGGED_TROUBLE) != repr(error):
        st.session_state[LOGGED_TROUBLE] = repr(error)
        log.error("A page could not be drawn", exc_info=error)
    st.error(UNEXPECTED, icon=":material/error:")


def ticking(draw: Callable[..., None], seconds: float | None) -> Callable[..., None]:
    """`draw` as a fragment that is drawn again every so many seconds, whatever went wrong the last time;
    None: only when something in it is clicked.

    Where the store is busy for a moment it says so, within about a second, and tries again; of several fragments one
    says it. Anything else is one sentence.
    """
    name = f"{draw.__module__}.{draw.__qualname__}"

    @functools.wraps(draw)  # the name is part of what Streamlit knows a fragment by
    def tick(*arguments: object) -> None:
        try:
            if seconds is not None:
                store.check(recovery.TRY_SECONDS)
            draw(*arguments)
        except StoreBusyError:
            if st.session_state.setdefault(SAYS_BUSY, name) == name:
                st.caption(BUSY)
            if seconds is None:  # nothing else would try again
                recovery.wait_until_back()
        except Exception as error:
            draw_trouble(error)
        else:
            if st.session_state.get(SAYS_BUSY) == name:
                del st.session_state[SAYS_BUSY]

    return st.fragment(tick, run_every=seconds)
