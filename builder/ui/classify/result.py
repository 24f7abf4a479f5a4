"""What a network said of a picture: in words, as bars, and how much to believe of it."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from builder.shipped.words import JudgedBy
from builder.ui.app.text import plain
from builder.ui.figures.probabilities import probabilities_figure, probabilities_summary
from builder.ui.figures.still import PLOTLY_CONFIG
from builder.words.calibration import calibrated
from builder.words.counts import classes as classes_text
from builder.words.durations import moment
from builder.words.none_of_these import none_sentence, unknown_sentence
from builder.words.numbers import whole_percent

#: What another process says of a picture: its probabilities, or an error.
Answer = dict[str, Any]

#: Below this the answer is called unsure.
SURE = 0.5


def draw_result(
    class_names: Sequence[str],
    answer: Answer,
    run_id: str,
    by: JudgedBy,
    caution: str | None = None,
    unlike: str | None = None,
    truth: str | None = None,
) -> None:
    """The answer in words, the probabilities as bars, and how much to believe of it.

    Of a picture that is `unlike` what the network knows, or probably none of its classes, that is said first, and the
    answer is no headline; `by` names the images that decide it. Where the picture's class is known, its `truth`, it is
    said whether the answer is right.
    """
    said = sorted(zip(class_names, answer["probabilities"], strict=True), key=lambda pair: -pair[1])
    (first, best), (second, next_best) = said[:2]
    judged = answer.get("none_of_these")
    is_none = caution is None and judged is not None and judged["probably"]
    none = none_sentence(len(said), judged["false_alarms"], by.unlike) if judged and is_none else None
    if unlike is not None or none is not None:
        st.warning(plain(" ".join(filter(None, (unlike, none)))), icon=":material/help:")
        st.markdown(f"It says **{plain(first)}**, {plain(whole_percent(best))}; it always says one of its classes.")
    else:
        st.markdown(f"## {plain(first)}, {plain(whole_percent(best))}")
    if truth is not None:
        right = ":green-badge[:material/check: Right]"
        st.markdown(right if truth == first else f":red-badge[:material/close: Wrong: it is {plain(truth)}]")
    if caution is not None and unlike is None:
        st.warning(plain(caution), icon=":material/warning:")
    if best < SURE and unlike is None and none is None:
        st.markdown(
            f"Not sure: it may as well be something else. Second comes {plain(second)}, "
            f"{plain(whole_percent(next_best))}."
        )
    st.plotly_chart(
        probabilities_figure(said),
        config=PLOTLY_CONFIG,
        key=f"classify.probabilities.{run_id}",
        alt=probabilities_summary(said),
    )
    took, temperature = moment(answer["seconds"]), answer.get("temperature")
    st.caption(
        f"The network took {took}. It knows only these {classes_text(len(said))} and always answers with "
        f"one of them, whatever the picture shows. {calibrated(temperature, by.calibrated) or ''}".rstrip()
    )
    if "no_none_of_these" in answer:
        st.caption(plain(unknown_sentence(len(said), answer["no_none_of_these"])))
