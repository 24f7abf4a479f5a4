"""The pictures that a network learns from: some of each class with its name, and what augmentation does to them."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import streamlit as st

from builder.datasets import augmented
from builder.datasets.images import DatasetError, Images
from builder.datasets.table import DATASETS, split_sizes, title_of, why_not
from builder.design.data import Data
from builder.design.edit.treatments import gentle_augmentation, treated
from builder.design.experiment import Experiment
from builder.design.images import ImageSource
from builder.design.training.augmentation import Augmentation
from builder.pictures.data_address import small_address
from builder.ui.app import store
from builder.ui.app.text import escaped, plain
from builder.ui.app.trouble import ticking
from builder.ui.app.unseen_heading import unseen_heading
from builder.ui.build.augmentation_words import changes_text, notes
from builder.ui.build.samples import samples
from builder.ui.session import history
from builder.words.fields import IN_A_MIRROR

STYLE = Path(__file__).with_name("pictures.css")
VIEW = "pictures.view"
ONE, MORE, AUGMENTED = "One of each", "More of each", "Augmented"
VIEWS = (ONE, MORE, AUGMENTED)
#: Classes that are shown; a folder of pictures may have hundreds.
MOST_CLASSES = 20
#: How many of each class are shown where more are wanted, and how many draws of one picture.
MORE_OF_EACH, DRAWS = 8, 3
#: Larger pictures are shown smaller: every second or third pixel of them.
MOST_PIXELS = 64
#: How often a page looks whether the pictures are there by now, in seconds.
LOOK_SECONDS = 1.0


def pictures_card(experiment: Experiment) -> None:
    """The pictures in a card of their own, with what they are used for."""
    unseen_heading("Pictures")
    with st.container(border=True, key="pictures"):
        st.markdown(f"**{plain(title_of(experiment.data.dataset))}**: {_used_for(experiment.data)}")
        pictures(experiment)


def pictures(experiment: Experiment) -> None:
    """The pictures of the design's data set, and the choice of how many; nothing where they are not here."""
    if not are_here(experiment):
        return  # another part of the page says so, and how to get them
    try:
        shown = samples(experiment.data)
    except DatasetError as error:
        st.caption(plain(str(error)))
        return
    if shown is None:
        ticking(_waiting, LOOK_SECONDS)(experiment.data, experiment.training.augmentation)
    else:
        # A fragment: another view leaves the rest of the page alone.
        ticking(_views, None)(experiment.data, experiment.training.augmentation)


def draw_ahead(experiment: Experiment) -> None:
    """As `pictures` shows them at first, which then finds them drawn; nothing while they are still being read."""
    shown = samples(experiment.data)
    if shown is not None:
        _html(experiment.data.dataset, experiment.data.split_seed, ONE, experiment.training.augmentation, _Same(shown))


def are_here(experiment: Experiment) -> bool:
    """Whether the design's pictures are on this machine."""
    return experiment.data.dataset in DATASETS and why_not(experiment.images, store.settings()) is None


def _waiting(data: Data, augmentation: Augmentation | None) -> None:
    """One tick since the images were being read, for the first time on this machine.

    They are drawn in place: a rerun of the page at a moment of its own could meet a click, and take it away.
    """
    if samples(data) is not None:
        _views(data, augmentation)
        return
    st.html(STYLE)
    with st.container(key="pictures.waiting"):  # as high as the choice and the pictures that follow it
        st.caption("The pictures are being read, once …")
    st.html(_empty_html(data.images.classes))


def _views(data: Data, augmentation: Augmentation | None) -> None:
    shown = samples(data)
    if shown is None:
        return
    view = st.segmented_control(
        "How many pictures are shown", VIEWS, default=ONE, key=VIEW, required=True, label_visibility="collapsed"
    )
    st.html(STYLE)
    # Not as Markdown: what reads HTML in it is a script of its own, and until a first visit has it the place is low.
    st.html(_html(data.dataset, data.split_seed, view or ONE, augmentation, _Same(shown)))
    if view == AUGMENTED:
        _about_augmentation(augmentation, data.images)


