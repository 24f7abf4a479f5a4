"""What a network said of a picture: in words, as bars, and how much to believe of it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st

from builder.ui.app.text import plain
from builder.ui.explained.links import term_link
from builder.ui.figures.probabilities import probabilities_figure, probabilities_summary
from builder.ui.figures.still import PLOTLY_CONFIG
from builder.words.calibration import calibrated
from builder.words.counts import classes as classes_text
from builder.words.durations import moment
from builder.words.none_of_these import (
    DO_NOT_RELY,
    FALSE_ALARM_BRIEFLY,
    false_alarm,
    none_briefly,
    none_sentence,
    unknown_sentence,
)
from builder.words.numbers import whole_percent

#: What another process says of a picture: its probabilities, or an error.
Answer = dict[str, Any]

#: Below this the answer is called unsure.
SURE = 0.5


class Doubts(NamedTuple):
    """What else is known of a picture and its answer: a `caution`, why not to rely on it; `unlike`, that the picture is
    of a kind that the network does not know; the picture's class, its `truth`; and the words for `silence`, where
    nothing is said against an answer. All may be None."""

    caution: str | None = None
    unlike: str | None = None
    truth: str | None = None
    silence: str | None = None


def is_called_none(answer: Answer, doubts: Doubts) -> bool:
    """Whether the picture is said to be probably none of the classes, or would be, were its class not known."""
    return doubts.caution is None and doubts.unlike is None and answer.get("none_of_these", {}).get("probably", False)


def is_silent(answer: Answer, doubts: Doubts) -> bool:
    """Whether one looked for a reason not to believe it, and found none."""
    return "none_of_these" in answer and not (doubts.caution or doubts.unlike or is_called_none(answer, doubts))


def draw_result(class_names: Sequence[str], answer: Answer, run_id: str, doubts: Doubts) -> None:
    """The answer in words, the probabilities as bars, and how much to believe of it.

    Of a picture of a kind that the network does not know, or that is probably none of its classes, that is said first,
    and the answer is no headline. Where the picture's class is known, it is said whether the answer is right, and that
    the other is a false alarm.
    """
    said = sorted(zip(class_names, answer["probabilities"], strict=True), key=lambda pair: -pair[1])
    (first, best), (second, next_best) = said[:2]
    called_none = answer["none_of_these"]["false_alarms"] if is_called_none(answer, doubts) else None
    against = doubts.unlike
    if called_none is not None and doubts.truth is None:
        against = none_sentence(len(said), called_none)
    if against is not None:
        st.warning(plain(against), icon=":material/help:")
        st.markdown(f"It says **{plain(first)}**, {plain(whole_percent(best))}: {DO_NOT_RELY}.")
    else:
        st.markdown(f"## {plain(first)}, {plain(whole_percent(best))}")
    if doubts.truth is not None:
        right = ":green-badge[:material/check: Right]"
        st.markdown(
            right if doubts.truth == first else f":red-badge[:material/close: Wrong: it is {plain(doubts.truth)}]"
        )
        if called_none is not None:
            st.caption(f":material/help: {plain(false_alarm(len(said), called_none))}")
    if doubts.caution is not None and doubts.unlike is None:
        st.warning(plain(doubts.caution), icon=":material/warning:")
    if best < SURE and against is None:
        st.markdown(
            f"Not sure: it may as well be something else. Second comes {plain(second)}, "
            f"{plain(whole_percent(next_best))}."
        )
    silence = doubts.silence if is_silent(answer, doubts) else None
    if silence is not None:
        st.markdown(plain(silence))
    relied = against is None and doubts.caution is None
    st.plotly_chart(
        probabilities_figure(said, relied=relied),
        config=PLOTLY_CONFIG,
        key=f"classify.probabilities.{run_id}",
        alt=probabilities_summary(said),
    )
    st.caption(" ".join(_small_print(answer, len(said), says_always=silence is None, relied=relied)))
    if "no_none_of_these" in answer:
        st.caption(plain(unknown_sentence(len(said), answer["no_none_of_these"])))


def draw_in_a_line(class_names: Sequence[str], answer: Answer, doubts: Doubts, before: str = "") -> None:
    """The answer where there is little room; above it, why not to rely on it, and behind it whether it is right.

    `before` is Markdown that the first line begins with.
    """
    share, name = max(zip(answer["probabilities"], class_names, strict=True))
    called_none = is_called_none(answer, doubts)
    against = doubts.unlike or (none_briefly(len(class_names)) if called_none else None)
    if against is not None and doubts.truth is None:
        st.markdown(f"{before}**:material/help: {plain(against)}**")
        st.caption(f"It says {plain(name)}, {plain(whole_percent(share))}: {DO_NOT_RELY}.")
        return
    right = ""
    if doubts.truth is not None:
        right = " ✓ right" if doubts.truth == name else f" ✗ wrong, it is {plain(doubts.truth)}"
    st.markdown(f"{before}**{plain(name)}**, {plain(whole_percent(share))}{right}")
    if called_none:
        st.caption(f":material/help: {FALSE_ALARM_BRIEFLY}.")
    if doubts.caution is not None:
        st.caption(f":material/warning: {plain(doubts.caution)}")


def _small_print(answer: Answer, number: int, *, says_always: bool, relied: bool) -> list[str]:
    """How long it took, that it always answers where nothing above `says_always`, and where one may
    rely on it, what its certainty rests on: that was checked on pictures of its classes alone."""
    told = [f"The network took {moment(answer['seconds'])}."]
    if says_always:
        told.append(
            f"It knows only these {classes_text(number)} and always answers with one of them, whatever the picture "
            "shows."
        )
    checked = calibrated(answer.get("temperature")) if relied else None
    return told if checked is None else [*told, checked.replace("checked", term_link("Calibration", "checked"))]
