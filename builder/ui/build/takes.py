"""How long training will take, beside Train: the range, how many runs wait before it, and a quicker way."""

from typing import NamedTuple

import streamlit as st

from builder import jobs
from builder.datasets.table import DATASETS
from builder.design.edit.fields import edited
from builder.design.experiment import Experiment
from builder.ui.app import store
from builder.ui.app.trouble import ticking
from builder.ui.build.amount import Amount, amounts, with_amount
from builder.ui.session import history
from builder.words.counts import noun
from builder.words.durations import about, duration_range

#: What takes longer than a lesson lets one wait is said to, and a quicker way is offered.
LONG_MINUTES = 10
LONG_SECONDS = 60.0 * LONG_MINUTES
#: How often a page looks whether the machine is measured by now, in seconds.
LOOK_SECONDS = 1.0
#: Said after a time on a busy computer: one that was measured on such a one, or not.
BUSY = {
    "none": "",
    "as measured": " while other programs keep this computer busy",
    "larger": "; longer while other programs keep this computer busy",
}
NOT_MEASURED = "How long it takes is being measured; this takes a few seconds."


class Takes(NamedTuple):
    """What is said beside Train: how long a run takes, None while that is not known, and how many start before it."""

    how_long: jobs.HowLong | None
    before: int


def takes_of(experiment: Experiment, ready: jobs.Readiness, owner: str) -> Takes:
    """How long this design will take, and how many runs start before it."""
    settings = store.settings()
    return Takes(jobs.how_long(settings, experiment, ready), jobs.runs_before(settings, store.database(), owner))


def takes_line(experiment: Experiment, ready: jobs.Readiness, takes: Takes, *, is_first_visit: bool = False) -> None:
    """What stands beside Train: how long, and a quicker way where it is long; the welcome says how long by itself."""
    if ready.refusal is not None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="takes"):
        if not is_first_visit:
            takes_text(experiment, ready, takes)
        if takes.how_long is not None and takes.how_long.high > LONG_SECONDS:
            _quicker(experiment)


def takes_text(experiment: Experiment, ready: jobs.Readiness, takes: Takes) -> None:
    """How long, in words; while the machine is not measured yet, it looks again by itself."""
    if takes.how_long is not None:
        st.markdown(f":material/timer: {said(takes)}")
    elif jobs.will_be_measured() and ready.refusal is None:
        # In place: a rerun of the page at a moment of its own could meet a click, and take it away.
        ticking(_waiting, LOOK_SECONDS)(experiment, ready, takes.before)


def said(takes: Takes) -> str:
    """How long, and from when: "Takes **8 to 15 s** and starts at once."."""
    if takes.how_long is None:
        return NOT_MEASURED
    low, high, sooner, crowd = takes.how_long
    rules = ", as its rules for stopping decide" if sooner else ""
    told = f"Takes **{_time(takes.how_long)}**{rules}{BUSY[crowd]}. {_begins(takes.before)}"
    if high > LONG_SECONDS:
        told += f" That {'is' if low > LONG_SECONDS else 'may be'} longer than {LONG_MINUTES} minutes."
    return told


def _time(time: jobs.HowLong) -> str:
    """A range, or about how long on a busy computer, where no range is sure and no rule makes one."""
    if time.crowd != "none" and not time.may_end_sooner:
        return about((time.low * time.high) ** 0.5)
    return duration_range(time.low, time.high)


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


def _quicker(experiment: Experiment) -> None:
    """A button that makes it ten minutes at most: by fewer pictures, else by the clock."""
    found = quicker(experiment)
    if found is not None:
        amount, time = found
        what = DATASETS[amount.dataset].in_a_sentence if amount.limit is None else f"{amount.limit:,} pictures"
        label, design = f"Use {what}: {_time(time)}", with_amount(experiment, amount)
    elif (experiment.training.time_limit or LONG_MINUTES + 1) > LONG_MINUTES:
        label = f"Stop after {LONG_MINUTES} min"
        design = edited(experiment, ("training", "time_limit"), float(LONG_MINUTES))
    else:
        return
    st.button(label, key="quicker", icon=":material/bolt:", on_click=history.replace_experiment, args=(design,))


def _waiting(experiment: Experiment, ready: jobs.Readiness, before: int) -> None:
    """One tick since the machine was not measured."""
    found = jobs.how_long(store.settings(), experiment, ready)
    st.markdown(f":material/timer: {said(Takes(found, before))}")
