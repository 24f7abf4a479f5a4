"""Progress of a reading of the test set, which another process does."""

from collections.abc import Callable, Mapping

import streamlit as st

from builder import jobs
from builder.store.errors import TaskNotFoundError
from builder.ui.app.text import sentence_of
from builder.ui.app.trouble import ticking
from builder.ui.run import asked_reading
from builder.ui.run.waiting import looked_after
from builder.ui.session import notices
from builder.words.reasons import why_failed

POLL_SECONDS = 1.0


def draw_test_reading() -> None:
    """The progress of the reading that this session asked for; nothing if it asked for none."""
    if asked_reading.task_id():
        ticking(_watch, POLL_SECONDS)()


def _watch() -> None:
    task_id = asked_reading.task_id()
    if task_id is None:
        return
    try:
        task = looked_after(task_id)
    except (TaskNotFoundError, jobs.SubmitError) as error:
        _end(sentence_of(error))
        return
    if task.state == "failed":
        _end(why_failed(task.error, "The test set could not be read."))
    elif task.state == "done":
        _end("The test set is read; the accuracy is in the table.", notices.inform)
    else:
        st.info(_progress_text(task.progress), icon=":material/hourglass_top:")


def _progress_text(progress: Mapping[str, int] | None) -> str:
    """Before the first images there is nothing to count: TensorFlow starts."""
    if not progress:
        return "Reading the test set: starting TensorFlow"
    return f"Reading the test set: {progress['images_done']:,} of {progress['images_total']:,} images"


def _end(sentence: str, keep: Callable[[str], None] = notices.warn) -> None:
    asked_reading.forget()
    keep(sentence)
    st.rerun()
