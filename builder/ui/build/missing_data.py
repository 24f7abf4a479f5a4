"""The card on the Build page while the chosen images are not on this machine."""

import streamlit as st

from builder import jobs
from builder.datasets import cifar10
from builder.datasets.sources import CIFAR10
from builder.datasets.table import DATASETS
from builder.design.edit.data import on_all_of
from builder.design.experiment import Experiment
from builder.design.images import SOURCES
from builder.presets import on_images
from builder.store.errors import StoreError
from builder.store.homes.identity import home_of
from builder.store.tasks import Task, latest_task
from builder.ui.app import store
from builder.ui.app.text import plain, sentence_of
from builder.ui.app.trouble import ticking
from builder.ui.session import history, notices
from builder.words.phases import download_phase_text
from builder.words.reasons import why_failed

POLL_SECONDS = 1.0
TO_BE_DOWNLOADED = (
    "CIFAR-10 is 60,000 small photos of animals and vehicles, and not on this computer yet. Download them "
    f"({cifar10.DOWNLOAD_BYTES / 1e6:.0f} MB, once), or go on with the digits."
)


def missing_data_card(why: str) -> None:
    """Why the images are missing and what to do; while they are being downloaded, the progress.

    Where BUILDER_CIFAR10 is set, what it names is used and nothing else: a download would change nothing. Where it is
    not, `why` names settings and folders: whoever has the button for the download needs neither.
    """
    with st.container(border=True, key="missing.data"):
        can_download = store.settings().cifar10 is None
        task = _download() if can_download else None
        icon, sentence = "image_not_supported", why
        if is_to_be_downloaded(history.current_experiment()):
            sentence = TO_BE_DOWNLOADED
        if task is not None and task.state == "failed":
            icon, sentence = "error", why_failed(task.error, why)
        st.markdown(f":material/{icon}: {plain(sentence)}")
        if task is not None and task.is_open:
            # Only a full run of the page starts a fragment's timer; the first full run without it stops it.
            ticking(_progress, POLL_SECONDS)()
            return
        with st.container(horizontal=True, gap="xsmall"):
            if can_download:
                st.button("Download CIFAR-10", key="download.cifar10", icon=":material/download:", on_click=_start)
            st.button(
                f"Use {DATASETS[SOURCES.default().dataset].title} instead", key="use.digits", on_click=_use_digits
            )


def is_to_be_downloaded(experiment: Experiment) -> bool:
    """Whether all that the design lacks is a download that nobody has made yet."""
    settings = store.settings()
    is_official = experiment.images == CIFAR10
    return is_official and settings.cifar10 is None and not cifar10.download_folder(settings).exists()


def _progress() -> None:
    task = _download()
    if task is None or not task.is_open:
        st.rerun()
    share, text = progress_of(task)
    st.progress(share, text=plain(text))
    try:
        jobs.ensure_supervisor(store.settings())
    except jobs.SubmitError as error:
        st.markdown(f":material/error: {plain(sentence_of(error))}")


def _download() -> Task | None:
    """The last download into this home; another home's images are not here."""
    return latest_task(store.database(), "download", home_of(store.settings()))


def progress_of(task: Task) -> tuple[float, str]:
    """How far a download is, from 0 to 1, and in words."""
    progress = task.progress or {}
    done, total = progress.get("done") or 0, progress.get("total")
    phase = download_phase_text(progress["phase"]) if progress.get("phase") else "Waiting for the download to start"
    if not total:
        return 0.0, f"{phase} · {done / 1e6:,.0f} MB" if done else phase
    return min(1.0, done / total), f"{phase} · {done / 1e6:,.0f} of {total / 1e6:,.0f} MB"


def _start() -> None:
    try:
        jobs.start_download(store.settings(), store.database())
    except (jobs.SubmitError, StoreError) as error:
        notices.warn_of(error)


def _use_digits() -> None:
    digits = SOURCES.default()
    history.replace_experiment(on_all_of(on_images(history.current_experiment(), digits), digits))
