"""The presets beyond the slides on the Course page: below the path, and not part of it."""

import re
from functools import lru_cache
from typing import NamedTuple

import streamlit as st

from builder.course.beyond import spread, tested_as_trained
from builder.course.path import Measured, measured
from builder.course.results import Reproduction
from builder.datasets.table import default_dataset, title_of
from builder.design.cost.summary import summarize
from builder.export.thumbnail import thumbnail
from builder.presets import BEYOND, Preset
from builder.shipped.card import Card
from builder.shipped.network import ShippedError, shipped_network
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import escaped
from builder.ui.build.takes import time_text
from builder.ui.course import actions
from builder.ui.course.beyond_figures import details_html, pair
from builder.ui.course.card import exact
from builder.ui.explained.links import term_html
from builder.ui.session.chosen_run import address_of
from builder.words.counts import count
from builder.words.durations import duration

ABOUT = "Minutes, not hours: recipes that no slide shows, beside the 21 projects."
#: Words in what a card says, and the glossary's term that each leads to.
TERMS = {
    "Muon": "Muon",
    "whitened": "Whitening",
    "smaller images": "Smaller images first",
    "in a mirror": "Mirror average",
}
_WORDS = re.compile("|".join(TERMS))


def draw_beyond(results: tuple[Reproduction, ...], own: dict[str, Run]) -> None:
    """A card for each preset, with what it costs and what was measured."""
    st.markdown(f'<h4 class="chapter">Beyond the slides<small>{ABOUT}</small></h4>', unsafe_allow_html=True)
    taken, shipped = default_dataset(store.settings()), _shipped()
    with st.grid("auto", min_column_width=250, gap="small", key="chapter_beyond"):
        for preset in BEYOND.values():
            with st.container(border=True, height="stretch", key=f"beyond_{preset.id}"):
                takes, found = actions.how_long_here(preset.id), measured(results, preset.id)
                here = Here(_other_images(preset, taken), "" if takes is None else time_text(takes))
                shown = beyond_html(preset, found, own.get(preset.id), shipped, here)
                st.markdown(shown, unsafe_allow_html=True)
                with st.container(horizontal=True, gap="xsmall", key=f"beyond_actions_{preset.id}"):
                    said = bool(here.other_images) or (found is not None and found.budget is None)
                    actions.build_and_train_buttons(preset.id, takes, is_said=said)


class Here(NamedTuple):
    """What the card's buttons train on this machine: the title of the images, empty for the preset's own, and how long
    it takes, empty where that is not known."""

    other_images: str = ""
    time: str = ""


ANYWHERE = Here()


def beyond_html(
    preset: Preset, found: Measured | None, own: Run | None, shipped: Card | None = None, here: Here = ANYWHERE
) -> str:
    """The card without its buttons, as HTML for st.markdown: no blank line in it, everything escaped.

    `shipped` is what is known of the network that comes with the app.
    """
    note = "" if preset.note is None else _note(preset.note)
    return (
        f'<div class="project"><div class="project-head"><span class="beyond-number">{escaped(preset.id)}</span>'
        f"<strong>{escaped(preset.title)}</strong></div>"
        f'<p class="project-lesson">{escaped(preset.lesson)}</p><p class="beyond-how">{_linked(preset.how)}</p>'
        f'<figure class="project-network">{_picture(preset.id)}</figure>'
        f'<dl class="beyond-numbers">{_headline(preset, found, here)}{_own(own)}</dl>'
        f"{note}{details_html(preset, found, shipped)}{_not_these(here)}</div>"
    )


def _shipped() -> Card | None:
    """What is known of the network that comes with the app; Classify says why it cannot be used, where it cannot."""
    try:
        network = shipped_network(store.settings())
    except ShippedError:
        return None
    return None if network is None else network.card


def _other_images(preset: Preset, taken: str) -> str:
    return "" if taken == preset.experiment.data.dataset else title_of(taken)


def _linked(text: str) -> str:
    """The text with its terms as links."""
    return _WORDS.sub(lambda found: term_html(TERMS[found[0]], found[0]), escaped(text))


def _note(text: str) -> str:
    """Its first sentence; the rest on demand."""
    first, _, rest = text.partition(". ")
    more = f'<details class="project-note"><summary>Why?</summary><p>{escaped(rest)}</p></details>'
    return f'<p class="project-note">{escaped(first)}.</p>{more}'


def _not_these(here: Here) -> str:
    if not here.other_images:
        return ""
    return (
        f'<p class="project-note">CIFAR-10 is not here: the buttons take {escaped(here.other_images.lower())}, which '
        f"train in {escaped(here.time or 'seconds')}. The figures are of photos.</p>"
    )


@lru_cache(maxsize=8)
def _picture(id: str) -> str:
    preset = BEYOND[id]
    return thumbnail(summarize(preset.experiment), None, f"The network of {preset.title}.")


def _headline(preset: Preset, found: Measured | None, here: Here) -> str:
    """The accuracy that its training comes to, in which time, and how often it sees each image; of a shortened
    training nothing that could be compared."""
    epochs = pair("Epochs", str(preset.experiment.training.epochs))
    if found is None or found.budget is not None:
        return f"{pair('Measured by us', '–', 'not yet')}{epochs}"
    figure = spread(found, tested_as_trained(preset.experiment))
    accuracy = found.test_accuracy if figure is None else figure.mean
    how = "with mirror" if preset.experiment.training.mirror_average else "one view"
    view = term_html("Mirror average" if how == "with mirror" else "One view", how)
    time = f"here {escaped(here.time)}" if here.time and not here.other_images else ""
    return f"{pair('Test accuracy', exact(accuracy), view)}{pair('Time', duration(found.seconds), time)}{epochs}"


def _own(own: Run | None) -> str:
    """The student's own run of it on all of CIFAR-10."""
    if own is None or own.tested is None:
        return ""
    trained = f"test, after {count(own.epochs, 'epoch')}"
    return (
        f"<div><dt>Yours</dt><dd><b>"
        f'<a href="{escaped(address_of(own.id))}" target="_self" title="See what it learned">'
        f"{escaped(exact(own.tested.accuracy))}</a></b><small>{escaped(trained)}</small></dd></div>"
    )
