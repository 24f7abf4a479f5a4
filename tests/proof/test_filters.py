"""The filters of the network that comes with the app are found again wherever they stand, and in no other network."""

import numpy as np
import pytest

from builder.engine.build import build_model
from builder.engine.bundle import weights_of
from builder.presets import get
from builder.proof.filters import share_found
from builder.proof.twins import _shipped_weights
from builder.settings import SHIPPED


@pytest.fixture(scope="module")
def shipped():
    return _shipped_weights(SHIPPED / "weights.safetensors")


def kernels(weights):
    return sorted(name for name, array in weights.items() if array.ndim == 4)


def in_another_order(weights, chance):
    """The filters of each layer, and with them what the next one reads."""
    order = None
    for name in kernels(weights):
        kernel = weights[name] if order is None else weights[name][:, :, order]
        order = chance.permutation(kernel.shape[3])
        weights[name] = kernel[..., order]


def with_one_that_nothing_reads(weights, chance):
    is_first = True
    for name in kernels(weights):
        kernel = weights[name]
        read = kernel if is_first else np.concatenate([kernel, np.zeros_like(kernel[:, :, :1])], axis=2)
        more = chance.standard_normal(read[..., :1].shape)
        weights[name], is_first = np.concatenate([read, more], axis=3), False


def in_a_mirror(weights, chance):
    for name in kernels(weights):
        weights[name] = weights[name][:, ::-1]


def multiplied(weights, chance):
    for name in kernels(weights):
        weights[name] = weights[name] * chance.uniform(0.2, 5, weights[name].shape[3])


def all_by_little(weights, chance):
    for name in kernels(weights):
        weights[name] = weights[name] * chance.uniform(0.98, 1.02, weights[name].shape)


def under_other_names(weights, chance):
    for number, name in enumerate(kernels(weights)):
        weights[f"another_{number}/kernel"] = weights.pop(name)


@pytest.mark.parametrize(
    "change",
    [in_another_order, with_one_that_nothing_reads, in_a_mirror, multiplied, all_by_little, under_other_names],
)
def test_they_are_found_again_whatever_is_done_to_the_network(shipped, change):
    changed = dict(shipped)
    change(changed, np.random.default_rng(1))
    assert share_found(shipped, changed) == 1


def test_each_is_told_from_all_others_of_its_layer(shipped):
    for name in kernels(shipped)[1:]:
        kernel = shipped[name]
        for number in (0, kernel.shape[3] // 2, kernel.shape[3] - 1):
            others = {name: np.delete(kernel, number, axis=3)}
            assert share_found({name: kernel[..., number : number + 1]}, others) == 0


def test_of_the_same_design_untrained_and_of_a_network_without_convolutions_there_are_none(shipped):
    assert share_found(shipped, weights_of(build_model(get("21").experiment, seed=0))) < 0.01
    assert share_found(shipped, {"dense/kernel": np.ones((3, 3))}) == 0
    assert share_found({"dense/kernel": np.ones((3, 3))}, shipped) == 0
