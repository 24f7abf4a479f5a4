"""The section "Which parts matter": accuracy without a block or a channel, and what each layer costs."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from builder import jobs
from builder.datasets.held_out import held_out_images, held_out_indices
from builder.datasets.images import DatasetError
from builder.datasets.table import validated_on
from builder.design.cost.maps import block_ends
from builder.design.cost.summary import Summary, summarize
from builder.design.experiment import Experiment
from builder.jobs.tasks.parts import IMAGES
from builder.progress.parts import Parts
from builder.statistics.intervals import wilson
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.artifacts.parts import load_parts
from builder.store.errors import StoreError
from builder.store.runs.records import Run
from builder.store.tasks import Task
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.app.trouble import ticking
from builder.ui.run.waiting import waited_for
from builder.ui.run.words import beside_float32, matrix_share
from builder.ui.run_page.images.which import images_key
from builder.ui.run_page.layer_costs import draw_layer_costs, share_column
from builder.ui.run_page.parts_verdict import verdict
from builder.words.numbers import likely_percent, percent
from builder.words.reasons import why_failed

#: What a person does with the answer.
FOR_WHAT = (
    "A block that the network hardly misses is the first to make smaller, above all where it takes much of the time: "
    "open the design in Build, halve its filters, and train again."
)
CHANNELS = ("red", "green", "blue")
#: So many images say whether all are grey.
SEEN = 50
ASKED = "builder.parts_asked"
_ONE_VIEW = " Here each image is named as it is, without its mirror image."


def draw_parts(run: Run, viewer: str) -> None:
    """The section, as a fragment of its own."""
    ticking(_parts, None)(run, viewer)


def _parts(run: Run, viewer: str) -> None:
    try:
        parts = load_parts(artifacts_of(store.settings()), run.id, run.experiment)
    except ArtifactError as error:
        st.warning(plain(str(error)), icon=":material/warning:")
        parts = None
    summary, place = summarize(run.experiment), st.container()
    draw_layer_costs(summary, None if parts is None else parts.seconds)
    if share := matrix_share(run):
        st.caption(plain(share))
    with place:
        if parts is None:
            _offer(run, viewer)
        else:
            _draw(run, summary, parts)


def _offer(run: Run, viewer: str) -> None:
    """Measures once somebody asks for it."""
    count = validated_on(run.experiment.data, run.experiment.training, store.settings())
    images = "the validation images" if count is None else f"{min(IMAGES, count):,} validation images"
    st.markdown(
        f"How much worse is this network with one of its blocks silenced? {FOR_WHAT} It is measured on {images}, takes "
        "some seconds to a minute, and is kept with the run."
    )
    asked: set[str] = st.session_state.setdefault(ASKED, set())
    if st.button("Measure the parts", icon=":material/speed:", key="parts.measure", disabled=run.id in asked):
        asked.add(run.id)
    if run.id not in asked:
        return
    try:
        task = waited_for(jobs.request_parts(store.settings(), store.database(), run.id, viewer), _show_progress)
    except (StoreError, jobs.SubmitError) as error:
        asked.discard(run.id)
        st.error(plain(sentence_of(error)), icon=":material/error:")
        return
    asked.discard(run.id)
    if task.state == "failed":
        st.error(plain(why_failed(task.error, "The parts were not measured.")), icon=":material/error:")
        return
    st.rerun()  # of the page: in its first run a fragment cannot be drawn alone


def _show_progress(place: DeltaGenerator, task: Task, elapsed: float) -> None:
    share = (task.progress or {}).get("share", 0.0)
    place.progress(share, text="Measuring" if share else "Waiting for the process that measures")


def _draw(run: Run, summary: Summary, parts: Parts) -> None:
    low, high = wilson(round(parts.accuracy * parts.images), parts.images)
    st.markdown(f"{verdict(summary, parts)} {FOR_WHAT}")
    st.markdown(
        f"As it is, the network is right on **{percent(parts.accuracy)}** of the first {parts.images:,} validation "
        f"images ({likely_percent((low, high))}, its 95 % interval; smaller differences than that may be chance)."
        f" {beside_float32(run, 'This is measured')}"
        f"{_ONE_VIEW if run.experiment.training.mirror_average else ''}"
    )
    is_grey = _has_grey_pictures(run)
    st.dataframe(
        without_table(summary, parts, is_grey),
        hide_index=True,
        column_config={name: share_column(name) for name in ("Half of it silenced", "Silenced", "Shuffled")},
        height="content",
        alt="Accuracy without each part of the network",
    )
    st.caption(
        f"Silenced: the block passes on zeros{'' if is_grey else ', or the images lack the colour'}. Half of it: the "
        "mean of one half of its maps silenced, and of the other. Shuffled: the block passes on what it gave for "
        f"another image.{' The pictures are grey, so no colour is taken away.' if is_grey else ''}"
    )


def _has_grey_pictures(run: Run) -> bool:
    """Whether the first validation images are grey: then no channel tells anything that the others do not."""
    if run.experiment.images.shape[-1] == 1:
        return True
    try:
        return _are_grey(images_key(run.experiment), _experiment=run.experiment)
    except DatasetError:
        return False


@st.cache_data(max_entries=16, show_spinner=False)
def _are_grey(key: str, *, _experiment: Experiment) -> bool:
    """The arguments without _ tell the images apart. Raises DatasetError."""
    settings = store.settings()
    count = min(SEEN, len(held_out_indices(_experiment, "validation", settings)))
    images = held_out_images(_experiment, "validation", settings, range(count)).images
    return bool((images == images[..., :1]).all())


def without_table(summary: Summary, parts: Parts, is_grey: bool) -> pd.DataFrame:
    """One row for each block, and for each channel unless the images are grey: the accuracy without it in %."""
    rows = [
        {
            "Without": row.place.title,
            "Half of it silenced": 100 * halved,
            "Silenced": 100 * zeroed,
            "Shuffled": 100 * shuffled,
        }
        for row, halved, zeroed, shuffled in zip(
            block_ends(summary), parts.halved, parts.zeroed, parts.shuffled, strict=True
        )
    ]
    if not is_grey:
        rows += [
            {"Without": name, "Half of it silenced": None, "Silenced": 100 * share, "Shuffled": None}
            for name, share in zip(CHANNELS, parts.without_channel, strict=True)
        ]
    return pd.DataFrame(rows)
