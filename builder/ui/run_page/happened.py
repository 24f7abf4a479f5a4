"""What happened, in words: one to three observations of the coach, and what treats each."""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from builder import presets
from builder.analysis.coach import Observation
from builder.analysis.coach.observation import Kind
from builder.course.changes import changes
from builder.course.names import renamed
from builder.datasets.table import title_of
from builder.design.edit.treatments import Treatment, treated
from builder.design.experiment import Experiment
from builder.presets.preset import Preset
from builder.proof.happened import disproved, happened
from builder.statistics.predictions import Predictions
from builder.store.artifacts import ArtifactError
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.explained.links import terms_line
from builder.ui.run_page.predictions import kept
from builder.ui.session import history, notices
from builder.words.claims import CLAIMED_FINDINGS, MEASURED_FINDINGS, disproved_sentence
from builder.words.coach import TERMS, TITLES, TREATMENTS, sentence
from builder.words.counts import count

ICONS: dict[Kind, str] = {
    "dead": "heart_broken",
    "rate_too_high": "speed",
    "never_recognised": "visibility_off",
    "overfitting": "trending_down",
    "underfitting": "vertical_align_bottom",
    "validation_above_training": "swap_vert",
    "few_epochs": "hourglass_empty",
    "still_improving": "trending_up",
    "noise": "ssid_chart",
    "fine": "check_circle",
}

#: Beside the button for a larger network, where its training images are few.
MAY_LOSE = "It may also lose."


def draw_happened(run: Run) -> None:
    """The card; nothing where no epoch was completed."""
    seen = happened(store.settings(), store.database(), run, _validation(run))
    false = disproved(store.settings(), store.database(), run)
    if not seen and false is None:
        return
    with st.container(border=True, height="stretch", key="run_happened"):
        st.markdown("#### What happened", anchors=False)
        if run.imported_at is None:
            _draw_all(run, dict(enumerate(seen)))
            return
        measured = {place: one for place, one in enumerate(seen) if not one.is_of_curve}
        claimed = {place: one for place, one in enumerate(seen) if one.is_of_curve}
        for heading, found in ((MEASURED_FINDINGS, measured), (CLAIMED_FINDINGS, claimed)):
            if found:
                st.caption(heading)
                _draw_all(run, found)
        if false is not None and run.validation_accuracy is not None:
            st.caption(disproved_sentence(false.epoch, false.val_accuracy, run.validation_accuracy))


def _validation(run: Run) -> Predictions | None:
    """What its network said of its validation images; None where that is not (readably) here yet."""
    try:
        return kept(run, "validation")
    except ArtifactError:
        return None


def _draw_all(run: Run, seen: Mapping[int, Observation]) -> None:
    """The observations by their place, which names their widgets."""
    for place, observation in seen.items():
        _draw(run, observation, place, is_next=place == min(seen))


def _draw(run: Run, observation: Observation, place: int, *, is_next: bool) -> None:
    term = TERMS.get(observation.kind)
    more = "" if term is None else f" {terms_line((term,))}."
    told = f"**{TITLES[observation.kind]}.** {plain(sentence(observation))}{more}"
    st.markdown(f":material/{ICONS[observation.kind]}: {told}")
    if observation.edit is None and observation.project is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"run_treatment_{place}"):
        if observation.edit is not None:
            # One step is the next one; the others are there to be looked at.
            kind: Literal["primary", "secondary"] = "primary" if is_next else "secondary"
            _draw_treatment(run.experiment, observation.edit, f"run.treat.{place}", kind)
        if observation.other_edit is not None:
            _draw_treatment(run.experiment, observation.other_edit, f"run.treat.{place}.other", "tertiary")
            if "few_images" in observation.numbers:
                st.caption(MAY_LOSE, width="content")
        if observation.project is not None:
            preset = presets.get(observation.project)
            if st.button(
                f"{preset.title}: {plain(lesson_on(preset, run.dataset))}",
                key=f"run.project.{place}",
                icon=":material/school:",
                type="tertiary",
            ):
                st.switch_page("pages/course.py", query_params={"compare": observation.project})


def lesson_on(preset: Preset, dataset: str) -> str:
    """The project's lesson, for a run on that data set: on another than the project's it says where it was learnt."""
    own = preset.experiment.data.dataset
    if dataset == own:
        return preset.lesson
    tried, _, gained = preset.lesson.removesuffix(".").partition(": ")  # so many points are gained there alone
    learnt = tried if "point" in gained else preset.lesson.removesuffix(".")
    return f"{learnt}, on {title_of(own)}’s photos; here it may differ."


def _draw_treatment(
    design: Experiment, edit: Treatment, key: str, kind: Literal["primary", "secondary", "tertiary"]
) -> None:
    """The button that opens the changed design in Build, where a notice says what is changed."""
    better = renamed(design, treated(design, edit))
    if st.button(treatment_label(better, edit), key=key, icon=":material/healing:", type=kind):
        history.replace_experiment(better)
        told = "; ".join(change.text for change in changes(design, better))
        notices.inform(f"Changed from “{design.name}”: {told}. Train starts it.")
        st.switch_page("pages/build.py")


def treatment_label(better: Experiment, edit: Treatment) -> str:
    """What its button does: "Open in Build with 40 epochs"; `better` is the changed design."""
    if edit == "longer":
        return f"Open in Build with {count(better.training.epochs, 'epoch')}"
    told = TREATMENTS[edit]
    return f"Open in Build: {told[:1].lower()}{told[1:]}"
