"""Where an ended run leads: to its own page, to a picture, to the leaderboard, to another training, to the test set."""

import streamlit as st

from builder import jobs
from builder.jobs import why_no_test_reading
from builder.store.board.marks import is_without_epoch
from builder.store.errors import StoreError
from builder.store.runs.records import Run
from builder.store.tasks import Task
from builder.ui.app.text import plain, sentence_of
from builder.ui.run import asked_reading
from builder.ui.run.actions import train_again
from builder.ui.run.indeterminate import indeterminate
from builder.ui.session import chosen_run, visitor
from builder.words.reasons import why_failed
from builder.words.sentences import full_stop


def ways_on(run: Run, owner: str, reading: Task | None) -> None:
    """The buttons under an ended run; `reading` is that of its test set, if it is under way or has failed."""
    draw_reading(reading)
    with st.container(horizontal=True):
        look_into_button(run)
        classify_button(run)
        if _can_be_asked(run) and st.button("Leaderboard", key=f"leaderboard_{run.id}", icon=":material/leaderboard:"):
            st.switch_page("pages/leaderboard.py")
        train_again(run)
        read_test_set_button(run, owner, reading)


def _can_be_asked(run: Run) -> bool:
    """Whether its network can answer. One that was stopped in its first epoch has weights too, of a part of that epoch:
    they are no result, and have no place on the leaderboard or the Classify page."""
    return run.has_weights and not is_without_epoch(run)


def look_into_button(run: Run) -> None:
    """Opens the run's own page; nothing where there is nothing to see, since no epoch was completed."""
    if run.epochs and st.button("See what it learned", key=f"look_into_{run.id}", icon=":material/insights:"):
        chosen_run.look_into(run.id)


def classify_button(run: Run) -> None:
    """Opens the Classify page with this run; nothing where that page does not offer it."""
    if _can_be_asked(run) and st.button("Classify a picture", key=f"classify_{run.id}", icon=":material/image_search:"):
        chosen_run.classify_with(run.id)


def draw_reading(reading: Task | None) -> None:
    """That the test set is being read, or why it could not be."""
    if is_pending(reading):
        indeterminate("Reading the test set …")
    elif reading is not None and reading.state == "failed":
        told = why_failed(reading.error, "The test set could not be read")
        st.error(plain(full_stop(told)), icon=":material/error:")


def read_test_set_button(run: Run, owner: str, reading: Task | None) -> None:
    """For the run's owner where the test set is still to be read: asks once more, and then has it read."""
    if run.owner != owner or not _can_be_asked(run) or why_no_test_reading(run) is not None or is_pending(reading):
        return
    imported = run.imported_at is not None
    with st.popover("Evaluate here" if imported else "Read the test set", icon=":material/fact_check:"):
        st.markdown(
            f"Measures what **{plain(run.name)}** has learnt on images that took no part in its training"
            + (
                ": its validation images, and once the test set. Then it has its place on the leaderboard."
                if imported
                else ". This is done once: after it the run cannot be continued."
            )
        )
        if st.button("Read it now", key=f"read_{run.id}"):
            try:
                asked_reading.ask(run.id, visitor.current().owner)
            except (StoreError, jobs.SubmitError) as error:
                st.error(plain(sentence_of(error)))
            else:
                st.rerun(scope="app")


def is_pending(reading: Task | None) -> bool:
    """Whether the test set is being read, or is about to be."""
    return reading is not None and reading.is_open
