"""The Leaderboard page: every saved run, ranked among those on the same images."""

import time
from pathlib import Path

import streamlit as st

from builder.store.board.curves import thinned_curves
from builder.store.board.lines import opened
from builder.store.board.marks import is_without_epoch
from builder.store.board.noise import near_best
from builder.store.board.ranking import ranked
from builder.store.errors import StoreError
from builder.store.homes.unlisted import unlisted_runs
from builder.store.runs.kept import kept_runs
from builder.store.runs.records import ACTIVE, list_runs
from builder.ui.app import store
from builder.ui.app.frame import frame
from builder.ui.app.text import plain
from builder.ui.app.trouble import end_page
from builder.ui.leaderboard import open_lines, selection
from builder.ui.leaderboard.actions import draw_actions
from builder.ui.leaderboard.bring_in import draw_bring_in
from builder.ui.leaderboard.charts import draw_accuracy_against_cost, draw_comparison
from builder.ui.leaderboard.dialogs import draw_question
from builder.ui.leaderboard.filter import draw_filter
from builder.ui.leaderboard.marks import leaks_of, validation_counts
from builder.ui.leaderboard.notes import draw_empty, draw_notes
from builder.ui.leaderboard.pressed import open_pressed
from builder.ui.leaderboard.reading import draw_test_reading
from builder.ui.leaderboard.rows import MOST_ROWS
from builder.ui.leaderboard.space_key import space_ticks_rows
from builder.ui.leaderboard.table import CURVE_POINTS, draw_table
from builder.ui.leaderboard.without_epoch import draw_without_epoch
from builder.ui.session import notices, visitor

#: Seconds between table and chart: the browser draws the table in them before it loads the chart's script.
CHART_SECONDS = 0.3
STYLE = Path(__file__).parents[1] / "leaderboard" / "board.css"


def leaderboard_page() -> None:
    frame("Leaderboard")
    open_pressed()
    st.html(STYLE)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title("Leaderboard", width="content")
        draw_bring_in()
    try:
        _draw()
    except StoreError as error:
        end_page(error)


def _draw() -> None:
    db = store.database()
    _draw_notice()
    everything = ranked(kept_runs(db))
    active = len(list_runs(db, states=ACTIVE))
    if not everything:
        draw_empty(active, unlisted_runs(store.settings(), db))
        return
    owner = visitor.current().owner
    lines, found = draw_filter(everything, owner)
    draw_test_reading()
    rows = [line for line in found if not is_without_epoch(line.run)]
    empty = [line.run for line in found if is_without_epoch(line.run)]
    if not rows:
        if not empty:
            st.info("No run matches this filter.", icon=":material/filter_alt_off:")
        draw_without_epoch(empty, owner)
        draw_question(owner)
        return
    shown = opened(rows[:MOST_ROWS], open_lines.opened())
    count_of = validation_counts(store.settings())
    leaks = leaks_of([row.run for row in shown], count_of)
    near = near_best(lines, count_of)
    draw_table(shown, thinned_curves(db, [row.run for row in shown], CURVE_POINTS), leaks, near)
    space_ticks_rows()
    chosen = selection.selected()
    selected = [row for row in shown if row.id in chosen]
    runs = list({run.id: run for row in selected for run in row.runs}.values())
    if selected:
        draw_actions(selected, runs, owner, leaks | leaks_of(runs, count_of))
    draw_question(owner)
    draw_notes(shown, len(rows), active, leaks, near)
    draw_without_epoch(empty, owner)
    if len(runs) >= 2:
        draw_comparison(runs)
    time.sleep(CHART_SECONDS)
    draw_accuracy_against_cost(rows)


def _draw_notice() -> None:
    kept = notices.take()
    if kept is None:
        return
    if kept.went_wrong and not kept.passes:
        st.warning(plain(kept.sentence), icon=":material/error:")
    elif kept.went_wrong or kept.sentence == notices.OVER:
        notices.draw_box(kept)
    else:
        st.toast(plain(kept.sentence), icon=":material/check:")
