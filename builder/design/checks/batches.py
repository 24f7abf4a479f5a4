"""The rules about the batch: whether it fits into memory, the images fill it, and it is large enough to normalise."""

from collections.abc import Iterator

from builder.design.checks.problem import Context, Problem
from builder.design.network.layers import normalization
from builder.design.network.place import TRAINING

#: Above this many bytes for one batch's activations a laptop with 8 GB starts to swap.
LARGE_ACTIVATIONS = 3_000_000_000


def activations_affordable(context: Context) -> Iterator[Problem]:
    batch = context.training.batch_size
    size = context.summary.activation_bytes(batch)
    if size <= LARGE_ACTIVATIONS:
        return
    per_image = context.summary.activation_bytes(1)
    smaller = batch
    while smaller > 1 and smaller * per_image > LARGE_ACTIVATIONS / 2:
        smaller //= 2
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="This batch may not fit into memory",
        what=f"{per_image / 1e6:.2f} MB of activations an image × batch size {batch:,} = {size / 1e9:.1f} GB. "
        f"Batch size {smaller:,} needs {smaller * per_image / 1e9:.1f} GB.",
        fix_label=f"Use batch size {smaller:,}",
        fix=context.with_training(batch_size=smaller),
    )


def batch_fits_data(context: Context) -> Iterator[Problem]:
    count, batch = context.train_count, context.training.batch_size
    if count is None or batch <= count:
        return
    smaller = max(1, min(128, count // 8))
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="The batch is larger than the data set",
        what=f"Batch size {batch:,}, but there are only {count:,} training images: an epoch is a single step. "
        f"With batch size {smaller} it is {-(-count // smaller)} steps.",
        fix_label=f"Use batch size {smaller}",
        fix=context.with_training(batch_size=smaller),
    )


def normalisation_has_a_batch(context: Context) -> Iterator[Problem]:
    normalized = any(
        isinstance(row.layer, normalization.BatchNormalization) and not row.layer.fitted for row in context.summary.rows
    )
    if not normalized or context.training.batch_size >= 8:
        return
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="The batch is too small for batch normalisation",
        what=f"Batch normalisation estimates mean and variance from the batch; {context.training.batch_size} "
        "images give estimates that are mostly noise.",
        fix_label="Use batch size 32",
        fix=context.with_training(batch_size=32),
    )
