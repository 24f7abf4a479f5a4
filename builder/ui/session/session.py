"""All session state, and its only keys. Sessions hold plain data: never a model, a connection or a figure.

The Experiment is the truth and widgets are views of it. `edit` is what a widget calls; everything else that
changes the design (a preset, undo, a link, "edit this run") calls `replace_experiment`, which also raises the
revision: widgets carry it in their keys, and so are drawn afresh from the new design.
"""

import secrets
import time

import streamlit as st

from builder import presets
from builder.datasets import default_dataset
from builder.design.experiment import Experiment
from builder.store import visitors
from builder.ui.app import store
from builder.ui.session import nicknames

EXPERIMENT = "builder.experiment"
PAST = "builder.past"
FUTURE = "builder.future"
REVISION = "builder.revision"
BLOCK_IDS = "builder.block_ids"
OPEN_BLOCKS = "builder.open_blocks"
ADDRESS = "builder.address"
NOTICE = "builder.notice"
SECRET = "builder.secret"
IN_NAVIGATION = "builder.in_navigation"
CAME_DIRECTLY = "builder.came_directly"
SELECTED_RUNS = "builder.selected_runs"
ASKED = "builder.asked"
TEST_READING = "builder.test_reading"
WATCHED_RUNS = "builder.watched_runs"
WATCHED_EPOCHS = "builder.watched_epochs"
DISMISSED_RUNS = "builder.dismissed_runs"
CHOSEN_RUN = "builder.chosen_run"
CLASSIFYING = "builder.classifying"
CLASSIFIED = "builder.classified"
ANSWERED = "builder.answered"
STUDIO_IMAGE = "builder.studio_image"
STUDIO_DRAWS = "builder.studio_draws"
LOGGED_TROUBLE = "builder.logged_trouble"
HAS_TABLE_SCRIPT = "builder.has_table_script"

HISTORY_LENGTH = 100


def first_experiment() -> Experiment:
    """What a first visit opens: project 0 on the data that this machine has."""
    return presets.get("0").experiment.on(default_dataset(store.settings()))


def has_experiment() -> bool:
    """Whether this session has opened a design yet."""
    return EXPERIMENT in st.session_state


def current_experiment() -> Experiment:
    """The design that this session is working on."""
    if not has_experiment():
        st.session_state[EXPERIMENT] = first_experiment()
    return st.session_state[EXPERIMENT]


def open_experiment(experiment: Experiment) -> None:
    """Start the session with this design: nothing to undo."""
    st.session_state[EXPERIMENT] = experiment
    st.session_state[PAST] = st.session_state[FUTURE] = ()
    _redraw_widgets()


def edit(experiment: Experiment) -> None:
    """A widget changed the design and already shows it: one step in the history, nothing redrawn."""
    before = current_experiment()
    if experiment == before:
        return
    st.session_state[PAST] = (*st.session_state.get(PAST, ()), before)[-HISTORY_LENGTH:]
    st.session_state[FUTURE] = ()
    st.session_state[EXPERIMENT] = experiment


def replace_experiment(experiment: Experiment) -> None:
    """Put another design on the bench: one step in the history, and every widget is drawn from it."""
    edit(experiment)
    _redraw_widgets()


def can_undo() -> bool:
    return bool(st.session_state.get(PAST))


def can_redo() -> bool:
    return bool(st.session_state.get(FUTURE))


def undo() -> None:
    """Back to the design before the last change; nothing where there is none."""
    _step(PAST, FUTURE)


def redo() -> None:
    """Forward again to the design that was undone last; nothing where there is none."""
    _step(FUTURE, PAST)


def _step(source: str, target: str) -> None:
    steps = st.session_state.get(source, ())
    if not steps:
        return
    st.session_state[target] = (*st.session_state.get(target, ()), current_experiment())
    st.session_state[source], st.session_state[EXPERIMENT] = steps[:-1], steps[-1]
    _redraw_widgets()


def revision() -> int:
    """Part of every design widget's key."""
    return st.session_state.setdefault(REVISION, 0)


def _redraw_widgets() -> None:
    st.session_state[REVISION] = revision() + 1


def block_ids(kind: str, count: int) -> tuple[int, ...]:
    """One identity for each of `count` blocks of a kind; it stays with its block when blocks are moved."""
    ids = st.session_state.setdefault(BLOCK_IDS, {}).get(kind, ())
    ids = ids[:count] + tuple(_new_ids(ids, count - len(ids)))
    st.session_state[BLOCK_IDS][kind] = ids
    return ids


def rearrange_block_ids(kind: str, count: int, order: list[int | None]) -> None:
    """Identities for blocks in a new order; for each its index before, or None for a new one."""
    before = block_ids(kind, count)
    new = iter(_new_ids(before, order.count(None)))
    st.session_state[BLOCK_IDS][kind] = tuple(next(new) if index is None else before[index] for index in order)


def is_open(kind: str, block_id: int) -> bool:
    """Whether the fields of that block are shown."""
    return (kind, block_id) in st.session_state.get(OPEN_BLOCKS, ())


def open_or_close(kind: str, block_id: int) -> None:
    """Show the fields of that block, or hide them."""
    st.session_state[OPEN_BLOCKS] = frozenset({(kind, block_id)} ^ st.session_state.get(OPEN_BLOCKS, frozenset()))


def _new_ids(taken: tuple[int, ...], count: int) -> range:
    start = max(taken, default=-1) + 1
    return range(start, start + count)


def written_address() -> tuple[dict[str, str], float]:
    """The query parameters that the Build page wrote last, and when (unix seconds)."""
    return st.session_state.get(ADDRESS, ({}, 0.0))


def keep_written_address(link: dict[str, str]) -> None:
    """Remember what the Build page has written into its address now."""
    st.session_state[ADDRESS] = (link, time.time())


def notice(sentence: str) -> None:
    """Keep one sentence about something that went wrong for the next drawing of the page."""
    st.session_state[NOTICE] = (sentence, True)


def inform(sentence: str) -> None:
    """Keep one sentence of good news for the next drawing of the page."""
    st.session_state[NOTICE] = (sentence, False)


def take_notice() -> tuple[str, bool] | None:
    """The sentence kept last and whether it is about something that went wrong; once."""
    return st.session_state.pop(NOTICE, None)


def visitor() -> visitors.Visitor:
    """Who is here: the owner of what they train, with their nickname (a suggested one until they choose)."""
    owner = visitors.owner_of(_secret())
    known = visitors.visitor(store.database(), owner)
    return known or visitors.Visitor(owner=owner, nickname=nicknames.suggested(owner))


def is_known() -> bool:
    """Whether the store knows this visitor: they have picked a nickname or trained before."""
    return visitors.visitor(store.database(), visitors.owner_of(_secret())) is not None


def known_visitor() -> visitors.Visitor:
    """As `visitor`, and the store knows them from now on; called before anything of theirs is stored."""
    who = visitor()
    if not is_known():
        visitors.set_nickname(store.database(), who.owner, who.nickname)
    return who


def has_picked(who: visitors.Visitor) -> bool:
    """Whether this visitor chose their nickname; one that was only suggested is also kept with the first run."""
    return who.nickname != nicknames.suggested(who.owner)


def rename_visitor(nickname: str) -> None:
    """Call this visitor something else; raises the store's error with one sentence."""
    visitors.set_nickname(store.database(), visitor().owner, nickname)


def _secret() -> str:
    """The random identity that the browser keeps, or one for this session alone."""
    return st.session_state.setdefault(SECRET, secrets.token_urlsafe(24))
