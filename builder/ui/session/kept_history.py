"""Histories of designs outlive their session, so that Undo still works after a reload of the page.

They are kept in this process: a reload opens a new session on the same server, and after the server's restart a design
is still in its address, without what came before it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

from builder.design.experiment import Experiment

#: Histories of one visitor, one a tab, and visitors; the oldest go first.
MOST_TABS = 4
MOST_VISITORS = 500


class History(NamedTuple):
    """The designs before the current one, the oldest first, and those that were undone, the next one last."""

    past: tuple[Experiment, ...]
    current: Experiment
    future: tuple[Experiment, ...]


_kept: OrderedDict[str, OrderedDict[str, History]] = OrderedDict()
_lock = Lock()


def keep(owner: str, tab: str, history: History) -> None:
    """Keep it as the visitor's newest; `tab` names the session that it belongs to."""
    with _lock:
        tabs = _kept.setdefault(owner, OrderedDict())
        tabs[tab] = history
        tabs.move_to_end(tab)
        _kept.move_to_end(owner)
        if len(tabs) > MOST_TABS:
            tabs.popitem(last=False)
        if len(_kept) > MOST_VISITORS:
            _kept.popitem(last=False)


def kept_around(owner: str, design: Experiment) -> History | None:
    """The visitor's newest history that holds the design, as it is with that one as the current; None without one.

    The design need not be the last: an address may be an edit behind.
    """
    with _lock:
        histories = [*_kept.get(owner, {}).values()]
    for past, current, future in reversed(histories):
        steps = [*past, current, *reversed(future)]
        # The current one first, then the newest: a design may come back.
        for place in (len(past), *reversed(range(len(steps)))):
            if steps[place] == design:
                return _at(steps, place)
    return None


def _at(steps: Sequence[Experiment], place: int) -> History:
    return History(tuple(steps[:place]), steps[place], tuple(reversed(steps[place + 1 :])))
