"""How many images a network answers about in one go."""

import pytest

from builder.design.cost.evaluation import evaluation_batch, forward_bytes
from builder.design.cost.memory import BASE_BYTES, training_bytes
from builder.design.cost.summary import summarize
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.layers.base import count
from builder.design.network.network import Network
from builder.design.training.training import Training
from builder.presets import PRESETS


def outputs(experiment: Experiment) -> list[int]:
    return [count(row.output_shape) for row in summarize(experiment).rows]


def chain(length: int) -> list[tuple[int, ...]]:
    """Each layer takes what the one before gives, the first one the images."""
    return [(number - 1,) for number in range(length)]


def batch_of(outputs: list[int]) -> int:
    return evaluation_batch(outputs, chain(len(outputs)))


def wide(filters: int, batch_size: int, batch_normalization: str = "none") -> Experiment:
    block = ConvBlock(filters=filters, convolutions=1, batch_normalization=batch_normalization)
    return Experiment(network=Network(conv_blocks=(block,)), training=Training(batch_size=batch_size))


def test_every_project_is_validated_by_256_images():
    assert {batch_of(outputs(preset.experiment)) for preset in PRESETS.values()} == {256}


def test_two_neighbouring_outputs_are_counted_in_float32():
    assert forward_bytes([3072, 1000, 10], chain(3), 2) == 4 * 2 * 4072
    assert forward_bytes([3072], chain(1), 2) == forward_bytes([], [], 2) == 0


@pytest.mark.parametrize(("filters", "batch"), [(32, 256), (256, 128), (1024, 32)])
def test_wide_layers_are_validated_by_fewer(filters, batch):
    found = outputs(wide(filters, 2, "each"))
    inputs = chain(len(found))
    assert evaluation_batch(found, inputs) == batch
    assert forward_bytes(found, inputs, batch) <= 512e6
    assert batch == 256 or forward_bytes(found, inputs, 2 * batch) > 512e6


def test_even_the_widest_is_validated_by_one():
    assert batch_of([10**9, 10**9]) == 1


@pytest.mark.parametrize(
    ("filters", "batch_size", "batch_normalization", "peak_mb"),
    # Peak memory of three steps and a validation, measured on Linux with the digits; with 256 images at once the
    # first took 2,146 MB.
    [(1024, 2, "each", 863), (1024, 2, "none", 1037), (512, 32, "once", 1088)],
)
def test_a_design_in_small_batches_is_estimated_by_its_validation(filters, batch_size, batch_normalization, peak_mb):
    design = wide(filters, batch_size, batch_normalization)
    answers = training_bytes(design) - BASE_BYTES
    assert peak_mb * 1e6 < training_bytes(design) < 2 * peak_mb * 1e6
    assert answers > 2 * summarize(design).activation_bytes(batch_size)
