"""Ask the network about a picture, wait for its answer, and show it.

The answer comes from another process. A session keeps the last answers by run, its epochs and picture, so that
switching between runs shows them at once. The network of a run that still trains changes with its epochs, and is
asked again with the next thing that a person does on the page.
"""

import time
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from builder import jobs
from builder.store.errors import DatabaseTroubleError, RunNotFoundError, StoreError
from builder.store.runs.records import Run
from builder.store.tasks import get_task
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.app.trouble import ticking
from builder.ui.figures.probabilities import percent, probabilities_figure
from builder.ui.run.waiting import SUSPICIOUS
from builder.ui.session import visitor
from builder.words.calibration import calibrated
from builder.words.counts import classes as classes_text
from builder.words.durations import moment
from builder.words.reasons import why_failed

#: What another process says of a picture: its probabilities, or an error.
Answer = dict[str, Any]

CLASSIFYING = "builder.classifying"
CLASSIFIED = "builder.classified"
ANSWERED = "builder.answered"
KEPT_ANSWERS = 24

#: TensorFlow's start, in seconds, and the time after which something is wrong.
USUAL_START = 8.0
TOO_LONG = 90.0

#: Below this the answer is called unsure.
SURE = 0.5

POLL_SECONDS = 0.2


class Question(NamedTuple):
    """One picture put to one run's network, as it was after so many epochs, with the temperature that it then had."""

    run_id: str
    picture: str
    epochs: int
    temperature: float | None

    def is_as(self, other: "Question | None") -> bool:
        """Whether the other is the same picture put to the same run, perhaps some epochs earlier or later."""
        return other is not None and self[:2] == other[:2]


def draw_answer(run: Run, pixels: np.ndarray, caution: str | None = None, unlike: str | None = None) -> bool:
    """What the run's network says of `pixels` (height, width, channels); asks it first where it has not been asked.

    `caution` is why not to rely on it, if there is a reason; `unlike` that the picture is none that it knows. Returns
    whether there is an answer.
    """
    temperature = jobs.temperature_of(store.settings(), run)
    question = Question(run.id, sha256(pixels.tobytes()).hexdigest(), run.epochs, temperature)
    # An answer that has just arrived is shown even if an epoch ended meanwhile; a quick run would be asked for ever.
    answered = st.session_state.pop(ANSWERED, None)
    if question.is_as(answered):
        question = answered
    answer = st.session_state.get(CLASSIFIED, {}).get(question)
    if answer is None:
        if not question.is_as(_waiting_for()):
            answer = _ask(run, question, pixels)
        if answer is None:
            ticking(_wait, POLL_SECONDS)()
            return False
    if "error" in answer:
        _draw_error(question, answer["error"])
        return False
    classes, told = run.experiment.images.classes, answer["probabilities"]
    draw_result(classes, told, answer["seconds"], answer.get("temperature"), caution, unlike)
    return True


def _waiting_for() -> Question | None:
    waiting = st.session_state.get(CLASSIFYING)
    return waiting and waiting["question"]


def _ask(run: Run, question: Question, pixels: np.ndarray) -> Answer | None:
    """Submit the task; the answer is an error where that fails."""
    try:
        task = jobs.classify(store.settings(), store.database(), run.id, pixels, visitor.current().owner)
    except (RunNotFoundError, jobs.SubmitError) as error:
        return {"error": sentence_of(error)}
    st.session_state[CLASSIFYING] = {"question": question, "task": task.id, "since": time.time()}
    return None


def _wait() -> None:
    """Look for the answer a few times a second; a full rerun when it is there."""
    waiting = st.session_state.get(CLASSIFYING)
    if not waiting:
        return
    try:
        task = get_task(store.database(), waiting["task"])
        elapsed = time.time() - waiting["since"]
        if task.state == "done" and task.result is not None:
            _keep(waiting["question"], task.result)
        elif task.state == "failed":
            _keep(waiting["question"], {"error": why_failed(task.error, "The picture could not be classified.")})
        elif elapsed > TOO_LONG:
            _keep(waiting["question"], {"error": f"No answer for {TOO_LONG:.0f} seconds: the computer is very busy."})
        else:
            if elapsed > SUSPICIOUS:
                jobs.ensure_supervisor(store.settings())
            st.progress(min(0.95, elapsed / USUAL_START), text=waiting_text(elapsed))
    except DatabaseTroubleError:
        raise  # a later tick may find the answer
    except (StoreError, jobs.SubmitError) as error:
        _keep(waiting["question"], {"error": sentence_of(error)})


def waiting_text(elapsed: float) -> str:
    """What to say after so many seconds of waiting."""
    if elapsed < 1:
        return "Looking at the picture"
    if elapsed < 2 * USUAL_START:
        return f"Starting TensorFlow for the first picture, about {USUAL_START:.0f} seconds"
    return "Still starting TensorFlow: the computer is busy"


def _keep(question: Question, answer: Answer) -> None:
    answers = st.session_state.get(CLASSIFIED, {})
    st.session_state[CLASSIFIED] = dict([*answers.items(), (question, answer)][-KEPT_ANSWERS:])
    st.session_state[ANSWERED] = question
    st.session_state.pop(CLASSIFYING, None)
    st.rerun()


def _draw_error(question: Question, sentence: str) -> None:
    st.error(plain(sentence), icon=":material/error:")
    if st.button("Try again", icon=":material/refresh:", key="classify.again"):
        st.session_state.get(CLASSIFIED, {}).pop(question, None)
        st.rerun()


def draw_result(
    class_names: Sequence[str],
    probabilities: Sequence[float],
    seconds: float,
    temperature: float | None,
    caution: str | None = None,
    unlike: str | None = None,
) -> None:
    """The answer in words, the probabilities as bars, and how much to believe of it.

    Of a picture that is `unlike` what the network knows, that is said first, and the answer is no headline.
    """
    said = sorted(zip(class_names, probabilities, strict=True), key=lambda pair: -pair[1])
    (first, best), (second, next_best) = said[:2]
    if unlike is not None:
        st.warning(plain(unlike), icon=":material/help:")
        st.markdown(f"It says **{plain(first)}**, {plain(percent(best))}, as it always says one of its classes.")
    else:
        st.markdown(f"## {plain(first)}, {plain(percent(best))}")
    if caution is not None and unlike is None:
        st.warning(plain(caution), icon=":material/warning:")
    if best < SURE and unlike is None:
        st.markdown(
            f"Not sure: it may as well be something else. Second comes {plain(second)}, {plain(percent(next_best))}."
        )
    st.plotly_chart(probabilities_figure(said), config={"displayModeBar": False}, key="classify.probabilities")
    st.caption(
        f"The network took {moment(seconds)}. It knows only these {classes_text(len(said))} and always answers with "
        f"one of them, whatever the picture shows. {calibrated(temperature) or ''}".rstrip()
    )
