"""Puts several questions to networks, a few at a time: they share one queue with everybody else's."""

import time
from collections.abc import Sequence

import numpy as np
import streamlit as st

from builder import jobs
from builder.store.errors import DatabaseTroubleError, RunNotFoundError, StoreError
from builder.store.tasks import get_task
from builder.ui.app import store
from builder.ui.app.text import sentence_of
from builder.ui.classify.answer import CLASSIFIED, KEPT_ANSWERS, TOO_LONG, Question, Waiting
from builder.ui.classify.result import Answer
from builder.ui.run.waiting import SUSPICIOUS
from builder.ui.session import visitor
from builder.words.reasons import why_failed

#: Of this session: the tasks that are waited for, by question.
ASKED = "builder.grid_asked"
#: So many of a visitor's questions wait in the queue at a time (`jobs.ask` takes ten).
AT_ONCE = 4


def known(question: Question) -> Answer | None:
    """The answer, where it is there."""
    return st.session_state.get(CLASSIFIED, {}).get(question)


def look_for(questions: Sequence[tuple[Question, np.ndarray]]) -> bool:
    """Takes the answers that have come and asks the next questions; whether the last one has come with this look."""
    open_ones = [(question, pixels) for question, pixels in questions if known(question) is None]
    asked: dict[Question, Waiting] = st.session_state.setdefault(ASKED, {})
    for gone in asked.keys() - dict(open_ones):  # of pictures that were taken away meanwhile
        del asked[gone]
    for question, pixels in open_ones:
        waiting = asked.get(question)
        if waiting is not None:
            answer = _arrived(waiting)
        else:
            answer = _ask(question, pixels, asked) if len(asked) < AT_ONCE else None
        if answer is not None:
            asked.pop(question, None)
            answers = st.session_state.get(CLASSIFIED, {})
            st.session_state[CLASSIFIED] = dict([*answers.items(), (question, answer)][-KEPT_ANSWERS:])
    return bool(open_ones) and all(known(question) is not None for question, _ in open_ones)


def _ask(question: Question, pixels: np.ndarray, asked: dict[Question, Waiting]) -> Answer | None:
    try:
        task = jobs.classify(store.settings(), store.database(), question.run_id, pixels, visitor.current().owner)
    except (RunNotFoundError, jobs.SubmitError) as error:
        return {"error": sentence_of(error)}
    asked[question] = Waiting(question, task.id, time.time())
    return None


def _arrived(waiting: Waiting) -> Answer | None:
    elapsed = time.time() - waiting.since
    try:
        task = get_task(store.database(), waiting.task)
        if task.state == "done" and task.result is not None:
            return task.result
        if task.state == "failed":
            return {"error": why_failed(task.error, "The picture could not be classified.")}
        if elapsed > TOO_LONG:
            return {"error": f"No answer for {TOO_LONG:.0f} seconds: the computer is very busy."}
        if elapsed > SUSPICIOUS:
            jobs.ensure_supervisor(store.settings())
    except DatabaseTroubleError:
        raise  # a later look may find the answer
    except (StoreError, jobs.SubmitError) as error:
        return {"error": sentence_of(error)}
    return None
