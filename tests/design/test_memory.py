"""What a design takes, and what is refused before it starts."""

import subprocess
import sys

import pytest

from builder import jobs
from builder.design.checks.room import memory_problem
from builder.design.cost.memory import training_bytes
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network
from builder.design.training.optimizers import SGD, Adam, AdamW, RMSprop
from builder.design.training.training import Training
from builder.jobs.executor.local.machine import SHARE, machine_memory
from builder.presets import get

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("preset", "batch", "peak_mb"),
    # Peak memory of three training steps, measured on Linux without the data set.
    [("0", 512, 781), ("4", 512, 869), ("8", 512, 1068), ("15", 512, 1164), ("8", 2048, 2080)],
)
def test_the_estimate_is_above_what_was_measured_and_below_three_times_that(preset, batch, peak_mb):
    estimated = training_bytes(get(preset).experiment, batch) / 2**20
    assert peak_mb < estimated < 3 * peak_mb


@pytest.mark.parametrize(
    ("optimizer", "kept"),
    # Keras keeps two moments for Adam's and AdamW's weights, a mean square and a momentum for RMSprop's, a momentum for
    # SGD's.
    [(Adam(), 2), (AdamW(), 2), (RMSprop(), 2), (SGD(momentum=0.9), 1)],
    ids=lambda given: getattr(given, "kind", ""),
)
def test_each_weight_takes_a_number_for_itself_its_gradient_and_what_its_optimiser_keeps(optimizer, kept):
    """By hand: a dense layer of n units in place of one of n/2, on 3,072 inputs and before 10 outputs."""
    estimated = [
        training_bytes(
            Experiment(
                network=Network(conv_blocks=(), dense_blocks=(DenseBlock(units=units),)),
                training=Training(optimizer=optimizer, batch_size=1),
            )
        )
        for units in (2048, 4096)
    ]
    weights = (3072 + 1 + 10) * 2048
    numbers = (estimated[1] - estimated[0]) / (4 * weights)
    assert 1 + 1 + kept <= numbers < 1 + 1 + kept + 0.5  # what is over: the layer's own outputs


def test_every_project_fits_into_a_laptop_with_8_gb():
    assert [id for id in ("0", "4", "8", "15", "18") if memory_problem(get(id).experiment, SHARE * 8 * GB)] == []


def test_a_design_that_is_too_large_names_its_size_the_room_and_the_batch_that_fits():
    wide = Experiment(
        network=Network(conv_blocks=(ConvBlock(convolutions=4, filters=512),)), training=Training(batch_size=4096)
    )
    problem = memory_problem(wide, SHARE * 8 * GB)
    fixed = problem.fix.training.batch_size
    assert problem.severity == "error"
    assert f"Batch {fixed:,} fits" in problem.what and "7.2 GB can be used" in problem.what
    assert memory_problem(problem.fix, SHARE * 8 * GB) is None
    assert (
        memory_problem(wide.model_copy(update={"training": Training(batch_size=2 * fixed)}), SHARE * 8 * GB) is not None
    )


def test_weights_alone_can_be_too_many():
    dense = Network(conv_blocks=(ConvBlock(filters=1024, pooling="none"),), dense_blocks=(DenseBlock(units=4096),))
    problem = memory_problem(Experiment(network=dense, training=Training(batch_size=8)), SHARE * 8 * GB)
    assert problem.fix is None and "fewer filters or units" in problem.what


def test_a_design_that_is_too_large_is_not_queued(settings, db, monkeypatch):
    monkeypatch.setattr("builder.jobs.executor.local.machine.machine_memory", lambda: GB)
    with pytest.raises(jobs.SubmitError, match="Too large for this machine's memory"):
        jobs.submit_run(settings, db, get("0").experiment.on("digits"), "a" * 64)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux caps a process this way")
def test_a_capped_process_is_refused_what_is_beyond_its_share_and_lives():
    code = (
        "import numpy as np, builder.jobs.executor.local.machine as memory\n"
        "memory.machine_memory = lambda: 400_000_000\n"
        "memory.cap_own_memory()\n"
        "try:\n    np.ones(500_000_000, np.uint8)\nexcept MemoryError:\n    print('refused')\n"
        "print(np.ones(10_000_000, np.uint8).sum())"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["refused", "10000000"]


def test_this_machine_has_some_memory():
    assert machine_memory() * SHARE > 500_000_000
