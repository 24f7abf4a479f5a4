"""The summary's multiply-adds against TensorFlow's own profiler."""

import pytest

from builder import presets
from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.engine.build import build_model
from tests.engine.designs import random_network
from tests.engine.products import products_counted_by_tensorflow


@pytest.mark.parametrize("id", ["0", "4", "13"])
def test_multiply_adds_of_a_course_project_are_tensorflow_s(id: str):
    experiment = presets.get(id).experiment
    assert summarize(experiment).multiply_adds == products_counted_by_tensorflow(build_model(experiment, seed=0))


def test_multiply_adds_of_random_networks_are_tensorflow_s():
    designs = [Experiment(network=random_network(seed)) for seed in range(12)]
    whole = [design for design in designs if summarize(design).broken is None]
    assert len(whole) >= 6
    for design in whole:
        assert summarize(design).multiply_adds == products_counted_by_tensorflow(build_model(design, seed=0))


def test_multiply_adds_of_project_0_by_hand():
    # 32·32 positions x 3·3·3 weights x 32 filters; 16·16·32 inputs x 32 units; 32 x 10.
    assert summarize(presets.get("0").experiment).multiply_adds == 884_736 + 262_144 + 320
