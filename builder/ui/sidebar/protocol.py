"""The choice between an honest protocol and the slides', for the two projects whose slides ran another."""

import streamlit as st

from builder import presets
from builder.design.experiment import Experiment
from builder.store.board.marks import protocol_marks
from builder.ui.sidebar.fields import Edit, segments
from builder.words.marks import texts

PROTOCOLS = {False: "Honest", True: "As in the slides"}


def protocol_field(experiment: Experiment, preset: presets.Preset) -> None:
    """The control and what the choice means; nothing for a project whose slides were honest, or without slides."""
    if not isinstance(preset, presets.Project) or preset.as_in_slides is None:
        return
    chosen = protocol_marks(experiment)
    st.segmented_control(
        "Protocol",
        list(PROTOCOLS),
        format_func=PROTOCOLS.__getitem__,
        help=preset.note,
        **segments("protocol", bool(chosen), _switch(preset), redraw=True),
    )
    if chosen:
        st.caption(f"Its runs are marked {' and '.join(f'“{text}”' for text in texts(chosen))}.")
    elif preset.as_in_slides.training.judged_by_test:
        st.caption("Trains on the training images alone; validation ends it and chooses the epoch.")
    else:
        st.caption("Trains on the training images alone.")


def _switch(preset: presets.Project) -> Edit:
    def edit(experiment: Experiment, as_in_slides: bool) -> Experiment:
        return preset.with_protocol(experiment, as_in_slides=as_in_slides)

    return edit
