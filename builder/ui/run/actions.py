"""What a run's owner can do from its card: pause, resume, stop, move in the queue, train again."""

from collections.abc import Callable
from contextlib import suppress

import streamlit as st

from builder import jobs
from builder.design.edit.fields import changed, range_of
from builder.design.experiment import Experiment
from builder.design.training.training import Training
from builder.store.errors import StoreError
from builder.store.runs import owners
from builder.store.runs.owners import Move
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.run import elsewhere
from builder.ui.run.lead_to_training import lead_there
from builder.ui.session import history, notices, visitor
from builder.ui.session.submission import submit

#: What the menu of a queued run offers.
MOVES: dict[str, Move] = {"First": "first", "Earlier": "earlier", "Later": "later", "Last": "last"}

#: What Stop does after the first complete epoch, and before it.
KEEPS, KEEPS_NOTHING = "Keeps what was trained so far", "Ends it without a result: no epoch is complete yet"


def actions(run: Run, *, moves: bool) -> None:
    """The buttons for the run's state; `moves` also offers another place among the owner's queued runs."""
    if run.state == "queued" and moves:
        _move_menu(run)
    if run.state == "paused":
        _button(run, "Resume", "play_arrow", "Goes on exactly where it was", _resume)
    elif run.state == "running" and not run.stop_requested:
        if run.pause_requested:
            _button(run, "Go on", "play_arrow", "Takes the pause back", _resume)
        else:
            _button(run, "Pause", "pause", "Goes on later exactly where it was", _pause)
    elif run.state == "queued":
        _button(run, "Hold", "pause", "Keeps it out of the queue until you resume it", _pause)
    _stop_button(run)


def train_again(run: Run, *, told: bool = False) -> None:
    """Submits the design of an ended run once more; `told` says so on a page that does not show it.

    On the Build page, where the design may be open with another seed, the button names the run then.
    """
    is_clear = told or history.is_open(run.experiment)
    st.button(
        "Train again" if is_clear else f"Train “{plain(run.name)}” again",
        key=f"again_{run.id}",
        icon=":material/replay:",
        help="The same design with the same seed, as a new run: its figures will be equal",
        on_click=_again,
        args=(run.experiment, told),
    )


def train_another_seed(run: Run) -> None:
    """Submits the design of an ended run with the next seed; on a page that does not show it."""
    training = run.experiment.training
    seed, high = training.seed + 1, range_of(Training, "seed").high
    if high is not None and seed > high:
        return
    st.button(
        f"Train with seed {seed}",
        key=f"next_seed_{run.id}",
        icon=":material/casino:",
        help=f"Seed {training.seed} again gives equal figures; another one shows how much is chance",
        on_click=_again,
        args=(changed(run.experiment, training=changed(training, seed=seed)), True),
    )


def _button(run: Run, label: str, icon: str, told: str, act: Callable[[Run], None]) -> None:
    st.button(
        label,
        key=f"{label.lower().replace(' ', '_')}_{run.id}",
        icon=f":material/{icon}:",
        help=told,
        on_click=act,
        args=(run,),
    )


def _move_menu(run: Run) -> None:
    st.menu_button(
        "Move",
        list(MOVES),
        key=_move_key(run),
        icon=":material/swap_vert:",
        help="Another place among your runs that wait; others’ turns stay as they are",
        on_click=_move,
        args=(run,),
    )


def _move_key(run: Run) -> str:
    return f"move_{run.id}"


def _stop_button(run: Run) -> None:
    queued = run.state == "queued"
    st.button(
        "Cancel" if queued else "Stopping …" if run.stop_requested else "Stop",
        key=f"stop_{run.id}",
        icon=":material/close:" if queued else ":material/stop:",
        help="Takes it out of the queue" if queued else KEEPS if run.epochs else KEEPS_NOTHING,
        disabled=run.stop_requested,
        on_click=_stop,
        args=(run,),
    )


def _stop(run: Run) -> None:
    _try(lambda owner: jobs.stop_run(store.settings(), store.database(), run.id, owner))


def _pause(run: Run) -> None:
    _try(lambda owner: jobs.pause_run(store.settings(), store.database(), run.id, owner))


def _resume(run: Run) -> None:
    _try(lambda owner: jobs.resume_run(store.settings(), store.database(), run.id, owner))


def _move(run: Run) -> None:
    to = MOVES[st.session_state[_move_key(run)]]
    _try(lambda owner: owners.move(store.database(), run.id, owner, to))


def _again(design: Experiment, told: bool) -> None:
    submitted = submit(design)
    if not submitted:
        return
    if not told:
        lead_there()
        return
    with suppress(StoreError):  # it is in the queue, whether or not it can be said where
        place = elsewhere.place_here(submitted[0])
        notices.inform(f"“{design.name}” with seed {design.training.seed} is queued. {place}; Build shows it.")


def _try(act: Callable[[str], object]) -> None:
    """Do it as the current visitor; an error becomes the page's notice."""
    try:
        act(visitor.current().owner)
    except (StoreError, jobs.SubmitError) as error:
        notices.warn_of(error)
