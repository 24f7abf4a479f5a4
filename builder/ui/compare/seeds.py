"""The designs compared over their seeds: each seed as a point, and what the seeds say of two designs."""

from collections.abc import Sequence

import streamlit as st

from builder.statistics.mean_curve import mean_curve
from builder.store.runs.curves import curves_of
from builder.store.runs.kept import kept_runs
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.compare.chosen import LETTERS, Compared
from builder.ui.compare.seed_groups import (
    Quantity,
    SeedGroup,
    groups_of,
    may_be_ranked,
    means_sentence,
    quantity_of,
    seeds_sentence,
)
from builder.ui.figures.seed_curves import SeedCurve, mean_curves, mean_curves_summary
from builder.ui.figures.seed_curves import height_of as curves_height
from builder.ui.figures.still import PLOTLY_CONFIG
from builder.ui.leaderboard.seeds import MORE, train_more

#: A design with fewer is offered more of them.
ENOUGH_SEEDS = 3


def draw_seeds(compared: Sequence[Compared], owner: str) -> None:
    """The card: every design with several seeds, and how the others get them."""
    groups = groups_of(compared, kept_runs(store.database()))
    with st.container(border=True, key="compare_seeds"):
        st.markdown("#### Over seeds", anchors=False)
        if any(len(group.runs) > 1 for group in groups):
            _draw_several(compared, groups)
        else:
            how = "Each was trained with one seed" if len(groups) > 1 else "They were trained with one seed"
            st.markdown(f"{how}, and another seed may turn out differently.")
        _draw_more(groups, owner)


def _draw_several(compared: Sequence[Compared], groups: Sequence[SeedGroup]) -> None:
    several = [group for group in groups if len(group.runs) > 1]
    quantity = quantity_of(several)
    if quantity is None:
        st.markdown("Their seeds were judged by different images, so their accuracies cannot be compared.")
        return
    _draw_chart(compared, several, quantity)
    _draw_curves(several)
    for group in several:
        st.markdown(means_sentence(group))
    first, *others = several
    for other in others:
        st.markdown(seeds_sentence(first, other, quantity))
    for group in groups:
        if group not in several:
            st.markdown(f"**{plain(group.label)}** was trained with one seed, so it has no spread to compare.")
    st.caption("All finished runs of these designs count, whoever trained them, each seed once.")


def _draw_chart(compared: Sequence[Compared], several: Sequence[SeedGroup], quantity: Quantity) -> None:
    from builder.ui.figures.seeds import (  # Altair takes a third of a second to import
        SeedPoint,
        accuracy_by_seed,
        height_of,
        seeds_summary,
    )

    points = [
        SeedPoint(label=group.label, letter=group.compared[0].letter, seed=seed, accuracy=accuracy)
        for group in several
        for seed, accuracy in zip(group.seeds, group.values(quantity), strict=True)
    ]
    with st.container(key="compare_seeds_chart", height=height_of(len(several)), border=False):
        figure = accuracy_by_seed(points, LETTERS[: len(compared)], quantity)
        st.altair_chart(figure, key="compare.seeds", alt=seeds_summary(points, quantity))


def _draw_curves(several: Sequence[SeedGroup]) -> None:
    """The mean curve of each design; nothing where their validation accuracies cannot be compared."""
    if not may_be_ranked(several):
        return
    found = curves_of(store.database(), [run.id for group in several for run in group.runs])
    curves = []
    for group in several:
        mean = mean_curve([[epoch.val_accuracy for epoch in found[run.id]] for run in group.runs])
        place = LETTERS.index(group.compared[0].letter)
        curves.append(SeedCurve(label=group.label, place=place, means=mean.means, spreads=mean.spreads))
    if not any(curve.means for curve in curves):
        return
    with st.container(key="compare_seeds_curves", height=curves_height(len(curves)), border=False):
        st.plotly_chart(
            mean_curves(curves), config=PLOTLY_CONFIG, key="compare.seed_curves", alt=mean_curves_summary(curves)
        )
    st.caption(
        "Validation accuracy by epoch: the mean over the seeds, in a band of one standard deviation above and below, "
        "as far as all seeds of a design went."
    )


def _draw_more(groups: Sequence[SeedGroup], owner: str) -> None:
    """A button for each design that has few seeds, once for all of its runs here."""
    few = [group for group in groups if len(group.runs) < ENOUGH_SEEDS]
    if not few:
        return
    with st.container(horizontal=True):
        for group in few:
            first = group.compared[0]
            st.button(
                f"Train {MORE} more seeds" if len(groups) == 1 else f"Train {MORE} more seeds of {first.letter}",
                key=f"compare.more_seeds.{first.run.id}",
                icon=":material/casino:",
                on_click=train_more,
                args=(first.run, owner),
            )
