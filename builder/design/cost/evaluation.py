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


def forward_bytes(outputs: Sequence[int], batch_size: int) -> int:
    """Bytes of float32 that answering takes beside the weights: a layer's input and output are there at once.

    `outputs` says how many numbers each layer gives for one image, in order.
    """
    pairs = zip(outputs, outputs[1:], strict=False)
    return max((before + after for before, after in pairs), default=0) * batch_size * BYTES_PER_FLOAT


def evaluation_batch(outputs: Sequence[int]) -> int:
    """The images in a batch: a power of two, at most EVALUATION_BATCH; `outputs` as for `forward_bytes`."""
    batch = EVALUATION_BATCH
    while batch > 1 and forward_bytes(outputs, batch) > EVALUATION_BYTES:
        batch //= 2
    return batch
