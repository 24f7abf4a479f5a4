"""How long training will take, beside Train: the range, how many runs wait before it, and a quicker way."""

import math
from typing import Literal, NamedTuple

import streamlit as st

from builder import jobs
from builder.datasets.table import DATASETS
from builder.design.edit.fields import edited
from builder.design.experiment import Experiment
from builder.store.runs.records import list_runs
from builder.ui.app import store
from builder.ui.app.trouble import ticking
from builder.ui.build.amount import Amount, amounts, with_amount
from builder.ui.session import history, visitor
from builder.words.counts import noun
from builder.words.durations import about, duration_range

#: What takes longer than a lesson lets one wait is said to, and a quicker way is offered.
LONG_MINUTES = 10
LONG_SECONDS = 60.0 * LONG_MINUTES
#: How often a page looks whether the machine is measured by now, or the design's run trains, in seconds.
LOOK_SECONDS = 1.0
#: Said after a time on a busy computer: one that was measured on such a one, or not.
BUSY = {
    "none": "",
    "as measured": " while other programs keep this computer busy",
    "larger": "; longer while other programs keep this computer busy",
}
NOT_MEASURED = "How long the training will take is being found out (a few seconds) …"
#: The run itself knows better by now, and Train would not add it again.
TRAINS_NOW = "This design trains now. How far it is stands below."


class Takes(NamedTuple):
    """What is said beside Train: how long a run takes, None while that is not known, and how many start before it.

    `same`: what the visitor's run of this very design does, None where none waits or trains.
    """

    how_long: jobs.HowLong | None
    before: int
    same: Literal["queued", "running"] | None = None


class Quicker(NamedTuple):
    """A design that takes no longer than ten minutes, and what a button that opens it says."""

    label: str
    design: Experiment


def takes_of(experiment: Experiment, ready: jobs.Readiness, owner: str) -> Takes:
    """How long the session's design will take, and how many runs start before it."""
    settings = store.settings()
    before = jobs.runs_before(settings, store.database(), owner)
    return Takes(jobs.how_long(settings, experiment, ready), before, _same(owner))


def _same(owner: str) -> Literal["queued", "running"] | None:
    """What this owner's run of the session's design does."""
    active = list_runs(store.database(), states=("queued", "running"), owner=owner)
    states = {run.state for run in active if not run.stop_requested and history.is_open(run.experiment)}
    return "running" if "running" in states else "queued" if states else None


def takes_line(
    experiment: Experiment, ready: jobs.Readiness, takes: Takes, way: Quicker | None, *, is_first_visit: bool = False
) -> None:
    """What stands beside Train: how long, and the quicker `way`, if any; the welcome says how long by itself."""
    if ready.refusal is not None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="takes"):
        if not is_first_visit:
            takes_text(experiment, ready, takes)
        if way is not None:
            quicker_button(way, key="quicker")


def takes_text(experiment: Experiment, ready: jobs.Readiness, takes: Takes, *, is_first_visit: bool = False) -> None:
    """How long, in words; while the machine is not measured yet, or the run waits, it looks again by itself."""
    if takes.same == "queued":
        ticking(_until_it_trains, LOOK_SECONDS)(takes)
    elif takes.same is not None or takes.how_long is not None:
        st.markdown(f":material/timer: {said(takes, is_first_visit=is_first_visit)}")
    elif jobs.will_be_measured() and ready.refusal is None:
        # In place: a rerun of the page at a moment of its own could meet a click, and take it away.
        ticking(_waiting, LOOK_SECONDS)(experiment, ready, takes.before, is_first_visit)


def said(takes: Takes, *, is_first_visit: bool = False) -> str:
    """How long, and from when: "Takes **8 to 15 s**. Starts at once.". Who has trained nothing yet is told in words,
    too, that it may take longer than a lesson lets one wait.
    """
    if takes.same == "running":
        return TRAINS_NOW
    if takes.how_long is None:
        return NOT_MEASURED
    _, _, sooner, crowd = takes.how_long
    rules = ", as its rules for stopping decide" if sooner else ""
    told = [f"Takes **{time_text(takes.how_long)}**{rules}{BUSY[crowd]}."]
    if takes.same is None:  # else its place in the queue stands below
        told.append(_begins(takes.before))
    if _minutes(takes.how_long)[0] > LONG_MINUTES:
        told.append(f"That is longer than {LONG_MINUTES} minutes.")
    elif is_first_visit and may_be_long(takes.how_long):
        told.append(f"**That may be longer than {LONG_MINUTES} minutes.**")
    return " ".join(told)


