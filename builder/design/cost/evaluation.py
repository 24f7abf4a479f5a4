"""The batch size where a network only predicts: in validation and on the test set.

The number changes no result, so it is chosen for speed, and smaller if one layer's outputs alone would fill the
memory: a design that trains in small batches must not fail when it is validated.
"""

from collections.abc import Sequence

from builder.design.cost.summary import BYTES_PER_FLOAT, Summary
from builder.design.network.graph import IMAGES
from builder.design.network.layers.base import count

#: Of 128, 256 and 512, smaller ones took more time per image (project 0: 112, 72 and 60 µs, project 8: 1,089, 898 and
#: 816 µs; AMD EPYC, 2 cores), and larger ones more memory.
EVALUATION_BATCH = 256
#: Memory that two neighbouring layers' outputs may take. Up to 244 filters on whole images still allow 256 images.
EVALUATION_BYTES = 512_000_000


def forward_bytes(outputs: Sequence[int], inputs: Sequence[Sequence[int]], batch_size: int) -> int:
    """Bytes of float32 that prediction takes besides the weights.

    `outputs` is how many numbers each layer outputs for one image, in order, and `inputs` which layers each takes, by
    their index in `outputs` (others are not counted). A layer's output stays in memory until the last layer that
    takes it is done.
    """
    last_use = {taken: number for number, places in enumerate(inputs) for taken in places}
    held = most = 0
    for number, size in enumerate(outputs):
        held += size
        if any(place >= 0 for place in inputs[number]):
            most = max(most, held)
        held -= sum(outputs[place] for place in {*inputs[number]} if place >= 0 and last_use[place] == number)
    return most * batch_size * BYTES_PER_FLOAT


def evaluation_batch(outputs: Sequence[int], inputs: Sequence[Sequence[int]]) -> int:
    """The images in a batch: a power of two, at most EVALUATION_BATCH; the arguments are those of `forward_bytes`."""
    batch = EVALUATION_BATCH
    while batch > 1 and forward_bytes(outputs, inputs, batch) > EVALUATION_BYTES:
        batch //= 2
    return batch


def images_at_once(summary: Summary) -> int:
    """The images in a batch of this network, as the engine counts them: the images themselves, then every layer."""
    shapes = [summary.image_shape, *(row.output_shape for row in summary.rows)]
    taken = [[0 if number == IMAGES else number + 1 for number in row.inputs] for row in summary.rows]
    return evaluation_batch([count(shape) for shape in shapes], [[], *taken])
