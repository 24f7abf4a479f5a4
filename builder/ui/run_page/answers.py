"""Questions about what a network sees, which the inference process answers; everybody shares the answers.

A question that was asked before, by whomever, is answered at once. Others wait here, in the run of the page (or of a
fragment), which a click ends as it ends any other.
"""

import json
import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from builder import jobs
from builder.store.errors import DatabaseTroubleError, StoreError
from builder.store.runs.records import Run
from builder.store.sent_picture import SentPicture
from builder.store.tasks import Task, get_task
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.classify.answer import SUSPICIOUS, TOO_LONG, USUAL_START, waiting_text
from builder.words.reasons import said


class Question(NamedTuple):
    """One kind of task about one picture and a run's network, as it was after so many epochs, with its temperature."""

    kind: str
    run_id: str
    epochs: int
    temperature: float | None
    parameters: str
    picture: str


#: The last answers by question.
_answered: dict[Question, dict[str, Any]] = {}
_MOST_ANSWERED = 300

#: In seconds. Within the first, nothing is said: most answers are there by then.
_SOON, _OFTEN, _SELDOM = 0.6, 0.03, 0.2


def answer_to(run: Run, kind: str, image: np.ndarray, viewer: str, **parameters: Any) -> dict[str, Any] | None:
    """The answer to a question about `image`, uint8 (height, width, channels); None where a sentence says why not."""
    told = json.dumps(parameters, sort_keys=True)
    temperature = jobs.temperature_of(store.settings(), run)
    question = Question(kind, run.id, run.epochs, temperature, told, sha256(image.tobytes()).hexdigest())
    if question in _answered:
        return _answered[question]
    try:
        answer = _asked(run, kind, image, viewer, parameters)
    except DatabaseTroubleError:
        raise
    except (StoreError, jobs.SubmitError) as error:
        _draw_error(sentence_of(error), kind)
        return None
    if answer is not None:
        _keep(question, answer)
    return answer


def _asked(run: Run, kind: str, image: np.ndarray, viewer: str, parameters: Mapping[str, Any]) -> dict[str, Any] | None:
    height, width, channels = image.shape
    task = jobs.ask(
        store.settings(),
        store.database(),
        kind,
        run_id=run.id,
        parameters=parameters,
        picture=SentPicture(height=height, width=width, channels=channels, pixels=image.tobytes()),
        owner=viewer,
    )
    task = _waited_for(task)
    if task.state == "done" and task.result is not None:
        return task.result
    if task.state == "failed":
        _draw_error(said(task.error) if task.error else "There is no answer to this.", kind)
    else:
        _draw_error(f"No answer for {TOO_LONG:.0f} seconds: the computer is very busy.", kind)
    return None


def _waited_for(task: Task) -> Task:
    """The task once it is done or has failed, or after TOO_LONG; says meanwhile what takes so long."""
    place, began = st.empty(), time.monotonic()
    while (elapsed := time.monotonic() - began) < TOO_LONG:
        task = get_task(store.database(), task.id)
        if task.state in ("done", "failed"):
            break
        if elapsed > _SOON:
            place.progress(min(0.95, elapsed / USUAL_START), text=waiting_text(elapsed))
        if elapsed > SUSPICIOUS:
            jobs.ensure_supervisor(store.settings())
        time.sleep(_OFTEN if elapsed < 1 else _SELDOM)
    place.empty()
    return task


def _keep(question: Question, answer: dict[str, Any]) -> None:
    while len(_answered) >= _MOST_ANSWERED:
        _answered.pop(next(iter(_answered)), None)
    _answered[question] = answer


def _draw_error(sentence: str, kind: str) -> None:
    st.error(plain(sentence), icon=":material/error:")
    st.button("Try again", icon=":material/refresh:", key=f"inside.again.{kind}")
