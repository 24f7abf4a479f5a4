"""The sidebar's augmentation."""

import streamlit as st

from builder.design.edit.fields import changed, edited
from builder.design.edit.treatments import gentle_augmentation
from builder.design.experiment import Experiment
from builder.design.training.augmentation import Augmentation
from builder.ui.explained.help import HELP
from builder.ui.sidebar.fields import Edit, field, steps

DEGREES = (0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 45.0, 90.0, 180.0)
SHEARS = (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 45.0)
SHARES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
#: In pixels.
CROPS = tuple(range(9))
SQUARES = (0, 2, 4, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 112)


def augmentation_fields(experiment: Experiment) -> None:
    """A switch, and the amounts while it is on."""
    training = experiment.training
    st.toggle(
        "Augmentation",
        help=HELP["augmentation"],
        **field("training.augmentation", training.augmentation is not None, _switch),
    )
    if training.augmentation is not None:
        with st.container(border=True, gap="xsmall", key="augmentation"):
            _amounts(training.augmentation)
            _flip(training.augmentation)
            _crop_and_cutout(training.augmentation, min(experiment.images.shape[:2]))


def _amounts(augmentation: Augmentation) -> None:
    for label, name, stops, text in (
        ("Rotation", "rotation", DEGREES, lambda value: f"±{value:g}°"),
        ("Shift sideways", "width_shift", SHARES, lambda value: f"±{100 * value:g} %"),
        ("Shift up and down", "height_shift", SHARES, lambda value: f"±{100 * value:g} %"),
        ("Zoom", "zoom", SHARES, lambda value: f"±{100 * value:g} %"),
        ("Shear", "shear", SHEARS, lambda value: f"±{value:g}°"),
    ):
        value = getattr(augmentation, name)
        bound = field(f"training.augmentation.{name}", value, _amount(name))
        st.select_slider(label, steps(stops, value), format_func=text, help=HELP[name], **bound)


def _flip(augmentation: Augmentation) -> None:
    """Whether images are mirrored, and where they are, whether by chance."""
    flip = augmentation.horizontal_flip
    bound = field("training.augmentation.flip", bool(flip), _amount("horizontal_flip"))
    st.toggle("Mirror left and right", help=HELP["horizontal_flip"], **bound)
    if flip:
        bound = field("training.augmentation.alternating", augmentation.alternates, _alternate)
        st.toggle("Every other time instead of by chance", help=HELP["alternating_flip"], **bound)


def _crop_and_cutout(augmentation: Augmentation, side: int) -> None:
    """By pixels; no square is larger than the images, which have `side` of them."""
    for label, name, stops in (
        ("Crop after reflect-padding", "crop", CROPS),
        ("Cutout", "cutout", [square for square in SQUARES if square <= side]),
    ):
        value = getattr(augmentation, name)
        bound = field(f"training.augmentation.{name}", value, _amount(name))
        st.select_slider(label, steps(stops, value), format_func=_pixels, help=HELP[name], **bound)


def _pixels(value: float) -> str:
    return f"{value:g} px" if value else "none"


def _alternate(experiment: Experiment, on: bool) -> Experiment:
    return _amount("horizontal_flip")(experiment, "alternating" if on else True)


def _switch(experiment: Experiment, on: bool) -> Experiment:
    return edited(experiment, ("training", "augmentation"), gentle_augmentation(experiment.images) if on else None)


def _amount(name: str) -> Edit:
    def edit(experiment: Experiment, picked: object) -> Experiment:
        augmentation = experiment.training.augmentation or gentle_augmentation(experiment.images)
        return edited(experiment, ("training", "augmentation"), changed(augmentation, **{name: picked}))

    return edit
