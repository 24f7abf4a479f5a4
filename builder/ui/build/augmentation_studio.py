"""The augmentation studio: one training image under 24 draws, while the sidebar's sliders move.

The draws are fixed numbers, so that an image turns and shifts as a slider moves, and does not jump.
"""

import numpy as np
import streamlit as st

from builder.datasets import augmented
from builder.datasets.images import DatasetError
from builder.datasets.table import DATASETS, title_of, training_samples
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.images import SOURCES
from builder.design.training.augmentation import Augmentation
from builder.pictures.data_address import png_address
from builder.ui.app import store
from builder.ui.app.text import escaped
from builder.ui.app.trouble import ticking
from builder.ui.build.augmentation_words import changes_text, notes

DRAWS = 24
#: How many images Previous and Next cycle through.
SAMPLES = 24
#: Shown first: with the default seed, CIFAR-10's first image is a frog that is hard to see, the second a car.
FIRST_SHOWN = 1
STUDIO_IMAGE = "builder.studio_image"
STUDIO_DRAWS = "builder.studio_draws"


def augmentation_studio(experiment: Experiment) -> None:
    """The studio in its card where augmentation is on; nothing where it is off."""
    augmentation = experiment.training.augmentation
    if augmentation is not None:
        # A fragment: another image or other draws leave the rest of the page alone.
        ticking(_studio, None)(augmentation, experiment.data)


def _studio(augmentation: Augmentation, data: Data) -> None:
    images, labels, dataset = _samples(data)
    place = (FIRST_SHOWN + st.session_state.get(STUDIO_IMAGE, 0)) % len(labels)
    draws = augmented.draw(DRAWS, st.session_state.get(STUDIO_DRAWS, 0))
    thing = DATASETS[dataset].source.classes[labels[place]]
    with st.container(border=True, key="studio"):
        with st.container(horizontal=True, vertical_alignment="center", key="studio.head"):
            st.header("Augmentation studio", anchor=False, width="stretch")
            with st.container(horizontal=True, gap="xsmall", width="content", key="studio.actions"):
                _buttons()
        st.markdown(
            f"Training changes an image at random each time it shows it. Here are {DRAWS} draws for one image: "
            f"{changes_text(augmentation)}."
        )
        st.markdown(
            studio_html(images[place], augmented.changed(images[place], augmentation, draws), thing),
            unsafe_allow_html=True,
        )
        missing = "" if dataset == data.dataset else f"{title_of(data.dataset)} cannot be shown yet: a digit is."
        for note in (missing, *notes(augmentation, data.images)):
            if note:
                st.caption(note)


def _buttons() -> None:
    for label, icon, key, step in (
        ("Previous image", "chevron_left", STUDIO_IMAGE, -1),
        ("Next image", "chevron_right", STUDIO_IMAGE, 1),
    ):
        st.button(label, key=f"icon.studio.{icon}", icon=f":material/{icon}:", on_click=_step, args=(key, step))
    st.button("New draws", key="studio.draws", icon=":material/casino:", on_click=_step, args=(STUDIO_DRAWS, 1))


def _step(key: str, step: int) -> None:
    st.session_state[key] = st.session_state.get(key, 0) + step


def _samples(data: Data) -> tuple[np.ndarray, np.ndarray, str]:
    """Training images, their labels and their data set: the digits if the chosen one is not available."""
    home, cifar10 = str(store.settings().home), str(store.settings().cifar10)
    try:
        if data.dataset in DATASETS:
            return *_kept_samples(data.dataset, data.split_seed, home, cifar10), data.dataset
    except DatasetError:  # another part of the page says so, and how to get them
        pass
    usual = SOURCES.default().dataset
    return *_kept_samples(usual, data.split_seed, home, cifar10), usual


@st.cache_data(max_entries=16, show_spinner="Loading a few training images")
def _kept_samples(dataset: str, split_seed: int, home: str, cifar10: str) -> tuple[np.ndarray, np.ndarray]:
    """Images uint8 (N, height, width, 3) and labels; `home` and `cifar10` say where from. Raises DatasetError."""
    samples = training_samples(Data(images=DATASETS[dataset].source, split_seed=split_seed), store.settings(), SAMPLES)
    return samples.images, samples.labels


def studio_html(original: np.ndarray, changed: np.ndarray, thing: str) -> str:
    """The original (height, width, 3) and, beside or beneath it, the changed images (N, height, width, 3)."""
    tiles = "".join(f'<img src="{png_address(image.astype(np.uint8))}" alt="">' for image in np.rint(changed))
    return (
        '<div class="studio"><div class="boards">'
        f'<figure><img src="{png_address(original.astype(np.uint8))}" alt="The original: {escaped(thing)}">'
        f"<figcaption>Original: {escaped(thing)}</figcaption></figure>"
        f'<div class="draws" role="img" aria-label="The same image under {len(changed)} random draws">{tiles}</div>'
        "</div></div>"
    )
