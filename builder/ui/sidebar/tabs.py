"""The builder: presets to start from, then the network and its training."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from builder import presets
from builder.course.names import Origin, origin_of
from builder.design.edit.fields import changed
from builder.design.experiment import Experiment
from builder.presets.ideas import BEYOND_THE_SLIDES, IDEAS, short_name
from builder.ui.app.text import plain
from builder.ui.session import history
from builder.ui.sidebar.conv import conv_blocks
from builder.ui.sidebar.dense import dense_blocks
from builder.ui.sidebar.ends import ends_fields
from builder.ui.sidebar.protocol import protocol_field
from builder.ui.sidebar.training import training_fields
from builder.words.counts import count
from builder.words.fields import IN_A_MIRROR

#: Of a preset beyond the slides, on images that its sentence does not speak of.
ON_OTHERS = "Made for the photos of CIFAR-10; how it does on these images was not measured."

TABS = (":material/layers: Network", ":material/tune: Training")


def sidebar(preset_id: str | None, place: DeltaGenerator) -> None:
    """Everything that a person edits, drawn into this place from the current experiment; `preset_id` is the project
    that it is."""
    experiment = history.current_experiment()
    with place:
        _presets(experiment, preset_id)
        # What is not seen is not drawn: it would cost every edit as much as what is.
        network, training = st.tabs(TABS, key="tabs.design", on_change="rerun")
        if network.open:
            with network:
                conv_blocks(experiment)
                dense_blocks(experiment)
                ends_fields(experiment)
        if training.open:
            with training:
                training_fields(experiment)


def _presets(experiment: Experiment, known: str | None) -> None:
    origin = origin_of(experiment)
    # Cut short or on fewer images, a preset beyond the slides is not what its sentence was measured of.
    chosen = None if known in presets.BEYOND and origin is not None and origin.changes else known
    # Another popover for another project: the one in which a project was chosen is closed.
    with st.popover(_label(chosen), icon=":material/school:", width="stretch", key=f"presets.{chosen}"):
        for idea in (*IDEAS, BEYOND_THE_SLIDES):
            st.markdown(f"**{idea.title}** :small[{idea.about}]")
            with st.grid(2, min_column_width=120, gap="xxsmall", key=f"idea.{idea.projects[0].id}"):
                for named in idea.projects:
                    preset = presets.get(named.id)
                    st.button(
                        f"{named.id} · {named.name}",
                        key=f"preset.{named.id}",
                        help=f"{preset.title}: {preset.lesson}",
                        type="primary" if named.id == chosen else "secondary",
                        width="stretch",
                        on_click=_open_preset,
                        args=(named.id,),
                    )
    # The protocol comes and goes: in a place of its own, so that what stands below is not drawn anew.
    with st.container(key="lesson"):
        if chosen:
            preset = presets.get(chosen)
            st.caption(f"**{preset.title}** · {presets.lesson_of(experiment, preset) or ON_OTHERS}")
            protocol_field(experiment, preset)
            # It speaks of the preset's own images.
            is_as_noted = experiment.data == preset.experiment.data
            if chosen in presets.BEYOND and preset.note is not None and is_as_noted:
                st.caption(preset.note)
            if chosen in presets.BEYOND and not experiment.images.may_be_mirrored:
                st.caption(_mirrored(experiment, preset))
        else:
            st.caption(f"{_own(origin)} A project replaces it, and undo brings it back.")


def _mirrored(experiment: Experiment, preset: presets.Preset) -> str:
    """That a preset which mirrors photos does not mirror such images."""
    augmentation = experiment.training.augmentation
    if augmentation is not None and augmentation.horizontal_flip:
        return f"It mirrors images, and these are better not mirrored: {IN_A_MIRROR}."
    mean = ", nor is the mean with the mirror image taken" if preset.experiment.training.mirror_average else ""
    return f"Photos are mirrored as well. These images are not{mean}: {IN_A_MIRROR}."


def _own(origin: Origin | None) -> str:
    """What a design is that is no preset: from which one it came, where its name still tells."""
    if origin is None:
        return "Your own design."
    return f"From **{plain(origin.title)}**, with {count(origin.changes, 'change')}."


def _label(chosen: str | None) -> str:
    """What stands on the button that offers the presets."""
    if chosen is None:
        return "Start from a course project"
    of = "Beyond the slides" if chosen in presets.BEYOND else "Course project"
    return f"{of} {chosen} · {short_name(chosen)}"


def _open_preset(preset_id: str) -> None:
    """The preset's design, on the data that the person has chosen; whether validation images are trained on is the
    preset's own."""
    preset = presets.get(preset_id)
    takes_all = preset.experiment.data.trains_on_validation
    data = changed(history.current_experiment().data, trains_on_validation=takes_all)
    history.replace_experiment(presets.fitted(changed(preset.experiment, data=data), preset))
