"""Memory: designs that this machine cannot train are refused before they start, and a worker cannot take it all."""

import contextlib
import sys
from pathlib import Path

import psutil

from builder.spec.evaluation import evaluation_batch, forward_bytes
from builder.spec.experiment import Experiment
from builder.spec.layers import count
from builder.spec.problems import Problem
from builder.spec.summary import summarize

#: A worker with TensorFlow loaded and CIFAR-10 in memory: 0.55 GB, and twice 0.18 GB of images while they load.
BASE_BYTES = 900_000_000
#: What training took beside that, over the activations that the summary counts: 1.2 to 2.2 times as much, for
#: projects 0, 4, 8 and 15 at batches of 512 and 2,048 (peak memory of three steps, Linux).
ACTIVATIONS_FACTOR = 2.2
#: What validation took beside that, over the outputs that are counted: up to 1.7 times as much, for first blocks of 256
#: to 1,024 filters in batches of 2 to 32 (peak memory of three steps and a validation, Linux).
ANSWERS_FACTOR = 2.0
#: Numbers kept for each weight: itself, its gradient, and what the optimiser keeps.
NUMBERS_PER_WEIGHT = {"adam": 4, "rmsprop": 4, "sgd": 3}
#: The share of the machine's memory that training may take.
SHARE = 0.9


def machine_memory() -> int:
    """Bytes that this machine, or the container around this process, has."""
    total = psutil.virtual_memory().total
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):
            total = min(total, int(Path(file).read_text(encoding="ascii")))
    return total


def training_bytes(experiment: Experiment, batch_size: int | None = None) -> int:
    """What training the design takes at its peak, or would with another batch size; an estimate from above.

    Where training takes little, because its batches are small, validation may take more.
    """
    training, summary = experiment.training, summarize(experiment.network)
    weights = summary.total * 4 * NUMBERS_PER_WEIGHT[training.optimizer]
    activations = summary.activation_bytes(batch_size or training.batch_size) * ACTIVATIONS_FACTOR
    outputs = [count(row.output_shape) for row in summary.rows]
    answers = forward_bytes(outputs, evaluation_batch(outputs)) * ANSWERS_FACTOR
    return int(BASE_BYTES + weights + max(activations, answers))


def memory_problem(experiment: Experiment, memory: int | None = None) -> Problem | None:
    """Why the design is too large for `memory` bytes (default: this machine's), with the largest batch that fits."""
    room = SHARE * (machine_memory() if memory is None else memory)
    needed = training_bytes(experiment)
    if needed <= room:
        return None
    batch = largest_batch(experiment, room)
    what = (
        f"Training would take about {needed / 1e9:.1f} GB with batch {experiment.training.batch_size:,}, and "
        f"{room / 1e9:.1f} GB can be used here. "
    )
    if batch is None:
        what += "Even one image a batch does not fit: take fewer filters or units, or pool earlier."
        return Problem(place="training", severity="error", title="Too large for this machine's memory", what=what)
    training = experiment.training.model_copy(update={"batch_size": batch})
    return Problem(
        place="training",
        severity="error",
        title="Too large for this machine's memory",
        what=f"{what}Batch {batch:,} fits.",
        fix_label=f"Batch {batch:,}",
        fix=experiment.model_copy(update={"training": training}),
    )


def largest_batch(experiment: Experiment, room: float) -> int | None:
    """The largest power of two, below the design's batch size, whose training fits into `room` bytes."""
    batch = 1 << (max(1, experiment.training.batch_size - 1).bit_length() - 1)
    while batch >= 1:
        if training_bytes(experiment, batch) <= room:
            return batch
        batch //= 2
    return None


def cap_own_memory() -> None:
    """From here on this process is refused memory beyond its share, and fails alone, before the system runs out."""
    if sys.platform.startswith("linux"):
        import resource

        limit = int(SHARE * machine_memory())
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
