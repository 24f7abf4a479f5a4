"""Two runs that differ in one thing: live while they train, then what their test images say of the difference."""

import streamlit as st

from builder.course.changes import changes
from builder.course.pairs import Pair, pairs_of, verdict_words
from builder.store.board.marks import protocol_marks
from builder.store.errors import RunNotFoundError, UnreadableDesignError
from builder.store.ids import is_id
from builder.store.runs.records import ACTIVE, get_run
from builder.ui.app import store
from builder.ui.app.garbage import set_imports_aside
from builder.ui.app.text import plain, sentence_of
from builder.ui.app.trouble import ticking
from builder.ui.course import actions
from builder.ui.course.card import change_list
from builder.ui.course.verdict import both_of, draw_ended, verdict_of
from builder.ui.run import words
from builder.ui.run.card import ended_row, queued_row, running_card
from builder.ui.run.panel import look_after_supervisor, tick_of
from builder.ui.session import visitor

#: How many of the student's comparisons are listed.
MOST_PAIRS = 8


def draw_pair(address: str) -> None:
    """The pair that the address names by its two runs' ids, whatever their state."""
    ids = address.split(",")
    if len(ids) != 2 or not all(is_id(id) for id in ids):
        st.info("This address names no pair of runs. Choose a project and change one thing of it.")
        return
    try:
        pair = Pair.model_construct(base=get_run(store.database(), ids[0]), changed=get_run(store.database(), ids[1]))
    except (RunNotFoundError, UnreadableDesignError) as error:
        st.info(plain(sentence_of(error)), icon=":material/info:")
        return
    if any(protocol_marks(run.experiment) for run in both_of(pair)):
        st.info(
            "One of these two runs trained on its validation images, or the test set chose it: no fair pair. "
            "The Leaderboard shows both with their marks."
        )
        return
    project = pair.base.preset
    st.title(f"{f'Project {project}' if project else plain(pair.base.name)}: one change", anchor=False)
    told = changes(pair.base.experiment, pair.changed.experiment)
    if told:
        st.markdown(f'<div class="project">{change_list(told)}</div>', unsafe_allow_html=True)
    else:
        st.markdown("Both have the same design.")
    st.caption(f"{words.images_used(pair.base)} · seed {pair.base.experiment.training.seed}")
    active = [run for run in both_of(pair) if run.state in ACTIVE]
    if active:
        every = tick_of(active)
        ticking(_draw_active, every)(*ids, every)
    else:
        with st.container():  # as around the fragment, so that what stands below keeps its place
            draw_ended(pair)


def draw_pairs() -> None:
    """The student's comparisons so far, newest first; nothing where there are none."""
    pairs = pairs_of(store.database(), visitor.current().owner)[:MOST_PAIRS]
    if not pairs:
        return
    with st.container(border=True, key="change_pairs"):
        st.markdown("#### Your comparisons", anchors=False)
        st.caption("Of twenty changes that do nothing, about one comes out as more than chance: by chance.")
        for pair in pairs:
            known = verdict_of(pair)
            outcome = verdict_words(known)[0] if known else _unfinished(pair)
            about = f"{words.images_used(pair.base)}, seed {pair.base.experiment.training.seed}"
            st.button(
                f"**{plain(pair.changed.name)}** · {plain(about)} · {plain(outcome)}",
                key=f"course.open.{pair.changed.id}",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=actions.open_view,
                kwargs={"pair": address_of(pair)},
            )


def _draw_active(base_id: str, changed_id: str, every: float) -> None:
    """One tick while one of the two waits, trains or is paused."""
    runs = [get_run(store.database(), id) for id in (base_id, changed_id)]
    active = [run for run in runs if run.state in ACTIVE]
    if not active or tick_of(active) != every:
        st.rerun(scope="app")
    look_after_supervisor(active)
    owner = visitor.current().owner
    for run in runs:
        if run.state == "running":
            running_card(run, owner)
        elif run.state in ACTIVE:
            queued_row(run, owner)
        else:
            ended_row(run)
    st.caption("The verdict appears here once both have ended. They go on if you leave; this address finds them again.")
    set_imports_aside()


def _unfinished(pair: Pair) -> str:
    return "under way" if any(run.state in ACTIVE for run in both_of(pair)) else "no verdict"


def address_of(pair: Pair) -> str:
    return f"{pair.base.id},{pair.changed.id}"
