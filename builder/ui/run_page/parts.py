"""The section "Which parts matter": accuracy without a block or a channel, and what each layer costs."""

import time

import pandas as pd
import streamlit as st

from builder import jobs
from builder.design.cost.maps import block_ends
from builder.design.cost.summary import Summary, summarize
from builder.design.network.graph import is_chain
from builder.statistics.intervals import wilson
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.parts import Parts, load_parts
from builder.store.errors import StoreError
from builder.store.homes.elsewhere import why_no_files
from builder.store.runs.records import Run
from builder.store.tasks import Task, get_task
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.app.trouble import ticking
from builder.words.numbers import percent
from builder.words.reasons import said

CHANNELS = ("red", "green", "blue")
ASKED = "builder.parts_asked"
SUSPICIOUS = 3.0
POLL_SECONDS = 0.2


def draw_parts(run: Run, viewer: str) -> None:
    """The section of a run with weights, as a fragment of its own."""
    refusal = why_no_files(store.settings(), store.database(), run)
    if refusal is not None:
        st.markdown(plain(refusal))
        return
    ticking(_parts, None)(run, viewer)


def _parts(run: Run, viewer: str) -> None:
    try:
        parts = load_parts(artifacts_of(store.settings()), run.id, run.experiment)
    except ArtifactError as error:
        st.warning(plain(str(error)), icon=":material/warning:")
        parts = None
    if parts is None:
        parts = _measured(run, viewer)
    if parts is not None:
        _draw(run, parts)


def _measured(run: Run, viewer: str) -> Parts | None:
    """What was measured once somebody has asked for it; None before."""
    st.markdown(
        "How much worse is this network with one of its blocks silenced, or without one colour? That is measured on "
        "1,000 validation images and takes some seconds to a minute; it is kept with the run."
    )
    asked: set[str] = st.session_state.setdefault(ASKED, set())
    if st.button("Measure the parts", icon=":material/speed:", key="parts.measure", disabled=run.id in asked):
        asked.add(run.id)
    if run.id not in asked:
        return None
    try:
        task = _waited_for(jobs.request_parts(store.settings(), store.database(), run.id, viewer))
    except (StoreError, jobs.SubmitError) as error:
        asked.discard(run.id)
        st.error(plain(sentence_of(error)), icon=":material/error:")
        return None
    asked.discard(run.id)
    if task.state == "failed":
        st.error(plain(said(task.error) if task.error else "The parts were not measured."), icon=":material/error:")
        return None
    st.rerun(scope="fragment")


def _waited_for(task: Task) -> Task:
    """The task once it is done or has failed; a click ends the wait, and what is measured goes on."""
    place, began = st.empty(), time.monotonic()
    while task.state in ("queued", "working"):
        share = (task.progress or {}).get("share", 0.0)
        place.progress(share, text="Measuring" if share else "Waiting for the process that measures")
        if time.monotonic() - began > SUSPICIOUS:
            jobs.ensure_supervisor(store.settings())
        time.sleep(POLL_SECONDS)
        task = get_task(store.database(), task.id)
    place.empty()
    return task


def _draw(run: Run, parts: Parts) -> None:
    summary = summarize(run.experiment)
    low, high = wilson(round(parts.accuracy * parts.images), parts.images)
    st.markdown(
        f"As it is, the network is right on **{percent(parts.accuracy)}** of the first {parts.images:,} validation "
        f"images (95 % interval {percent(low)} to {percent(high)}; smaller differences than that may be chance)."
    )
    st.markdown(_verdict(summary, parts))
    st.dataframe(
        without_table(summary, parts),
        hide_index=True,
        column_config={
            name: st.column_config.ProgressColumn(name, format="percent", min_value=0, max_value=1)
            for name in ("Half of it silenced", "Silenced", "Shuffled")
        },
        height="content",
        alt="Accuracy without each part of the network",
    )
    st.caption(
        "Silenced: the block passes on zeros, or the images lack the colour. Half of it: the mean of one half of its "
        "maps silenced, and of the other. Shuffled: the block passes on what it gave for another image."
    )
    st.markdown("**What each layer costs**, for one image")
    st.dataframe(
        cost_table(summary, parts),
        hide_index=True,
        column_config={
            "Multiply-adds": st.column_config.NumberColumn(format="localized"),
            "Share of them": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1),
            "Time": st.column_config.NumberColumn("Time in µs", format="%.1f"),
            "Share of the time": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1),
        },
        height="content",
        alt="Multiply-adds and time of each layer",
    )
    st.caption("Times: the median of 7 measurements with 64 images at once, one layer at a time, on this machine.")


def _verdict(summary: Summary, parts: Parts) -> str:
    """Which block it can spare half of least, and which most, in a sentence or two."""
    names = [row.place.title for row in block_ends(summary)]
    if not names:
        return ""
    worst, best = (choose(range(len(names)), key=lambda place: parts.halved[place]) for choose in (min, max))
    told = f"Half of {names[worst]} silenced, it is right on {percent(parts.halved[worst])}"
    if parts.halved[best] - parts.halved[worst] >= 0.01:
        told += f"; it can best do without half of {names[best]} ({percent(parts.halved[best])})"
    if is_chain([row.inputs for row in summary.rows]):
        told += ". Without a whole block it can only guess: everything that it knows passes through each of them"
    return f"{told}."


def without_table(summary: Summary, parts: Parts) -> pd.DataFrame:
    """One row for each block, and for each channel of the images: the accuracy without it, from 0 to 1."""
    rows = [
        {"Without": row.place.title, "Half of it silenced": halved, "Silenced": zeroed, "Shuffled": shuffled}
        for row, halved, zeroed, shuffled in zip(
            block_ends(summary), parts.halved, parts.zeroed, parts.shuffled, strict=True
        )
    ]
    names = CHANNELS if len(parts.without_channel) == len(CHANNELS) else ("the only channel",)
    rows += [
        {"Without": name, "Half of it silenced": None, "Silenced": share, "Shuffled": None}
        for name, share in zip(names, parts.without_channel, strict=True)
    ]
    return pd.DataFrame(rows)


def cost_table(summary: Summary, parts: Parts) -> pd.DataFrame:
    """One row for each layer: multiply-adds, and the time in microseconds, of one image, with their shares."""
    seconds = sum(parts.seconds)
    return pd.DataFrame(
        [
            {
                "Layer": row.name,
                "Block": row.place.title,
                "Multiply-adds": row.multiply_adds,
                "Share of them": row.multiply_adds / max(1, summary.multiply_adds),
                "Time": 1e6 * taken,
                "Share of the time": taken / seconds if seconds else 0.0,
            }
            for row, taken in zip(summary.rows, parts.seconds, strict=True)
        ]
    )
