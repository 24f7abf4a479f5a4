"""The Compare page: what differs between two to ten runs, and what came of it. Its address names them."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from builder.store.errors import StoreError
from builder.store.runs.records import Run, runs_by_id
from builder.ui.app import store
from builder.ui.app.frame import frame
from builder.ui.app.page_top import begin_at_the_top
from builder.ui.app.sharing import share_button
from builder.ui.app.trouble import end_page
from builder.ui.compare.answers import draw_answers
from builder.ui.compare.charts import draw_charts
from builder.ui.compare.chosen import MOST_RUNS, Compared, lettered
from builder.ui.compare.curves import draw_curves
from builder.ui.compare.differences import draw_differences
from builder.ui.compare.equal import are_equal, fold_away
from builder.ui.compare.runs import draw_runs
from builder.ui.compare.seeds import draw_seeds
from builder.ui.compare.tested import draw_tested
from builder.ui.course.page import STYLE as COURSE_STYLE
from builder.ui.run.indeterminate import STYLE as CARD_STYLE
from builder.ui.session import notices, visitor
from builder.ui.session.compared_runs import IDS, ids_in
from builder.words.counts import count

STYLE = Path(__file__).with_name("compare.css")


def compare_page() -> None:
    frame("Compare")
    st.html(COURSE_STYLE)  # its tables and lists of changes
    st.html(CARD_STYLE)
    st.html(STYLE)
    notices.draw()
    try:
        _draw(ids_in(st.query_params.get(IDS, "")))
    except StoreError as error:
        end_page(error)


def _draw(ids: Sequence[str]) -> None:
    if st.button("Leaderboard", key="compare.back", type="tertiary", icon=":material/arrow_back:"):
        st.switch_page("pages/leaderboard.py")
    found = runs_by_id(store.database(), ids[: 2 * MOST_RUNS])
    runs = [found[id] for id in ids if id in found][:MOST_RUNS]
    if len(runs) < 2:
        _draw_too_few(len(ids), runs)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(f"{count(len(runs), 'run')} compared", anchor=False, width="stretch")
        share_button("this comparison", {IDS: ",".join(run.id for run in runs)})
    if told := _left_out(ids, found):
        st.caption(told)
    compared = lettered(runs)
    owner = visitor.current().owner
    draw_runs(compared)
    draw_differences(compared)
    if are_equal(compared):
        draw_seeds(compared, owner)
        if (place := fold_away(compared)) is not None:
            with place:
                draw_tested(compared)
                _draw_rest(compared, owner)
    else:
        draw_tested(compared)
        draw_seeds(compared, owner)
        _draw_rest(compared, owner)
    begin_at_the_top(f"compare {','.join(run.id for run in runs)}")


def _draw_rest(compared: Sequence[Compared], owner: str) -> None:
    draw_curves(compared)
    draw_answers(compared, owner)
    draw_charts(compared)


def _left_out(ids: Sequence[str], found: dict[str, Run]) -> str:
    """What the address names and the page does not show."""
    told = []
    if missing := sum(id not in found for id in ids[: 2 * MOST_RUNS]):
        told.append(
            "One of the runs does not exist any more."
            if missing == 1
            else f"{missing} of the runs do not exist any more."
        )
    if len(found) > MOST_RUNS:
        told.append(f"The first {MOST_RUNS} of {len(found)} runs: more cannot be told apart.")
    return " ".join(told)


def _draw_too_few(named: int, runs: Sequence[Run]) -> None:
    st.title("Compare", anchor=False)
    with st.container(border=True, key="compare_empty"):
        if named < 2:
            st.markdown("**Tick two to ten runs** on the Leaderboard, and compare them here.")
        else:
            kept = "none of them exists" if not runs else "only one of them exists"
            st.markdown(f"This address names {named} runs, but {kept}. Tick two to ten on the Leaderboard.")
        if st.button("Choose runs", type="primary", icon=":material/leaderboard:", key="compare.choose"):
            st.switch_page("pages/leaderboard.py")
