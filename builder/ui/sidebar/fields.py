"""How the sidebar's widgets and the Experiment meet: one key, one value shown, one change put through."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import streamlit as st
from pydantic import ValidationError

from builder.design.base import Value
from builder.design.experiment import Experiment, explain
from builder.ui.session import history, notices

#: From the design before and what a person picked to the design after.
Change = Callable[[Experiment, Any], Experiment]
AnyValue = TypeVar("AnyValue", bound=Value)


def field(name: str, shown: object, change: Change, *, redraw: bool = False, argument: str = "value") -> dict[str, Any]:
    """The key, first value and callback of a design widget that shows `shown` and puts picks through `change`.

    `argument` is what the widget calls its first value; a key makes that no part of its identity. `redraw`
    is for a change that other widgets must show too.
    """
    key = f"design.{history.revision()}.{name}"
    return {argument: shown, "key": key, "on_change": _put_through, "args": (key, shown, change, redraw)}


def segments(name: str, shown: object, change: Change, *, redraw: bool = False) -> dict[str, Any]:
    """`field` for a segmented control of which one segment is always chosen."""
    return {**field(name, shown, change, redraw=redraw, argument="default"), "required": True, "width": "stretch"}


def choice(name: str, options: Sequence[Any], shown: object, change: Change) -> dict[str, Any]:
    """`field` for a select box, with its options."""
    return {**field(name, options.index(shown), change, argument="index"), "options": options}


def _put_through(key: str, shown: object, change: Change, redraw: bool) -> None:
    before, picked = history.current_experiment(), st.session_state[key]
    try:
        after = change(before, picked)
    except ValidationError as error:
        notices.warn(explain(error))
        after, redraw = before, True
    # A widget that was left out of the last run reports once more what it showed, where the browser is quick with
    # the next edit: that is no pick, and drawing every widget afresh for it would take the keyboard from its slider.
    if after == before and picked == shown:
        return
    if redraw:
        history.replace_experiment(after)
    else:
        history.edit(after)


def changed(value: AnyValue, **changes: object) -> AnyValue:
    """`value` with those fields changed, and checked again; raises pydantic's ValidationError."""
    fields = {name: getattr(value, name) for name in type(value).model_fields}
    return type(value)(**{**fields, **changes})


def with_training(experiment: Experiment, **changes: object) -> Experiment:
    """The experiment with fields of its training changed."""
    return changed(experiment, training=changed(experiment.training, **changes))


def with_network(experiment: Experiment, **changes: object) -> Experiment:
    """The experiment with fields of its network changed."""
    return changed(experiment, network=changed(experiment.network, **changes))


def steps(usual: Iterable[float], current: float) -> list[float]:
    """The stops of a slider: the usual ones, and the current value where it is none of them."""
    return sorted({*usual, current})
