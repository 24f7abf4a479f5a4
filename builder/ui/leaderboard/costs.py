"""What a run costs: its parameters, its multiply-adds for one image, or the minutes that it trained."""

from typing import TYPE_CHECKING

import streamlit as st

from builder.design.cost.summary import summarize
from builder.store.board.same_design import design_number
from builder.store.runs.records import Run

if TYPE_CHECKING:
    from builder.ui.figures.accuracy_cost import Cost

#: Multiply-adds by the number of the design: a summary takes a millisecond, and most runs are repetitions.
_multiply_adds: dict[int, int] = {}
_MOST_KNOWN = 20_000


def choose_cost(key: str) -> "Cost":
    """The control above a chart: against which cost."""
    from builder.ui.figures.accuracy_cost import COSTS

    return st.segmented_control(
        "Against",
        COSTS,
        default=COSTS[0],
        required=True,
        format_func=lambda cost: f"against {cost}" if cost == COSTS[0] else cost,
        label_visibility="collapsed",
        key=key,
    )


def cost_of(run: Run, cost: "Cost") -> float | None:
    """What the run costs; None where that is not known, or nothing."""
    if cost == "minutes of training":
        return run.seconds / 60 if run.seconds else None
    return (run.parameters if cost == "parameters" else multiply_adds(run)) or None


def multiply_adds(run: Run) -> int:
    """Of one image's way through the network."""
    design = design_number(run)
    if design not in _multiply_adds:
        if len(_multiply_adds) >= _MOST_KNOWN:
            _multiply_adds.clear()
        _multiply_adds[design] = summarize(run.experiment).multiply_adds
    return _multiply_adds[design]
