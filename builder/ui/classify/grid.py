"""Several pictures at once: a tile for each, with what the networks say of it; a click opens one large."""

from collections.abc import Sequence

import streamlit as st

from builder.store.runs.records import ENDED, Run
from builder.ui.app.text import plain
from builder.ui.app.trouble import ticking
from builder.ui.classify import grid_answers
from builder.ui.classify.answer import POLL_SECONDS, Question, doubts_of, question_of, told_of
from builder.ui.classify.guessing import is_hidden
from builder.ui.classify.opened import OPENED, name_of
from builder.ui.classify.picture import Picture, draw_seen
from builder.ui.classify.result import Answer, draw_in_a_line, is_called_none, is_silent
from builder.words.none_of_these import none_reason


def all_pictures_button(count: int) -> None:
    """The way back to the grid."""
    if st.button(f"All {count} pictures", icon=":material/arrow_back:", key="classify.all"):
        st.session_state.pop(OPENED, None)
        st.rerun()


def draw_grid(runs: Sequence[Run], pictures: Sequence[Picture], seen: Sequence[Picture]) -> None:
    """Tiles for `pictures`, of which the networks get what is `seen`; it looks for answers until all are there."""
    asked = [[] if is_hidden(one) else [_question(run, one) for run in runs] for one in seen]
    missing = any(grid_answers.known(question) is None for row in asked for question in row)
    ticking(_tiles, POLL_SECONDS if missing else None)(runs, pictures, seen, asked)


def _tiles(
    runs: Sequence[Run], pictures: Sequence[Picture], seen: Sequence[Picture], asked: Sequence[Sequence[Question]]
) -> None:
    pairs = [(question, one) for row, one in zip(asked, seen, strict=True) for question in row]
    if grid_answers.look_for([(question, one.pixels) for question, one in pairs]):
        st.rerun()  # all are there now: no more looking
    with st.grid(5, min_column_width=150, key="classify_grid"):
        for number, (picture, one, questions) in enumerate(zip(pictures, seen, asked, strict=True), 1):
            kind = _kind(runs, one, questions)
            with st.container(border=True, height="stretch", key=f"own_tile_{kind}.{number}", gap="xsmall"):
                _draw(picture, one, number)
                if picture.name:
                    st.caption(plain(picture.name))
                if not questions:
                    st.markdown("?")
                for run, question in zip(runs, questions, strict=False):  # none where its answer is hidden
                    _said(run, one, grid_answers.known(question), is_alone=len(runs) == 1)
                if st.button(
                    f"Open picture {number}", key=f"classify.open.{number}", type="tertiary", icon=":material/zoom_in:"
                ):
                    st.session_state[OPENED] = name_of(picture)
                    st.rerun()
    told = [
        (run, one, told_of(run, one, answer))
        for one, questions in zip(seen, asked, strict=True)
        for run, question in zip(runs, questions, strict=False)
        if (answer := grid_answers.known(question)) is not None and "error" not in answer
    ]
    if told:
        _explain(told)


def _draw(picture: Picture, seen: Picture, number: int) -> None:
    """The picture; what the network gets of it where that is the same, each pixel a square."""
    height, width, _ = seen.pixels.shape
    if picture.truth is not None or picture.size == (width, height):
        draw_seen(seen, alt=f"Picture {number}")
    else:
        st.image(picture.shown, width="stretch", alt=f"Picture {number}")


def _kind(runs: Sequence[Run], seen: Picture, questions: Sequence[Question]) -> str:
    """What a tile's frame says: that the answer is right, that it is wrong, or nothing; of two networks, that both are
    the one."""
    verdicts = set()
    for run, question in zip(runs, questions, strict=False):  # none where its answer is hidden
        answer = grid_answers.known(question)
        if answer is None or "error" in answer or seen.truth is None:
            return "plain"
        said = max(zip(answer["probabilities"], run.experiment.images.classes, strict=True))[1]
        verdicts.add("right" if said == seen.truth else "wrong")
    return verdicts.pop() if len(verdicts) == 1 else "plain"


def _said(run: Run, seen: Picture, answer: Answer | None, *, is_alone: bool) -> None:
    """One network's answer in a line; before it, why not to rely on it."""
    before = "" if is_alone else f"{plain(run.name)}: "
    if answer is None:
        st.markdown(f"{before}…")
        return
    if "error" in answer:
        st.markdown(f"{before}{plain(answer['error'])}")
        return
    draw_in_a_line(run.experiment.images.classes, told_of(run, seen, answer), doubts_of(run, seen), before)


def _explain(told: Sequence[tuple[Run, Picture, Answer]]) -> None:
    """Once for all tiles: what it means that one has a warning, and that another has none."""
    number = len(told[0][2]["probabilities"])
    alarms = [
        answer["none_of_these"]["false_alarms"]
        for run, seen, answer in told
        if seen.truth is None and is_called_none(answer, doubts_of(run, seen))
    ]
    if alarms:
        st.caption(plain(none_reason(number, alarms[0])))
    for run, seen, answer in told:
        doubts = doubts_of(run, seen)
        if doubts.silence is not None and is_silent(answer, doubts):
            st.caption(plain(doubts.silence))
            return


def _question(run: Run, seen: Picture) -> Question:
    """The network of a run that still trains is asked once, not after each of its epochs."""
    return question_of(run, seen.pixels, run.epochs if run.state in ENDED else -1)