def time_text(time: jobs.HowLong) -> str:
    """A range, or about how long on a busy computer, where no range is sure and no rule makes one."""
    return about(_middle(time)) if _is_about(time) else duration_range(time.low, time.high)


def _is_about(time: jobs.HowLong) -> bool:
    return time.crowd != "none" and not time.may_end_sooner


def _middle(time: jobs.HowLong) -> float:
    return float((time.low * time.high) ** 0.5)


def _minutes(time: jobs.HowLong) -> tuple[int, int]:
    """The least and the most minutes that `time_text` names, so that nothing else that is said contradicts them."""
    if _is_about(time):
        return (round(_middle(time) / 60),) * 2
    return math.floor(time.low / 60), math.ceil(time.high / 60)


def may_be_long(time: jobs.HowLong) -> bool:
    """Whether, by what is said, it may take longer than a lesson lets one wait."""
    return _minutes(time)[1] > LONG_MINUTES or (time.crowd == "larger" and time.high > LONG_SECONDS)


def _begins(before: int) -> str:
    if not before:
        return "Starts at once."
    return f"{before} {noun(before, 'run')} {'comes' if before == 1 else 'come'} first."


def quicker(experiment: Experiment) -> tuple[Amount, jobs.HowLong] | None:
    """The most pictures with which this design takes no longer than ten minutes for sure; None where there is none."""
    settings = store.settings()
    own = Amount(dataset=experiment.data.dataset, limit=experiment.data.limit)
    for amount in reversed(amounts(experiment.data)):
        if amount == own or amount.dataset not in DATASETS:
            continue
        smaller = with_amount(experiment, amount)
        time = jobs.how_long(settings, smaller, jobs.readiness(settings, smaller))
        if time is not None and time.high <= LONG_SECONDS:
            return amount, time
    return None


def quicker_way(experiment: Experiment, ready: jobs.Readiness, takes: Takes) -> Quicker | None:
    """Where it may be long, what makes it ten minutes at most: fewer pictures, else the clock; None elsewhere."""
    if ready.refusal is not None or takes.how_long is None or takes.same == "running":
        return None
    if not may_be_long(takes.how_long):
        return None
    found = quicker(experiment)
    if found is not None:
        amount, time = found
        what = DATASETS[amount.dataset].in_a_sentence if amount.limit is None else f"{amount.limit:,} pictures"
        return Quicker(f"Use {what}: {time_text(time)}", with_amount(experiment, amount))
    if (experiment.training.time_limit or LONG_MINUTES + 1) > LONG_MINUTES:
        stopped = edited(experiment, ("training", "time_limit"), float(LONG_MINUTES))
        return Quicker(f"Stop after {LONG_MINUTES} min", stopped)
    return None


def quicker_button(way: Quicker, key: str) -> None:
    """Opens the design that trains more quickly."""
    st.button(way.label, key=key, icon=":material/bolt:", on_click=history.replace_experiment, args=(way.design,))


def _until_it_trains(takes: Takes) -> None:
    """One tick since this design's run was seen to wait."""
    now = _same(visitor.current().owner) or "queued"  # the page itself is drawn again when it has ended
    if now == "running" or takes.how_long is not None:
        st.markdown(f":material/timer: {said(takes._replace(same=now))}")


def _waiting(experiment: Experiment, ready: jobs.Readiness, before: int, is_first_visit: bool) -> None:
    """One tick since the machine was not measured."""
    found = jobs.how_long(store.settings(), experiment, ready)
    st.markdown(f":material/timer: {said(Takes(found, before), is_first_visit=is_first_visit)}")
