"""What a training costs, by hand."""

import pytest

from builder.design.cost.summary import summarize
from builder.design.cost.training_work import epoch_costs, training_cost, training_multiply_adds
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.training import Training

HALF = ProgressiveSize(size=24, until=0.5)
#: One convolution, 3 x 3 x 3 x 8 multiply-adds for each pixel, and an output of 10 for a quarter of its numbers.
NETWORK = Network(conv_blocks=(ConvBlock(filters=8),), dense_blocks=())
FULL, SMALL = 1024 * 216 + 256 * 8 * 10, 576 * 216 + 144 * 8 * 10


def design(**training) -> Experiment:
    return Experiment(network=NETWORK, training=Training(**training))


def work(experiment: Experiment) -> int:
    return training_multiply_adds(experiment, summarize(experiment), 1000)


def test_a_training_costs_three_forward_passes_for_each_image_of_each_epoch():
    assert work(design(epochs=6, batch_size=100)) == 3 * 6 * 1000 * FULL
    assert work(design(epochs=6, batch_size=100, steps_per_epoch=3)) == 3 * 6 * 300 * FULL


def test_smaller_images_for_half_of_the_steps_cost_less_for_half_of_them():
    progressive = design(epochs=3, batch_size=100, progressive_size=HALF)
    assert work(progressive) == 3 * 1500 * (FULL + SMALL)
    assert training_cost(progressive) == pytest.approx((1 + SMALL / FULL) / 2)
    assert epoch_costs(progressive, 1000) == pytest.approx((SMALL / FULL, (1 + SMALL / FULL) / 2, 1))


def test_without_smaller_images_every_epoch_costs_the_same():
    assert epoch_costs(design(epochs=3), 1000) == (1, 1, 1) and training_cost(design()) == 1
