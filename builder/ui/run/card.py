"""The cards and rows that show one run: while it waits or trains, and after it has ended."""

import time
from collections.abc import Sequence

import streamlit as st

from builder.datasets.table import split_sizes
from builder.progress.epoch import Epoch, Progress
from builder.progress.training_state import TrainingState
from builder.store.runs.curves import progress_of
from builder.store.runs.kept import board_state
from builder.store.runs.queue import queue_position
from builder.store.runs.records import ENDED, Run
from builder.store.tasks import Task
from builder.ui.app import store
from builder.ui.app.scripts_ahead import load_charts_soon
from builder.ui.app.text import plain
from builder.ui.explained.links import terms_line
from builder.ui.figures.curves import curves
from builder.ui.run import elsewhere, words
from builder.ui.run.actions import actions
from builder.ui.run.curves import live_curves
from builder.ui.run.earlier import curve_before, draw_compared
from builder.ui.run.epochs import watched
from builder.ui.run.followed import draw_followed
from builder.ui.run.honesty import honesty_notes, leak_badges
from builder.ui.run.indeterminate import STYLE, indeterminate
from builder.ui.run.metrics import final_metrics, live_metrics
from builder.ui.run.spoken import speak
from builder.ui.run.title import title, where
from builder.ui.run.ways_on import look_into_button, ways_on
from builder.words.durations import duration
from builder.words.numbers import percent
from builder.words.reasons import said, why_failed
from builder.words.sentences import full_stop

DISMISSED_RUNS = "builder.dismissed_runs"
#: The numbers of training images of runs that were watched, by their ids.
TRAIN_COUNTS = "builder.train_counts"
#: A run that is first in the queue while none trains normally starts within this many seconds.
LONG_WAIT = 30


def running_card(run: Run, owner: str, differs: str = "") -> None:
    """A run that waits or trains: how far it is, its curves, its numbers, and Stop for its owner; `differs` tells it
    from others of its name that are shown with it."""
    st.html(STYLE)
    load_charts_soon()  # it leads to the run's page when it has ended
    db = store.database()
    progress = progress_of(db, run.id) if run.state == "running" else None
    epochs, state = watched(run)
    speak(run, epochs)
    with st.container(border=True, key=f"live_{run.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{title(run, differs)} · {where(run, progress)}", width="stretch")
            if run.owner == owner:
                actions(run, moves=False)
        with st.container():  # one place, which the ended card fills otherwise
            _under_way(run, progress, is_owner=run.owner == owner)
            if run.state != "queued":
                _an_epoch(run)
        elsewhere.draw_where(run, progress)
        if run.state == "running" and run.end_reason:
            st.warning(plain(said(run.end_reason)), icon=":material/warning:")
        if run.state != "queued":
            _draw_curves(run, epochs, state)
        if epochs:
            live_metrics(run, epochs, state)
            draw_followed(run)
        if run.state != "queued":
            _how_to_read(run, state)


def _an_epoch(run: Run) -> None:
    """What the epochs are that are counted above."""
    told = words.an_epoch(run.experiment.training, _train_count(run))
    if told:
        st.caption(told)


def _how_to_read(run: Run, state: TrainingState) -> None:
    """When training ends, and where the terms above are explained; how it computes, to who asks."""
    computes = words.computes_in(run)
    terms = ("Epoch", "Validation set", "Loss", *(("Number format",) if computes else ()))
    st.caption(f"{words.ends_when(run, state)} {terms_line(terms)}", help=plain(computes) or None)


def _train_count(run: Run) -> int | None:
    """How many images it trains on. Counted once: this may list folders, and the card is drawn twice a second."""
    counted: dict[str, int | None] = st.session_state.setdefault(TRAIN_COUNTS, {})
    if run.id not in counted:
        sizes = split_sizes(run.experiment.data, store.settings())
        counted[run.id] = None if sizes is None else sizes[0]
    return counted[run.id]


