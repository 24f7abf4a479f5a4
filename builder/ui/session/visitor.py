"""Who is here: the owner of what they train, and their nickname."""

import streamlit as st

from builder.store import visitors
from builder.store.runs.records import has_runs
from builder.store.visitors import Visitor
from builder.ui.app import identity, store
from builder.ui.session import nicknames

HAS_TRAINED = "builder.has_trained"


def current() -> Visitor:
    """Whoever looks at this page, with their nickname or, until they choose one, a suggested one."""
    owner = _owner()
    return visitors.visitor(store.database(), owner) or Visitor(owner=owner, nickname=nicknames.suggested(owner))


def is_stored() -> bool:
    """Whether the store knows this visitor: they have picked a nickname or trained before."""
    return visitors.visitor(store.database(), _owner()) is not None


def stored() -> Visitor:
    """As `current`, and the store knows them from now on; called before anything of theirs is stored."""
    who = current()
    if not is_stored():
        visitors.set_nickname(store.database(), who.owner, who.nickname)
    return who


def has_trained() -> bool:
    """Whether this visitor ever submitted a run; once that is so, it stays so for the session."""
    if not st.session_state.get(HAS_TRAINED):
        st.session_state[HAS_TRAINED] = has_runs(store.database(), _owner())
    return bool(st.session_state[HAS_TRAINED])


def has_picked_nickname(who: Visitor) -> bool:
    """Whether this visitor chose their nickname; the first run stores a suggested one too."""
    return who.nickname != nicknames.suggested(who.owner)


def rename(nickname: str) -> None:
    """Call this visitor something else; raises the store's error with one sentence."""
    visitors.set_nickname(store.database(), _owner(), nickname)


def _owner() -> str:
    return visitors.owner_of(identity.secret())
