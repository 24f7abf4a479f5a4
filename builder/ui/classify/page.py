"""The Classify page: a trained network classifies the visitor's own picture; where there is none, the one that comes
with the app."""

from pathlib import Path

import streamlit as st

from builder.shipped.network import is_shipped, why_nothing_is_there
from builder.store.board.leaks import validation_counts
from builder.store.board.ranking import best_first
from builder.store.errors import StoreError
from builder.store.homes.elsewhere import here_first
from builder.store.runs.kept import kept_runs
from builder.ui.app import store
from builder.ui.app.frame import frame
from builder.ui.app.text import plain
from builder.ui.app.trouble import end_page
from builder.ui.classify.answer import draw_answer, draw_verdict
from builder.ui.classify.carried import look_button
from builder.ui.classify.grid import all_pictures_button, draw_grid
from builder.ui.classify.guessing import draw_guess, is_hidden
from builder.ui.classify.inverting import all_inverted_if_wanted, inverted_if_wanted
from builder.ui.classify.opened import opened_of
from builder.ui.classify.part import choose_part
from builder.ui.classify.picture import Picture, is_writing
from builder.ui.classify.runs import choose_other, choose_run, own_first
from builder.ui.classify.samples import draw_samples
from builder.ui.classify.shipped import draw_card, draw_whose, invite, shipped_or_why_not
from builder.ui.classify.side_by_side import draw_pictures
from builder.ui.classify.sources import NEW_HAND, choose_pictures, source_key

STYLE = Path(__file__).parents[1] / "leaderboard" / "board.css"


def classify_page() -> None:
    frame("Classify")
    st.html(STYLE)
    st.title("Classify a picture")
    try:
        _draw()
    except StoreError as error:
        end_page(error)


def _draw() -> None:
    trained = here_first(store.settings(), best_first(kept_runs(store.database()), validation_counts(store.settings())))
    shipped, why_not = shipped_or_why_not()
    runs = own_first(trained, None if shipped is None else shipped.run)
    run = None
    if runs:
        with st.container(key="classify_network"), st.columns(2, gap="large")[0]:
            run = choose_run(runs)
            if shipped is not None and is_shipped(run):
                draw_whose(shipped)
    left, right = st.columns(2, gap="large")  # the answer beside the picture
    with left:
        pictures = choose_pictures(run)
        picture = opened_of(pictures)
        part = st.container()
        verdict = st.container(key="classify_verdict")
        all_seen: list[Picture] = []
        if picture is None and pictures:
            all_seen = all_inverted_if_wanted(run, pictures)
        if picture is not None:
            seen = inverted_if_wanted(run, picture)
            all_seen = [seen]
            if not picture.is_drawn:
                draw_pictures(seen)
        if run is not None and any(is_writing(run, one) for one in all_seen):
            st.caption(NEW_HAND)
        if any(one.part is not None for one in pictures):
            with part:
                choose_part(is_one=picture is not None, is_writing=all(one.is_cut for one in all_seen))
    with right:
        answers = st.container()
        with st.container():  # below the answer, which so stays near the canvas on a phone
            other = choose_other(runs, run) if run else None
        invitation = st.container()
    wide = st.container()
    # Several pictures take the whole width of the page.
    with wide if run is not None and picture is None and pictures else answers:
        if len(pictures) > 1 and picture is not None:
            all_pictures_button(len(pictures))
        if run is None:
            _draw_empty(why_not)
        elif picture is None and pictures:
            draw_grid([run] if other is None else [run, other], pictures, all_seen)
        elif picture is None:
            _draw_hint()
            draw_samples(run, source_key(run))
        elif is_hidden(picture):
            draw_guess(picture)
            draw_samples(run, source_key(run))
        elif other is not None:
            with st.grid(2, min_column_width=240):
                for one in (run, other):
                    with st.container():
                        st.markdown(f"**{plain(one.name)}**")
                        draw_answer(one, seen)
        elif (answer := draw_answer(run, seen)) is not None:
            if not picture.is_drawn:
                with verdict:
                    draw_verdict(run, seen, answer)
            look_button(run, picture, pictures)  # not before: the answer that comes would move it away under a finger
            if picture.truth is not None:
                draw_samples(run, source_key(run))
    if shipped is not None and run is not None and is_shipped(run):
        if run is runs[0]:  # it is the first for who has no run
            with invitation:
                invite()
        draw_card(shipped)


def _draw_hint() -> None:
    with st.container(border=True):
        st.markdown("**Give it a picture.** The network's answer appears here, with a probability for each class.")


def _draw_empty(why_no_other: str | None) -> None:
    if why_no_other is not None:
        st.warning(plain(why_no_other), icon=":material/broken_image:")
    elif why_nothing_is_there(store.settings()) is not None:
        st.caption("A setting says where the network is that comes with the app, and there is none.")
    with st.container(border=True):
        st.markdown("**No network yet.** Train a project, and it can classify your pictures.")
        if st.button("Open Build", type="primary", icon=":material/construction:", key="classify.start"):
            st.switch_page("pages/build.py")
