"""How many images a network looks at in one go where it only answers, in validation and for the test set.

The number changes no result, so it is chosen for speed, and smaller where one layer's answers alone would fill the
memory: a design that trains in small batches is not to fail when it is validated.
"""

from collections.abc import Sequence

from builder.design.cost.summary import BYTES_PER_FLOAT

#: Of 128, 256 and 512, smaller ones took more time an image (project 0: 112, 72 and 60 µs, project 8: 1,089, 898 and
#: 816 µs; AMD EPYC, 2 cores), and larger ones more memory.
EVALUATION_BATCH = 256
#: What two neighbouring layers' outputs may take in memory. Up to 244 filters on whole images keep to 256 images.
EVALUATION_BYTES = 512_000_000


def forward_bytes(outputs: Sequence[int], inputs: Sequence[Sequence[int]], batch_size: int) -> int:
    """Bytes of float32 that answering takes beside the weights.

    `outputs` says how many numbers each layer gives for one image, in order, and `inputs` which layers each takes, by
    their places in `outputs` (others are not counted). What a layer gives is there until the last layer that takes it
    is done.
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
