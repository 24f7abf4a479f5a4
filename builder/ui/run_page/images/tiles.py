"""Images of a run with what its network said of them: small pictures, ten a row, with the probabilities on hover."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from builder.datasets.held_out import judged_images
from builder.design.data import HeldOut
from builder.design.experiment import Experiment
from builder.jobs.temperature import as_shown
from builder.pictures.data_address import png_address
from builder.statistics.predictions import Predictions
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import escaped
from builder.ui.run_page.images.which import images_key
from builder.words.numbers import NO_BREAK, whole_percent

#: How many of the most probable classes a tile names on hover.
NAMED = 3


class Tile(NamedTuple):
    """One image: its address as data, its true class, and the probabilities of the classes, the highest first.

    `number` is its place among the validation images from 1, None for a test image, which is not looked into.
    `data_index` is its place in the data set, None where nobody kept it.
    """

    source: str
    label: str
    ranked: tuple[tuple[str, float], ...]
    number: int | None = None
    data_index: int | None = None

    @property
    def is_right(self) -> bool:
        return self.ranked[0][0] == self.label


def tiles_of(run: Run, kind: HeldOut, predictions: Predictions, places: Sequence[int] | np.ndarray) -> list[Tile]:
    """The images at these places of the predictions, with the probabilities that Inside and Classify show.

    Raises DatasetError where the images are not here, or not any more.
    """
    places = [int(place) for place in places]
    labels = predictions.labels[places].tolist()
    sources = _kept_images(images_key(run.experiment), kind, tuple(places), tuple(labels), _experiment=run.experiment)
    classes, indices = run.experiment.images.classes, predictions.indices
    chosen = predictions._replace(probabilities=predictions.probabilities[places])
    shown = as_shown(store.settings(), run, chosen).probabilities
    return [
        Tile(
            source,
            classes[label],
            _ranked(probabilities, classes),
            number=place + 1 if kind == "validation" else None,
            data_index=None if indices is None else int(indices[place]),
        )
        for source, label, place, probabilities in zip(sources, labels, places, shown, strict=True)
    ]


def _ranked(probabilities: np.ndarray, classes: Sequence[str]) -> tuple[tuple[str, float], ...]:
    # A stable order, so that of equals the first comes first, as everywhere.
    return tuple((classes[place], float(probabilities[place])) for place in np.argsort(-probabilities, kind="stable"))


@st.cache_data(max_entries=64, show_spinner=False)
def _kept_images(
    key: str, kind: HeldOut, places: tuple[int, ...], labels: tuple[int, ...], *, _experiment: Experiment
) -> list[str]:
    """The images as PNGs in addresses of data; the arguments without _ tell them apart. Raises DatasetError."""
    images = judged_images(_experiment, kind, store.settings(), places, labels)
    return [png_address(image) for image in images.images]


def tiles_html(tiles: Sequence[Tile], verb: str = "is") -> str:
    """The tiles as HTML for st.markdown, without a blank line; `verb` stands before the true class: "is dog"."""
    return f'<div class="tiles">{"".join(_tile(tile, verb) for tile in tiles)}</div>'


def _tile(tile: Tile, verb: str) -> str:
    said, probability = tile.ranked[0]
    below = [] if tile.is_right else [f"{escaped(verb)} {escaped(tile.label)}"]
    about = f"{tile.label}; the network says {said}, {whole_percent(probability)}"
    button = ""
    if tile.number is not None:
        below.append(f"no. {tile.number:,}")
        button = f' role="button" data-number="{tile.number}" aria-label="{escaped(about)}. Look inside."'
    return (
        f'<figure class="tile{"" if tile.is_right else " tile-wrong"}" tabindex="0"{button}>'
        f'<img src="{tile.source}" alt="{escaped(about)}">'
        f"<figcaption><span>said {escaped(said)}, {escaped(whole_percent(probability).replace(' ', NO_BREAK))}</span>"
        f"<small>{' · '.join(below)}</small></figcaption>"
        f'<div class="tile-more" aria-hidden="true">{_bars(tile)}{_told(tile)}</div></figure>'
    )


def _told(tile: Tile) -> str:
    """Which image it is, as the command line counts, and what a click does."""
    told = [] if tile.data_index is None else [f"Index {tile.data_index:,} in the data set."]
    if tile.number is not None:
        told.append("Click to see inside.")
    return f'<p class="tile-told">{" ".join(told)}</p>' if told else ""


def _bars(tile: Tile) -> str:
    """The most probable classes, and the true one, each with a bar."""
    shown = list(tile.ranked[:NAMED])
    shown += [pair for pair in tile.ranked[NAMED:] if pair[0] == tile.label]
    return "".join(
        f"<p{' class=truth' if name == tile.label else ''}><span>{escaped(name)}</span>"
        f'<i><i style="width: {100 * probability:.1f}%"></i></i><b>{escaped(whole_percent(probability))}</b></p>'
        for name, probability in shown
    )
