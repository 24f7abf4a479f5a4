"""Networks whose layers branch and meet again are looked into as chains are."""

import numpy as np

from builder.datasets.images import Images
from builder.design.cost.maps import block_ends, explained_layer
from builder.design.cost.summary import summarize
from builder.engine.build import build_model
from builder.engine.inside.feature_maps import outputs_of
from builder.engine.inside.grad_cam import grad_cams
from builder.engine.inside.parts import parts_of
from builder.engine.predict import probabilities
from tests.engine.branches import SMALL, design


def test_branches_are_passed_through_as_keras_passes_through_them(network):
    experiment = design(network)
    model, summary = build_model(experiment), summarize(experiment)
    images = np.random.default_rng(1).integers(0, 256, (20, *SMALL.shape), dtype=np.uint8)
    labels = probabilities(model, images).argmax(axis=1).astype(np.uint8)
    parts = parts_of(model, summary, Images(images, labels), lambda share: None)
    assert parts.accuracy == 1.0
    assert len(parts.seconds) == len(summary.rows) and len(parts.zeroed) == len(block_ends(summary))
    assert len(parts.without_channel) == 3
    layer = explained_layer(summary).name
    (output,) = outputs_of(model, images[0], [layer])
    assert grad_cams(model, images[0], [0, 1], layer).shape == (2, *output.shape[:2])
