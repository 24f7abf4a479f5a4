"""The runs' answers to the validation images: accuracy class by class, and the images that only one gets right."""

from collections.abc import Sequence

import streamlit as st

from builder.analysis.agreement import agreement
from builder.statistics.predictions import Predictions
from builder.ui.app.trouble import ticking
from builder.ui.compare.alone import draw_alone
from builder.ui.compare.chosen import Compared, swatch
from builder.ui.compare.classes import class_accuracies, classes_html
from builder.ui.compare.predictions import Answers, answers_of, draw_missing


def draw_answers(compared: Sequence[Compared], owner: str) -> None:
    """Both cards, for the runs whose answers are known; asking for others is a button."""
    answers = answers_of(compared)
    with st.container(border=True, key="compare_classes"):
        st.markdown("#### Class by class", anchors=False)
        _draw_classes(compared, answers)
        draw_missing(answers, owner)
    if len(answers.known) >= 2:
        ticking(_draw_alone, None)(compared, answers.known)


def _draw_classes(compared: Sequence[Compared], answers: Answers) -> None:
    known = [one for one in compared if one.letter in answers.known]
    if not known:
        return
    names = known[0].run.experiment.images.classes
    alike = [one for one in known if one.run.experiment.images.classes == names]
    found = class_accuracies([answers.known[one.letter] for one in alike])
    st.markdown(classes_html(alike, names, found), unsafe_allow_html=True)
    images = sum(found.images)
    st.caption(
        f"The share of each class's validation images that is recognised, {images:,} images in all. With "
        f"{found.images[0]:,} images of a class, a difference under about {found.noise:.0f} points may be chance."
    )
    if others := [swatch(one) for one in known if one not in alike]:
        st.markdown(f"{' '.join(others)} know other classes.", unsafe_allow_html=True)


def _draw_alone(compared: Sequence[Compared], known: dict[str, Predictions]) -> None:
    answered = [one for one in compared if one.letter in known]
    with st.container(border=True, key="compare_alone"):
        st.markdown("#### Images that only one gets right", anchors=False)
        found = agreement([known[one.letter] for one in answered])
        if found is None:
            st.markdown("They were validated on different images, so their answers cannot be set side by side.")
            return
        draw_alone(answered, known, found)
