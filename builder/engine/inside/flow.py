"""One picture on its way through a network: some maps of each layer, and how strongly each reaches the next ones."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from builder.design.cost.summary import Row
from builder.engine.backend import keras
from builder.engine.inside.feature_maps import outputs_of


class Station(NamedTuple):
    """What is shown of one layer: the numbers of its `channels` (units), from 0, and what these give, float32
    (channels, height, width) or (channels,).

    `links` (channels of the station before, channels) are the norms of the weights between them, in shares of the
    layer's largest that is shown; None for a layer without weights, and where there is no one station before.
    """

    name: str
    channels: tuple[int, ...]
    values: np.ndarray
    links: np.ndarray | None


def stations(
    model: keras.Model, image: np.ndarray, rows: Sequence[Row], probabilities: np.ndarray, most: int, *, chain: bool
) -> list[Station]:
    """Of each layer of `rows`, the last of which is the output, the `most` channels with the largest mean.

    A layer without weights that has as many channels as the one before shows the same ones. `chain` says that each
    layer takes what the one before it gives. `image` is uint8 (height, width, channels).
    """
    given = outputs_of(model, image, [row.name for row in rows[:-1]]) if len(rows) > 1 else []
    passed: list[Station] = []
    before, count = tuple(range(image.shape[2])), image.shape[2]
    for row, output in zip(rows, [*given, probabilities], strict=True):
        keeps = bool(passed) and not row.parameters and output.shape[-1] == count
        channels = before if keeps else _strongest(output, most)
        links = _links(model.get_layer(row.name), count, before, channels) if chain else None
        if links is not None and not passed:  # the picture is shown whole
            links = np.linalg.norm(links, axis=0, keepdims=True)
        values = np.moveaxis(output, -1, 0)[list(channels)]
        passed.append(Station(row.name, channels, values, None if links is None else _shares(links)))
        before, count = channels, output.shape[-1]
    return passed


def _strongest(output: np.ndarray, most: int) -> tuple[int, ...]:
    means = output.reshape(-1, output.shape[-1]).mean(axis=0)
    return tuple(sorted(means.argsort(kind="stable")[::-1][:most].tolist()))


def _links(layer: keras.Layer, count: int, before: Sequence[int], channels: Sequence[int]) -> np.ndarray | None:
    """The norm of the weights from each channel `before`, of `count`, to each of `channels`."""
    kernel = getattr(layer, "kernel", None)
    if kernel is None or kernel.shape[-2] % count:
        return None
    # Flattened maps stand pixel by pixel, with all channels of a pixel together.
    weights = np.asarray(kernel).reshape(-1, count, kernel.shape[-1])
    return np.linalg.norm(weights, axis=0)[np.ix_(before, channels)]


def _shares(links: np.ndarray) -> np.ndarray:
    return links / max(float(links.max(initial=0.0)), 1e-12)
