"""What is shown of a picture on its way through a network: which maps, and how strongly one reaches the next."""

import numpy as np
import pytest

from builder.design.cost.summary import summarize
from builder.engine.backend import keras
from builder.engine.build import build_model
from builder.engine.inside.flow import stations
from tests.jobs.small_networks import small

IMAGE = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def model():
    return build_model(small(), seed=3)


@pytest.fixture(scope="module")
def passed(model):
    rows = [row for row in summarize(small()).rows if row.kind != "Flatten"]
    said = np.linspace(0, 0.9, 10, dtype=np.float32)
    return stations(model, IMAGE, rows, said, 4, chain=True)


def test_of_each_layer_the_strongest_are_shown_and_pooling_shows_those_of_its_convolution(model, passed):
    assert [station.name for station in passed] == [
        "conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1", "dense", "dense_1"
    ]  # fmt: skip
    maps = np.asarray(keras.Model(model.inputs, model.get_layer("conv2d").output)([IMAGE[None] / 255.0]))[0]
    ranked = sorted(range(6), key=lambda channel: -maps[:, :, channel].mean())
    assert passed[0].channels == tuple(sorted(ranked[:4]))
    assert np.allclose(passed[0].values[0], maps[:, :, passed[0].channels[0]], atol=1e-6)
    assert passed[1].channels == passed[0].channels and passed[1].values.shape == (4, 16, 16)
    assert passed[1].links is None
    assert passed[-1].channels == (6, 7, 8, 9)  # the likeliest classes


def test_a_link_is_the_norm_of_the_weights_from_one_map_to_another(model, passed):
    kernel = model.get_layer("conv2d_1").get_weights()[0]
    before, station = passed[1], passed[2]
    norms = [
        [np.sqrt(sum(kernel[y, x, i, o] ** 2 for y in range(3) for x in range(3))) for o in station.channels]
        for i in before.channels
    ]
    assert np.allclose(station.links, np.array(norms) / np.max(norms), atol=1e-5)
    assert passed[0].links.shape == (1, 4)  # the picture is shown whole


def test_a_link_from_a_map_to_a_unit_holds_the_weights_of_all_its_pixels(model, passed):
    """Which rows of the dense kernel belong to a map, Keras's own Flatten says."""
    kernel = model.get_layer("dense").get_weights()[0]
    norms = []
    for channel in passed[3].channels:
        alone = np.zeros((1, 8, 8, 6), np.float32)
        alone[..., channel] = 1
        belongs = np.asarray(keras.layers.Flatten()(alone))[0] == 1
        norms.append(np.linalg.norm(kernel[belongs], axis=0)[list(passed[4].channels)])
    assert np.allclose(passed[4].links, np.array(norms) / np.max(norms), atol=1e-5)


def test_where_branches_meet_no_links_are_told(model):
    rows = [row for row in summarize(small()).rows if row.kind != "Flatten"]
    assert all(one.links is None for one in stations(model, IMAGE, rows, np.zeros(10, np.float32), 4, chain=False))
