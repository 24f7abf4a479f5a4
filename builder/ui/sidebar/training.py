"""The sidebar's Training tab: data, optimiser, batches, and what ends the training."""

import streamlit as st

from builder.design.experiment import Experiment
from builder.design.training.training import OPTIMIZERS, EarlyStopping, Training
from builder.ui.sidebar.augmentation import augmentation_fields
from builder.ui.sidebar.data import data_fields
from builder.ui.sidebar.fields import Change, changed, field, segments, steps, with_training
from builder.ui.sidebar.more import more_fields
from builder.ui.sidebar.until import keep_field, until_fields
from builder.words.monitors import MONITORS
from builder.words.numbers import decimal

LEARNING_RATES = (0.00001, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0)
BATCH_SIZES = (8, 16, 32, 64, 100, 128, 200, 256, 400, 512, 1024, 2048, 4096)
MOMENTA = tuple(twentieth / 20 for twentieth in range(20)) + (0.99,)
FIRST_PATIENCE = 10


def training_fields(experiment: Experiment) -> None:
    """Everything of the experiment that is not the network."""
    data_fields(experiment)
    _optimizer(experiment.training)
    _batches(experiment.training)
    until_fields(experiment.training)
    _early_stopping(experiment.training)
    keep_field(experiment.training)
    augmentation_fields(experiment.training)
    more_fields(experiment)


def _change(name: str) -> Change:
    def change(experiment: Experiment, picked: object) -> Experiment:
        return with_training(experiment, **{name: picked})

    return change


def _field(training: Training, name: str) -> dict:
    return field(f"training.{name}", getattr(training, name), _change(name))


def _optimizer(training: Training) -> None:
    st.segmented_control(
        "Optimiser",
        list(OPTIMIZERS),
        format_func=lambda name: OPTIMIZERS[name][0],
        **segments("training.optimizer", training.optimizer, _other_optimizer, redraw=True),
    )
    st.select_slider(
        "Learning rate",
        steps(LEARNING_RATES, training.learning_rate),
        format_func=decimal,
        **_field(training, "learning_rate"),
    )
    if OPTIMIZERS[training.optimizer][2]:
        st.select_slider(
            "Momentum",
            steps(MOMENTA, training.momentum),
            format_func=lambda m: f"{m:g}",
            **_field(training, "momentum"),
        )


def _other_optimizer(experiment: Experiment, name: str) -> Experiment:
    """Another optimiser: a default learning rate becomes its default, and momentum goes where it does not act."""
    training = experiment.training
    was_default = training.learning_rate == OPTIMIZERS[training.optimizer][1]
    return with_training(
        experiment,
        optimizer=name,
        learning_rate=OPTIMIZERS[name][1] if was_default else training.learning_rate,
        momentum=training.momentum if OPTIMIZERS[name][2] else 0.0,
    )


def _batches(training: Training) -> None:
    batch, seed = st.columns([3, 2])
    batch.select_slider("Batch size", steps(BATCH_SIZES, training.batch_size), **_field(training, "batch_size"))
    seed.number_input(
        "Seed",
        min_value=0,
        max_value=2**31 - 1,
        step=1,
        help="The same seed draws the same first weights and batches.",
        **_field(training, "seed"),
    )


def _early_stopping(training: Training) -> None:
    st.markdown(":small[or until early stopping, on]")
    for monitor, name in MONITORS.items():
        patience = training.patience(monitor)
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"stop.{monitor}"):
            st.toggle(
                name.capitalize(),
                help=f"Stop when the {name} has not been better for a number of epochs.",
                width="stretch",
                **field(f"training.{monitor}", patience is not None, _switch_stop(monitor)),
            )
            if patience is not None:
                st.number_input(
                    f"Patience for {name}, in epochs",
                    min_value=1,
                    max_value=1000,
                    step=1,
                    width=120,
                    label_visibility="collapsed",
                    **field(f"training.{monitor}.patience", patience, _set_patience(monitor)),
                )


def _switch_stop(monitor: str) -> Change:
    def change(experiment: Experiment, watched: bool) -> Experiment:
        others = tuple(stop for stop in experiment.training.early_stopping if stop.monitor != monitor)
        patience = others[0].patience if others else FIRST_PATIENCE
        new = (EarlyStopping(monitor=monitor, patience=patience),) if watched else ()
        return with_training(experiment, early_stopping=_in_order((*others, *new)))

    return change


def _set_patience(monitor: str) -> Change:
    def change(experiment: Experiment, patience: int) -> Experiment:
        stops = experiment.training.early_stopping
        mended = tuple(changed(stop, patience=patience) if stop.monitor == monitor else stop for stop in stops)
        return with_training(experiment, early_stopping=mended)

    return change


def _in_order(stops: tuple[EarlyStopping, ...]) -> tuple[EarlyStopping, ...]:
    """Loss first, as the presets have it, so that switching one off and on again gives the same design."""
    return tuple(sorted(stops, key=lambda stop: stop.monitor != "val_loss"))
