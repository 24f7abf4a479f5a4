"""What accuracy costs, and how it goes with what was varied: two charts over the compared runs."""

from collections.abc import Sequence

import streamlit as st

from builder.course.differing import NONE, SEED, Differing, differing
from builder.store.board.validation_set import validation_set
from builder.store.runs.records import Run
from builder.ui.app.trouble import ticking
from builder.ui.compare.chosen import Compared
from builder.ui.leaderboard.costs import choose_cost, cost_of
from builder.ui.run.honesty import all_marks, may_be_ranked
from builder.words.claims import whose
from builder.words.numbers import percent

#: More rows than this are no picture any more.
MOST_AXES = 10
VALIDATION = "Validation accuracy"
NOT_THERE = "none"


def draw_charts(compared: Sequence[Compared]) -> None:
    """Both cards, each only where it has something to show."""
    ticking(_draw_costs, None)(compared)
    _draw_varied(compared)


def _draw_costs(compared: Sequence[Compared]) -> None:
    from builder.ui.figures.accuracy_cost import (  # Altair takes a third of a second to import
        Point,
        accuracy_against,
        accuracy_against_summary,
    )

    with st.container(border=True, key="compare_costs"):
        st.markdown("#### What accuracy costs", anchors=False)
        cost = choose_cost("compare.cost")
        points = [
            Point(
                run=one.label,
                who=whose(one.run.nickname, one.run.imported_at is not None),
                series=one.label,
                cost=price,
                validation_accuracy=one.run.validation_accuracy,
                epochs=one.run.epochs,
                marks="; ".join(all_marks(one.run)),
                group=_ranked_among(one.run),
                letter=one.letter,
            )
            for one in compared
            if one.run.validation_accuracy is not None and (price := cost_of(one.run, cost)) is not None
        ]
        if not points:
            st.caption("None of them has an accuracy and such a cost.")
            return
        with st.container(key="compare_costs_chart"):
            st.altair_chart(
                accuracy_against(points, cost), key="compare.costs", alt=accuracy_against_summary(points, cost)
            )
        st.caption("Dashed: the best accuracy up to each cost, among runs on the same images.")


def _ranked_among(run: Run) -> str | None:
    """The images on which its accuracy may be ranked; None where it was trained on them, or seems to have been."""
    return str(validation_set(run.experiment)) if may_be_ranked(run) else None


def _draw_varied(compared: Sequence[Compared]) -> None:
    """Parallel coordinates, where at least three runs with an accuracy differ in two things besides the seed."""
    validated = [one for one in compared if one.run.validation_accuracy is not None]
    if len(validated) < 3:
        return
    varied = [row for row in differing([one.run.experiment for one in validated]) if row.label != SEED]
    if len(varied) < 2:
        return
    from builder.ui.figures.parallel import Axis, height_of, parallel, parallel_summary

    accuracies = tuple(one.run.validation_accuracy or 0.0 for one in validated)
    last = Axis(VALIDATION, tuple(percent(accuracy) for accuracy in accuracies), accuracies)
    axes = [Axis(row.label, _told(row), row.numbers) for row in _most_telling(varied)]
    with st.container(border=True, key="compare_varied"):
        st.markdown("#### What was varied, and what came of it", anchors=False)
        letters = "".join(one.letter for one in validated)
        labels = [one.label for one in validated]
        figure = parallel([*axes, last], labels, letters)
        # As tall as the figure from the start, so that nothing below it moves.
        with st.container(key="compare_varied_chart", height=height_of(len(axes) + 1), border=False):
            st.altair_chart(figure, key="compare.varied", alt=parallel_summary([*axes, last], labels))
        if len(varied) > len(axes):
            st.caption(f"{len(axes)} of the {len(varied)} things that differ; all of them stand in the table above.")


def _told(row: Differing) -> tuple[str, ...]:
    """The values; what a design has not, such as a fourth block, is called so, where a dash at a point would tell
    nothing."""
    return tuple(NOT_THERE if text == NONE else text for text in row.texts)


def _most_telling(varied: Sequence[Differing]) -> Sequence[Differing]:
    """At most `MOST_AXES`: numbers before words where there are too many, in the order of the table."""
    if len(varied) <= MOST_AXES:
        return varied
    kept = sorted(varied, key=lambda row: row.numbers is None)[:MOST_AXES]
    return [row for row in varied if row in kept]
