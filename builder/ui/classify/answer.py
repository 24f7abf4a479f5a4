"""Ask the network about a picture, wait for its answer, and show it.

The answer comes from another process. A session keeps the last answers by run, its epochs and picture, so that
switching between runs shows them at once. The network of a run that still trains changes with its epochs, and is
asked again with the next thing that a person does on the page.
"""

import time
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from builder import jobs
from builder.pictures.looks import why_unlike
from builder.shipped.network import is_shipped
from builder.shipped.words import silence_of
from builder.store.errors import DatabaseTroubleError, RunNotFoundError, StoreError
from builder.store.runs.records import Run
from builder.store.tasks import get_task
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.app.trouble import ticking
from builder.ui.classify.inverting import why_not_to_trust
from builder.ui.classify.picture import Picture, is_writing
from builder.ui.classify.result import Answer, Doubts, draw_in_a_line, draw_result
from builder.ui.run.waiting import SUSPICIOUS, TOO_LONG, USUAL_START, waiting_text
from builder.ui.session import visitor
from builder.words.marks import TWO_VIEWS
from builder.words.none_of_these import none_of_handwriting, without_judgement
from builder.words.reasons import why_failed

#: By run, since two may be asked about one picture: the task that is waited for, the question that was just answered,
#: and the last answer about a drawing.
CLASSIFYING, ANSWERED, DRAWN = "builder.classifying", "builder.answered", "builder.drawn"
CLASSIFIED = "builder.classified"
KEPT_ANSWERS = 48

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


class Waiting(NamedTuple):
    """The task that is to answer a question, and since when (unix seconds)."""

    question: Question
    task: str
    since: float


def draw_answer(run: Run, picture: Picture) -> Answer | None:
    """What the run's network says of the picture, as the network gets it; asks it first where it has not been asked.

    Returns the answer that is told, None until it is there. While somebody draws, what was said of the drawing before
    stays until then.
    """
    pixels = picture.pixels
    question = question_of(run, pixels, run.epochs)
    # An answer that has just arrived is shown even if an epoch ended meanwhile; a quick run would be asked for ever.
    answered = _by_run(ANSWERED).pop(run.id, None)
    if question.is_as(answered):
        question = answered
    answer = st.session_state.get(CLASSIFIED, {}).get(question)
    if answer is None:
        before = _before(run, answered) if picture.is_drawn else None
        # A drawing changes faster than networks answer: the next one is asked about once this answer is there.
        waiting = _by_run(CLASSIFYING).get(run.id)
        if waiting is None or not (picture.is_drawn or question.is_as(waiting.question)):
            answer = _ask(run, question, pixels)
        if answer is None:
            if before is not None:
                _draw(run, told_of(run, picture, before), Doubts())
            ticking(_wait, POLL_SECONDS)(run.id, before is not None)
            return None
    if "error" in answer:
        _draw_error(question, answer["error"])
        return None
    if picture.is_drawn:
        _by_run(DRAWN)[run.id] = answer
    told = told_of(run, picture, answer)
    _draw(run, told, doubts_of(run, picture))
    return told


def draw_verdict(run: Run, picture: Picture, answer: Answer) -> None:
    """The answer in a line beside the picture, for a narrow window, in which the answer itself is below it."""
    doubts = doubts_of(run, picture)
    if doubts.caution is not None:  # in full it stands beside the answer
        doubts = doubts._replace(caution="Do not rely on that: see below.")
    draw_in_a_line(run.experiment.images.classes, answer, doubts)


def _draw(run: Run, answer: Answer, doubts: Doubts) -> None:
    draw_result(run.experiment.images.classes, answer, run.id, doubts)
    if run.experiment.training.mirror_average and not is_shipped(run):  # of that network the card says so
        st.caption(TWO_VIEWS)


def doubts_of(run: Run, picture: Picture) -> Doubts:
    """What there is to say beside an answer about the picture, as the network gets it."""
    return Doubts(
        caution=why_not_to_trust(run, picture),
        unlike=why_unlike(run.dataset, picture.looks),
        truth=picture.truth,
        silence=silence_of(store.settings(), run) if picture.is_of_a_file else None,
    )


def told_of(run: Run, picture: Picture, answer: Answer) -> Answer:
    """What is told of the answer. Whether a picture is none of the classes is not told of strokes to a network of
    strokes, and why not beside a file alone: it would stand under every drawing."""
    if picture.is_drawn:
        return without_judgement(answer, None)
    if is_writing(run, picture):
        return without_judgement(answer, none_of_handwriting(len(run.experiment.images.classes)))
    return answer


def question_of(run: Run, pixels: np.ndarray, epochs: int) -> Question:
    """This picture put to the run's network as it is after so many epochs."""
    temperature = jobs.temperature_of(store.settings(), run)
    return Question(run.id, sha256(pixels.tobytes()).hexdigest(), epochs, temperature)


def _before(run: Run, answered: Question | None) -> Answer | None:
    """What the run's network said last of a drawing."""
    arrived = st.session_state.get(CLASSIFIED, {}).get(answered)
    if arrived is not None and "error" not in arrived:
        _by_run(DRAWN)[run.id] = arrived
    return _by_run(DRAWN).get(run.id)


def _by_run(name: str) -> dict[str, Any]:
    return st.session_state.setdefault(name, {})


def _ask(run: Run, question: Question, pixels: np.ndarray) -> Answer | None:
    """Submit the task; the answer is an error where that fails."""
    try:
        task = jobs.classify(store.settings(), store.database(), run.id, pixels, visitor.current().owner)
    except (RunNotFoundError, jobs.SubmitError) as error:
        return {"error": sentence_of(error)}
    _by_run(CLASSIFYING)[run.id] = Waiting(question, task.id, time.time())
    return None


def _wait(run_id: str, quietly: bool) -> None:
    """Look for the answer a few times a second; a full rerun when it is there. `quietly` while another one is shown."""
    waiting: Waiting | None = _by_run(CLASSIFYING).get(run_id)
    if waiting is None:
        return
    try:
        task = get_task(store.database(), waiting.task)
        elapsed = time.time() - waiting.since
        if task.state == "done" and task.result is not None:
            _keep(waiting.question, task.result)
        elif task.state == "failed":
            _keep(waiting.question, {"error": why_failed(task.error, "The picture could not be classified.")})
        elif elapsed > TOO_LONG:
            _keep(waiting.question, {"error": f"No answer for {TOO_LONG:.0f} seconds: the computer is very busy."})
        else:
            if elapsed > SUSPICIOUS:
                jobs.ensure_supervisor(store.settings())
            if not quietly or elapsed > SUSPICIOUS:
                st.progress(min(0.95, elapsed / USUAL_START), text=waiting_text(elapsed))
    except DatabaseTroubleError:
        raise  # a later tick may find the answer
    except (StoreError, jobs.SubmitError) as error:
        _keep(waiting.question, {"error": sentence_of(error)})


def _keep(question: Question, answer: Answer) -> None:
    answers = st.session_state.get(CLASSIFIED, {})
    st.session_state[CLASSIFIED] = dict([*answers.items(), (question, answer)][-KEPT_ANSWERS:])
    _by_run(ANSWERED)[question.run_id] = question
    _by_run(CLASSIFYING).pop(question.run_id, None)
    st.rerun()


def _draw_error(question: Question, sentence: str) -> None:
    st.error(plain(sentence), icon=":material/error:")
    if st.button("Try again", icon=":material/refresh:", key=f"classify.again.{question.run_id}"):
        st.session_state.get(CLASSIFIED, {}).pop(question, None)
        st.rerun()
