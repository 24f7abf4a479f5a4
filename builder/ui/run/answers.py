"""Questions about what a network sees, which the inference process answers; everybody shares the answers.

A question that was asked before, by whomever, is answered at once. Others wait here, in the run of the page (or of a
fragment), which a click ends as it ends any other.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from builder import jobs
from builder.store.errors import DatabaseTroubleError, StoreError
from builder.store.runs.records import Run
from builder.store.sent_picture import SentPicture
from builder.store.tasks import Task
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.run.waiting import TOO_LONG, USUAL_START, waited_for, waiting_text
from builder.words.reasons import why_failed


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


def answer_about(run: Run, kind: str, viewer: str) -> dict[str, Any] | None:
    """The answer to a question about the network alone; None where there is none, and the next question says why."""
    question = Question(kind, run.id, run.epochs, None, "{}", "")
    if question in _answered:
        return _answered[question]
    try:
        asked = jobs.ask(store.settings(), store.database(), kind, run_id=run.id, owner=viewer)
        task = waited_for(asked, _show, TOO_LONG)
    except DatabaseTroubleError:
        raise
    except (StoreError, jobs.SubmitError):
        return None
    if task.state != "done" or task.result is None:
        return None
    _keep(question, task.result)
    return task.result


def _asked(run: Run, kind: str, image: np.ndarray, viewer: str, parameters: Mapping[str, Any]) -> dict[str, Any] | None:
    height, width, channels = image.shape
    asked = jobs.ask(
        store.settings(),
        store.database(),
        kind,
        run_id=run.id,
        parameters=parameters,
        picture=SentPicture(height=height, width=width, channels=channels, pixels=image.tobytes()),
        owner=viewer,
    )
    task = waited_for(asked, _show, TOO_LONG)
    if task.state == "done" and task.result is not None:
        return task.result
    if task.state == "failed":
        _draw_error(why_failed(task.error, "There is no answer to this."), kind)
    else:
        _draw_error(f"No answer for {TOO_LONG:.0f} seconds: the computer is very busy.", kind)
    return None


def _show(place: DeltaGenerator, task: Task, elapsed: float) -> None:
    place.progress(min(0.95, elapsed / USUAL_START), text=waiting_text(elapsed))


def _keep(question: Question, answer: dict[str, Any]) -> None:
    while len(_answered) >= _MOST_ANSWERED:
        _answered.pop(next(iter(_answered)), None)
    _answered[question] = answer


def _draw_error(sentence: str, kind: str) -> None:
    st.error(plain(sentence), icon=":material/error:")
    st.button("Try again", icon=":material/refresh:", key=f"inside.again.{kind}")
