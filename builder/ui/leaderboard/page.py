"""The Leaderboard page: every saved run, ranked among those on the same images."""

import time
from pathlib import Path

import streamlit as st

from builder.course.equal_names import words_of_lines
from builder.store.board.boards import boards_of
from builder.store.board.leaks import validation_counts
from builder.store.board.lines import Line
from builder.store.board.marks import is_without_epoch
from builder.store.board.noise import near_best
from builder.store.board.ranking import ranked
from builder.store.errors import StoreError
from builder.store.homes.unlisted import unlisted_runs
from builder.store.runs.kept import board_state, kept_runs
from builder.store.runs.records import ACTIVE, list_runs
from builder.ui.app import store
from builder.ui.app.frame import frame
from builder.ui.app.text import plain
from builder.ui.app.trouble import end_page
from builder.ui.leaderboard.boards import draw_boards
from builder.ui.leaderboard.bring_in import draw_bring_in
from builder.ui.leaderboard.charts import draw_accuracy_against_cost
from builder.ui.leaderboard.dialogs import draw_question
from builder.ui.leaderboard.filter import draw_filter
from builder.ui.leaderboard.group import Viewer, draw_group, draw_nothing_found, lines_shown
from builder.ui.leaderboard.news import draw_anew_with_news
from builder.ui.leaderboard.notes import draw_empty
from builder.ui.leaderboard.podium import draw_podium
from builder.ui.leaderboard.pressed import open_pressed
from builder.ui.leaderboard.reading import draw_test_reading
from builder.ui.leaderboard.without_epoch import draw_without_epoch
from builder.ui.session import notices, visitor

#: Seconds between table and chart: the browser draws the table in them before it loads the chart's script.
CHART_SECONDS = 0.3
STYLES = [Path(__file__).with_name(name) for name in ("board.css", "podium.css")]


def leaderboard_page() -> None:
    frame("Leaderboard")
    open_pressed()
    for style in STYLES:
        st.html(style)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title("Leaderboard", width="content")
        draw_bring_in()
    try:
        drawn = board_state(store.database())
        _draw()
        draw_anew_with_news(drawn)
    except StoreError as error:
        end_page(error)


def _draw() -> None:
    db = store.database()
    _draw_notice()
    count_of = validation_counts(store.settings())
    everything = ranked(kept_runs(db), count_of)
    owner = visitor.current().owner
    under_way = list_runs(db, states=ACTIVE)
    active = len(under_way)
    without_epoch = [row.run for row in everything if is_without_epoch(row.run)]
    if len(without_epoch) == len(everything):
        draw_empty(under_way, owner, unlisted_runs(store.settings(), db))
        draw_question(owner)
        draw_without_epoch(without_epoch, owner)
        return
    head = st.container(key="leaderboard_head")
    filtered = draw_filter(everything, owner)
    draw_test_reading()
    boards = boards_of(filtered.lines)
    rows: tuple[Line, ...] = ()
    if boards:
        with head:
            group = draw_boards(boards, owner)
            near, words = near_best(group.lines, count_of), words_of_lines(group.lines)
            images = count_of(group.lines[0].run)
            draw_podium(group, words, owner, images, near)
        rows = lines_shown(group, filtered)
        if rows:
            is_apart = len(group.lines) < sum(len(board.lines) for board in boards)
            draw_group(group, rows, words, near, images, Viewer(owner, filtered.all_columns), active, is_apart)
        else:
            draw_nothing_found(filtered, boards)
    draw_question(owner)
    draw_without_epoch([line.run for line in filtered.found if is_without_epoch(line.run)], owner)
    if rows:
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
