"""The sidebar's Training tab: data, optimiser, batches, and what ends the training."""

from typing import Any

import streamlit as st

from builder.design.edit.training import (
    switched_early_stopping,
    with_early_stopping,
    with_optimizer,
)
from builder.design.experiment import Experiment
from builder.design.training.optimizers import OPTIMIZERS
from builder.design.training.stopping import EarlyStopping, Monitor
from builder.design.training.training import Training
from builder.ui.explained.help import HELP, help_with, stopping_help, with_term
from builder.ui.explained.how import how_it_works
from builder.ui.explained.lessons import in_use_first
from builder.ui.sidebar.augmentation import augmentation_fields
from builder.ui.sidebar.data import data_fields
from builder.ui.sidebar.fields import Edit, choice, field, setting, steps, whole_range
from builder.ui.sidebar.more import more_fields
from builder.ui.sidebar.plain_fields import plain_fields
from builder.ui.sidebar.schedule import schedule_choice, schedule_fields
from builder.ui.sidebar.until import keep_field, until_fields
from builder.words.fields import OPTIMIZER_NOTES, WITHOUT_MOMENTUM
from builder.words.monitors import MONITORS
from builder.words.numbers import decimal

RATES = (0.00001, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0)
BATCH_SIZES = (8, 16, 32, 64, 100, 128, 200, 256, 400, 512, 1024, 2048, 4096)
MOMENTA = tuple(twentieth / 20 for twentieth in range(20)) + (0.99,)


def training_fields(experiment: Experiment) -> None:
    """Everything of the experiment that is not the network."""
    data_fields(experiment)
    _optimizer(experiment)
    _batches(experiment.training)
    until_fields(experiment.training)
    _early_stopping(experiment.training)
    keep_field(experiment.training)
    augmentation_fields(experiment)
    more_fields(experiment)
    how_it_works(in_use_first(experiment.training), "training")


def _field(training: Training, name: str) -> dict[str, Any]:
    return field(f"training.{name}", getattr(training, name), setting("training", name))


def _optimizer(experiment: Experiment) -> None:
    optimizer, rate = experiment.training.optimizer, experiment.training.learning_rate
    st.selectbox(
        "Optimiser",
        format_func=lambda kind: OPTIMIZERS[kind].title,
        help=HELP["optimizer"],
        **choice("training.optimizer", list(OPTIMIZERS), optimizer.kind, with_optimizer, redraw=True),
    )
    st.select_slider(
        "Learning rate",
        steps(RATES, rate.rate),
        format_func=decimal,
        help=help_with("learning_rate", optimizer.kind),
        **field("training.learning_rate", rate.rate, setting("training", "learning_rate", "rate")),
    )
    schedule_choice(rate)
    schedule_fields(experiment)
    if isinstance(momentum := getattr(optimizer, "momentum", None), float):
        st.select_slider(
            "Momentum",
            steps(MOMENTA, momentum),
            format_func=lambda m: f"{m:g}",
            help=help_with("momentum", optimizer.kind),
            **field("training.momentum", momentum, setting("training", "optimizer", "momentum")),
        )
        if not momentum and optimizer.kind in WITHOUT_MOMENTUM:
            st.caption(WITHOUT_MOMENTUM[optimizer.kind])
    # Without momentum there is nothing that Nesterov's could look ahead by.
    hidden = ("momentum",) if momentum or getattr(optimizer, "nesterov", False) else ("momentum", "nesterov")
    plain_fields(
        optimizer,
        "training.optimizer",
        lambda name: setting("training", "optimizer", name),
        leave_out=hidden,
        help_of=lambda name: help_with(name, optimizer.kind),
    )
    if optimizer.kind in OPTIMIZER_NOTES:
        st.caption(with_term(OPTIMIZER_NOTES[optimizer.kind], optimizer.kind))


def _batches(training: Training) -> None:
    batch, seed = st.columns([3, 2])
    batch.select_slider(
        "Batch size",
        steps(BATCH_SIZES, training.batch_size),
        help=HELP["batch_size"],
        **_field(training, "batch_size"),
    )
    seed.number_input(
        "Seed",
        **whole_range(Training, "seed"),
        help=HELP["seed"],
        **_field(training, "seed"),
    )


def _early_stopping(training: Training) -> None:
    st.markdown(":small[or until early stopping, on]")
    for monitor, name in MONITORS.items():
        patience = training.patience(monitor)
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"stop.{monitor}"):
            st.toggle(
                name.capitalize(),
                help=stopping_help(name),
                width="stretch",
                **field(f"training.{monitor}", patience is not None, _switch_stop(monitor)),
            )
            if patience is not None:
                st.number_input(
                    f"Patience for {name}, in epochs",
                    **whole_range(EarlyStopping, "patience"),
                    width=120,
                    label_visibility="collapsed",
                    **field(f"training.{monitor}.patience", patience, _set_patience(monitor)),
                )


def _switch_stop(monitor: Monitor) -> Edit:
    return lambda experiment, on: switched_early_stopping(experiment, monitor, on)


def _set_patience(monitor: Monitor) -> Edit:
    return lambda experiment, patience: with_early_stopping(experiment, monitor, patience)