def _about_augmentation(augmentation: Augmentation | None, images: ImageSource) -> None:
    """What the pictures below the first row are, and how to train on such."""
    if augmentation is not None:
        more = " ".join(["The augmentation studio below has more of them.", *notes(augmentation, images)])
        st.caption(f"First as it is, then as training may show it: {changes_text(augmentation)}. {more}")
        return
    amounts = changes_text(gentle_augmentation(images))
    unmirrored = "" if images.may_be_mirrored else f" Not mirrored: {IN_A_MIRROR}."
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"First as it is, then as augmentation would show it: {amounts}.{unmirrored} This design trains without it."
        )
        if st.button("Switch augmentation on", key="pictures.augment", icon=":material/auto_awesome:"):
            history.replace_experiment(treated(history.current_experiment(), "augmentation"))
            st.rerun(scope="app")


def _used_for(data: Data) -> str:
    """What the images of the three sets do, with their numbers."""
    sizes = split_sizes(data, store.settings())
    if sizes is None:
        return f"{len(data.images.classes)} classes"
    train, validation, test = sizes
    return (
        f"{train:,} pictures to learn from, {validation:,} to check on after each epoch, and {test:,} that are kept "
        "for one test at the end"
    )


class _Same(tuple[Images]):
    """Samples as an argument that a cache does not compare: they follow from the other arguments."""

    def __new__(cls, images: Images) -> "_Same":
        return super().__new__(cls, (images,))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same)

    def __hash__(self) -> int:
        return 0


View = Literal["One of each", "More of each", "Augmented"]


@lru_cache(maxsize=64)
def _html(dataset: str, split_seed: int, view: str, augmentation: Augmentation | None, given: _Same) -> str:
    images = DATASETS[dataset].source
    return pictures_html(given[0], images.classes, view, augmentation or gentle_augmentation(images))


def pictures_html(shown: Images, classes: tuple[str, ...], view: str, augmentation: Augmentation) -> str:
    """The pictures in `view` as HTML: a figure for each class, in their order, under its name."""
    small = shown.images[:, :: _step(shown.images.shape[1]), :: _step(shown.images.shape[2])]
    figures = []
    for number, name in enumerate(classes[:MOST_CLASSES]):
        own = small[shown.labels == number]
        if len(own) == 0:
            continue
        if view == AUGMENTED:
            own = np.concatenate([own[:1], augmented.changed(own[0], augmentation, augmented.draw(DRAWS, number))])
        figures.append(_figure(own[: MORE_OF_EACH if view == MORE else len(own) if view == AUGMENTED else 1], name))
    left = len(classes) - MOST_CLASSES
    more = f"<p>and {left:,} more classes</p>" if left > 0 else ""
    kind = {MORE: "more", AUGMENTED: "changed"}.get(view, "one")
    longest = min(10, max(len(name) for name in classes[:MOST_CLASSES]))
    return f'<div class="kinds {kind}" style="--name: {longest}ch">{"".join(figures)}</div>{more}'


def _empty_html(classes: tuple[str, ...]) -> str:
    """A place for one picture of each class, under its name."""
    figures = "".join(
        f"<figure><div><i></i></div><figcaption>{escaped(name)}</figcaption></figure>"
        for name in classes[:MOST_CLASSES]
    )
    return f'<div class="kinds one">{figures}</div>'


def _figure(own: np.ndarray, name: str) -> str:
    # Small ones: they travel with every edit of the page.
    first, *others = (small_address(np.rint(image).astype(np.uint8)) for image in own)
    images = f'<img src="{first}" alt="">' + "".join(f'<img src="{one}" alt="">' for one in others)
    return f"<figure><div>{images}</div><figcaption>{escaped(name)}</figcaption></figure>"


def _step(side: int) -> int:
    return max(1, side // MOST_PIXELS)