def queued_row(run: Run, owner: str, differs: str = "") -> None:
    """A run that waits behind the one in the card, is paused, or trains beside it, in one line."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"queued_{run.id}"):
        st.markdown(" · ".join(filter(None, [title(run, differs), _row_state(run)])), width="stretch")
        if run.owner == owner:
            actions(run, moves=True)


def _row_state(run: Run) -> str:
    if run.state == "queued" and not elsewhere.is_ours(run):
        return plain(elsewhere.waits_for(run))
    if run.state == "queued":
        return elsewhere.place_here(run)
    so_far = where(run, None) if run.epochs else ""
    return " · ".join(filter(None, [so_far, plain(full_stop(said(run.end_reason))) if run.end_reason else ""]))


def ended_row(run: Run, differs: str = "") -> None:
    """The result of a run that ended earlier, in one line."""
    results = []
    if run.state == "failed":
        results.append(plain(full_stop(why_failed(run.error, "The run failed"))))
    if run.validation_accuracy is not None:
        results.append(f"validation accuracy {percent(run.validation_accuracy)}")
    if run.tested is not None:
        interval = words.interval_text(run)
        accuracy = f"test accuracy {percent(run.tested.accuracy)} of {run.tested.count:,} images"
        results.append(f"{accuracy} ({interval})" if interval else accuracy)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"ended_{run.id}"):
        st.markdown(" · ".join([title(run, differs), *results, *leak_badges(run)]), width="stretch")
        look_into_button(run)


def ended_card(run: Run, owner: str, reading: Task | None, differs: str = "") -> None:
    """The result of a run: why it ended, its curves, its accuracies, and what to do next.

    `differs` tells it from others of its name.
    """
    st.html(STYLE)
    epochs, state = watched(run)
    speak(run, epochs)
    with st.container(border=True, key=f"live_{run.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{title(run, differs)} · {where(run, None)}", width="stretch")
            st.button(
                "Put away",
                key=f"dismiss_{run.id}",
                icon=":material/close:",
                type="tertiary",
                on_click=_dismiss,
                args=(run.id,),
            )
        with st.container():  # in the bar's place, so that what stands below stays, and its pictures do not blink
            _why_it_ended(run, epochs, state)
            draw_compared(run, owner)
        if epochs:
            _draw_curves(run, epochs, state)
            final_metrics(run, epochs, state)
            draw_followed(run)
        honesty_notes(run)
        ways_on(run, owner, reading)


def _dismiss(run_id: str) -> None:
    st.session_state[DISMISSED_RUNS] = (*st.session_state.get(DISMISSED_RUNS, ()), run_id)


def _under_way(run: Run, progress: Progress | None, *, is_owner: bool) -> None:
    """The progress bar of the current phase; an indeterminate one where nothing is counted."""
    if run.state == "queued":
        indeterminate(_waiting(run))
    elif run.state == "paused":
        _why_paused(run, is_owner=is_owner)
    elif progress is None or not progress.images_total:
        indeterminate(words.progress_line(progress, run) if progress else "Starting …")
    elif run.stop_requested:
        st.progress(words.progress_share(progress, run), words.stopping(run))
    else:
        st.progress(words.progress_share(progress, run), words.progress_line(progress, run))


def _why_paused(run: Run, *, is_owner: bool) -> None:
    """Why it is paused, and how it goes on: only its owner has the button that does it."""
    after = f"after epoch {run.epochs}" if run.epochs else "in its first epoch"
    promise = "with the same result as without the pause."
    if run.end_reason:
        way_on = "Then Resume goes on" if is_owner else "Then its owner can resume it, and it goes on"
        told = f"Paused {after}, by itself. {full_stop(said(run.end_reason))} {way_on}, {promise}"
        st.warning(plain(told), icon=":material/warning:")
    elif not run.started_at:
        way_on = "Resume puts it into the queue" if is_owner else "Its owner can put it into the queue"
        st.info(f"Held back before its training began. {way_on}.", icon=":material/pause:")
    else:
        way_on = "Resume goes on exactly where it was" if is_owner else "When its owner resumes it, it goes on"
        st.info(f"Paused {after}. {way_on}, {promise}", icon=":material/pause:")


def _waiting(run: Run) -> str:
    """What a queued run waits for, and where to look if it should have started long ago."""
    if not elsewhere.is_ours(run):
        return elsewhere.waits_for(run)
    db = store.database()
    its_turn = max(run.submitted_at, board_state(db).last_end or 0.0)
    waited = time.time() - its_turn
    if waited > LONG_WAIT and queue_position(db, run.id) == 1 and not elsewhere.trained_here():
        return f"Has not started for {duration(waited)}. Tell whoever runs this server: its log says why."
    return elsewhere.place_here(run)


def _draw_curves(run: Run, epochs: Sequence[Epoch], state: TrainingState) -> None:
    figures = curves(
        epochs,
        planned=run.experiment.training.epochs,
        best_epoch=words.best_epoch(run, epochs, state),
        chance=run.experiment.images.chance,
        revision=run.id,
        ended=run.state in ENDED,
        before=curve_before(run),
    )
    live_curves(figures, key=f"curves_{run.id}")


def _why_it_ended(run: Run, epochs: Sequence[Epoch], state: TrainingState) -> None:
    if run.state == "failed":
        st.error(plain(full_stop(why_failed(run.error, "The run failed"))), icon=":material/error:")
    told = list(filter(None, [words.how_it_ended(run, epochs, state)]))
    if run.tested is not None:
        told.append(f"{run.tested.correct:,} of {run.tested.count:,} test images were classified correctly.")
    told += filter(None, [words.restarted(run)])  # in which format it computed stands in its Configuration
    if told:
        st.markdown(plain(" ".join(told)))
