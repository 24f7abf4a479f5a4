"""How much of a machine's memory training a design takes."""

from builder.design.cost.evaluation import evaluation_batch, forward_bytes
from builder.design.cost.summary import BYTES_PER_FLOAT, Summary, summarize
from builder.design.experiment import Experiment
from builder.design.network.layers.base import count

#: A worker with TensorFlow loaded and CIFAR-10 in memory: 0.55 GB, and twice 0.18 GB of images while they load.
BASE_BYTES = 900_000_000
#: What training took besides that, as a multiple of the activations that the summary counts: 1.2 to 2.2, for projects
#: 0, 4, 8 and 15 at batches of 512 and 2,048 (peak memory of three steps, Linux).
ACTIVATIONS_FACTOR = 2.2
#: What validation took besides that, as a multiple of the outputs that are counted: up to 1.7, for first blocks of 256
#: to 1,024 filters in batches of 2 to 32 (peak memory of three steps and a validation, Linux).
ANSWERS_FACTOR = 2.0


def training_bytes(experiment: Experiment, batch_size: int | None = None, *, summary: Summary | None = None) -> int:
    """Peak memory in bytes of training the design, or of training it with another batch size; an upper estimate.

    If training takes little, because its batches are small, validation may take more. `summary` is the design's, if
    already computed.
    """
    training = experiment.training
    summary = summary or summarize(experiment)
    averaged = 0 if training.averaging is None else 1
    weights = summary.total * BYTES_PER_FLOAT * (training.optimizer.numbers_per_weight + averaged)
    activations = summary.activation_bytes(batch_size or training.batch_size) * ACTIVATIONS_FACTOR
    outputs = [count(row.output_shape) for row in summary.rows]
    inputs = [row.inputs for row in summary.rows]
    answers = forward_bytes(outputs, inputs, evaluation_batch(outputs, inputs)) * ANSWERS_FACTOR
    return int(BASE_BYTES + weights + max(activations, answers))


def largest_batch(experiment: Experiment, room: float) -> int | None:
    """The largest power of two, below the design's batch size, whose training fits into `room` bytes."""
    summary = summarize(experiment)
    batch = 1 << (max(1, experiment.training.batch_size - 1).bit_length() - 1)
    while batch >= 1:
        if training_bytes(experiment, batch, summary=summary) <= room:
            return batch
        batch //= 2
    return None
