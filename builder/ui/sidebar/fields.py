"""How the sidebar's widgets and the design meet: one key, one value shown, one edit put through."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import streamlit as st
from pydantic import ValidationError

from builder.design.base import Value
from builder.design.document import explain
from builder.design.edit.fields import edited, range_of
from builder.design.experiment import Experiment
from builder.ui.session import history, notices

#: From the design before and what a person picked to the design after.
Edit = Callable[[Experiment, Any], Experiment]
#: The last pick of each widget that was not drawn again since: of a run that was ended before, or for another design.
PICKED = "builder.picked"


def setting(*path: str | int) -> Edit:
    """The edit that puts what was picked into the field at this path of the design."""
    return lambda experiment, picked: edited(experiment, path, picked)


def field(name: str, shown: object, edit: Edit, *, redraw: bool = False, argument: str = "value") -> dict[str, Any]:
    """The key, first value and callback of a design widget that shows `shown` and puts picks through `edit`.

    `argument` is what the widget calls its first value; a key makes that no part of its identity. `redraw`
    is for an edit that other widgets must show too.
    """
    key = f"design.{history.revision()}.{name}"
    _picked().pop(key, None)
    return {argument: shown, "key": key, "on_change": _put_through, "args": (key, shown, edit, redraw)}


def segments(name: str, shown: object, edit: Edit, *, redraw: bool = False) -> dict[str, Any]:
    """`field` for a segmented control of which one segment is always chosen."""
    return {**field(name, shown, edit, redraw=redraw, argument="default"), "required": True, "width": "stretch"}


def choice(name: str, options: Sequence[Any], shown: object, edit: Edit, *, redraw: bool = False) -> dict[str, Any]:
    """`field` for a select box, with its options."""
    bound = field(name, shown, edit, redraw=redraw, argument="index")
    return {**bound, "index": options.index(shown), "options": options}


def whole_range(kind: type[Value], name: str) -> dict[str, Any]:
    """The bounds and the step of a number input for a field of whole numbers, as its model has them."""
    bounds = range_of(kind, name)
    low, high = (None if bound is None else int(bound) for bound in (bounds.low, bounds.high))
    return {"min_value": low, "max_value": high, "step": 1}


def number_range(kind: type[Value], name: str, value: float, step: float = 0.01) -> dict[str, Any]:
    """The bounds and the step of a number input for a field of any numbers: an end that the model excludes is offered
    one step inside, or where the `value` is that lies closer to it.
    """
    low, high, low_included, high_included = range_of(kind, name)
    if low is not None:
        low = float(low) if low_included else min(low + step, value)
    if high is not None:
        high = float(high) if high_included else max(high - step, value)
    return {"min_value": low, "max_value": high, "step": step, "format": "%g"}


def open_range(value: float | None, lowest: float, highest: float, step: float) -> dict[str, Any]:
    """The bounds, the step and the format of a number input that may stay empty.

    `lowest` is less than anybody would type, but a link or a file may hold a smaller `value`.
    """
    low = lowest if value is None else min(lowest, value)
    return {"min_value": low, "max_value": highest, "step": step, "format": "%g"}


def _put_through(key: str, shown: object, edit: Edit, redraw: bool) -> None:
    before, picked = history.current_experiment(), st.session_state[key]
    # The browser keeps a widget of the design before until a run of the page has ended undisturbed, and with each press
    # it reports all that it keeps. Streamlit has forgotten what that widget said, and takes it for a change.
    if picked == _picked().get(key, shown):
        return
    _picked()[key] = picked
    try:
        after = edit(before, picked)
    except ValidationError as error:
        notices.warn(explain(error))
        after, redraw = before, True
    if redraw:
        history.replace_experiment(after)
    else:
        history.edit(after)


def _picked() -> dict[str, object]:
    return st.session_state.setdefault(PICKED, {})


def steps(usual: Iterable[float], current: float) -> list[float]:
    """The stops of a slider: the usual ones, and the current value where it is none of them."""
    return sorted({*usual, current})
