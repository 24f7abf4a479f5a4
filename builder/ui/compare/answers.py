"""The runs' answers to the validation images: accuracy class by class, and the images that only one gets right."""

from collections.abc import Sequence

import streamlit as st

from builder.analysis.agreement import agreement
from builder.statistics.predictions import Predictions
from builder.ui.app.trouble import ticking
from builder.ui.compare.alone import draw_alone
from builder.ui.compare.chosen import Compared, swatch
from builder.ui.compare.classes import MOST_CLASSES, class_accuracies, classes_html
from builder.ui.compare.predictions import Answers, answers_of, draw_missing
from builder.ui.compare.room import HEAD, LINE, table_room


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
    """A table for each data set that several of the runs know the classes of."""
    by_classes: dict[tuple[str, ...], list[Compared]] = {}
    for one in compared:
        if one.letter in answers.known:
            by_classes.setdefault(one.run.experiment.images.classes, []).append(one)
    for alike in by_classes.values():
        if len(alike) > 1 or len(by_classes) == 1:
            _draw_table(alike, answers)
    alone = [alike[0] for alike in by_classes.values() if len(alike) == 1 and len(by_classes) > 1]
    if alone:
        letters = " ".join(map(swatch, alone))
        told = "knows classes that no other run knows" if len(alone) == 1 else "have no classes in common"
        st.markdown(f"{letters} {told}, so there is nothing to set side by side.", unsafe_allow_html=True)


def _draw_table(alike: Sequence[Compared], answers: Answers) -> None:
    found = class_accuracies([answers.known[one.letter] for one in alike])
    names = alike[0].run.experiment.images.classes
    with table_room(f"classes_{alike[0].letter}", HEAD + LINE * min(len(names), MOST_CLASSES)):
        st.markdown(classes_html(alike, names, found), unsafe_allow_html=True)
    images = sum(found.images)
    st.caption(
        f"The share of each class's validation images that is recognised, {images:,} images in all; darker is how much "
        "more than the other. With "
        f"{found.images[0]:,} images of a class, a difference under about {found.noise:.0f} points may be chance."
    )


def _draw_alone(compared: Sequence[Compared], known: dict[str, Predictions]) -> None:
    answered = [one for one in compared if one.letter in known]
    with st.container(border=True, key="compare_alone"):
        st.markdown("#### Images that only one gets right", anchors=False)
        found = agreement([known[one.letter] for one in answered])
        if found is None:
            st.markdown("They were validated on different images, so their answers cannot be set side by side.")
            return
        draw_alone(answered, known, found)
