"""Everything wrong with a design, before Keras sees it.

Each rule is one function from an experiment to the problems that it finds; RULES lists them. The rules about what
ends and judges training are in `protocol.py`, those about its images in `training_images.py`, those about the
optimiser's settings in `optimizing.py`.
A design with an "error" cannot be trained; with a "warning" it can, but it is likely not what the student wants.
"""

from collections.abc import Callable, Iterator

from builder.design.checks.optimizing import OPTIMIZING_RULES
from builder.design.checks.problem import Context, Problem
from builder.design.checks.protocol import PROTOCOL_RULES
from builder.design.checks.training_images import TRAINING_IMAGES_RULES
from builder.design.cost.summary import Summary, summarize
from builder.design.edit.fields import edited
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.layers import convolution, dense, normalization, separable
from builder.design.network.place import NETWORK, TRAINING, Place

#: Above this many bytes for one batch's activations a laptop with 8 GB starts to swap.
LARGE_ACTIVATIONS = 3_000_000_000
#: Weights, their gradients and Adam's two moments take 16 bytes per parameter.
LARGE_PARAMETERS = 50_000_000


_CONVOLUTIONS = convolution.Conv2D, separable.SeparableConv2D


def problems(
    experiment: Experiment,
    train_count: int | None = None,
    validation_count: int | None = None,
    *,
    summary: Summary | None = None,
) -> tuple[Problem, ...]:
    """All problems, errors first; the counts are those of the training and validation images, if known.

    `summary` is the design's, if already computed.
    """
    context = Context(experiment, summary or summarize(experiment), train_count, validation_count)
    found = [problem for rule in RULES for problem in rule(context)]
    return tuple(sorted(found, key=lambda problem: problem.severity != "error"))


def _shapes_fit(context: Context) -> Iterator[Problem]:
    """Every pooling halves the map, and a map of one pixel cannot be halved."""
    if context.summary.broken is None:
        return
    place, reason = context.summary.broken
    fix = context.with_block(place, "pooling", "none")
    if fix is None:
        yield Problem(
            place=place, severity="error", title=f"{_capital(place.title)} cannot be built", what=f"{reason}."
        )
        return
    yield Problem(
        place=place,
        severity="error",
        title=f"The map is too small to pool in {place}",
        what=f"In {place}, {reason}. Each pooling halves height and width: {_halvings(context)}.",
        fix_label=f"Take the pooling out of {place}",
        fix=fix,
    )


def _halvings(context: Context) -> str:
    """The side lengths of a map halved down to one pixel: "32 → 16 → 8 → 4 → 2 → 1"."""
    sides = [min(context.experiment.images.shape[:2])]
    while sides[-1] > 1:
        sides.append(sides[-1] // 2)
    return " → ".join(map(str, sides))


def _kernels_fit(context: Context) -> Iterator[Problem]:
    """With 'same' padding, a kernel wider than 2n - 1 on an n x n map has columns that only ever see zeros."""
    warned = set()
    for row in context.summary.rows:
        if not isinstance(row.layer, _CONVOLUTIONS) or row.place in warned:
            continue
        size, width = row.layer.kernel_size, min(row.input_shape[:2])
        useful = 2 * width - 1
        if size <= useful:
            continue
        warned.add(row.place)
        fix = context.with_block(row.place, "kernel_size", useful)
        yield Problem(
            place=row.place,
            severity="warning",
            title=f"The kernel in {row.place} is larger than it can use",
            what=f"A {size}×{size} kernel slides over a {width}×{width} map: at most {useful}×{useful} of its "
            f"{size * size} weights ever meet a pixel, the others only padding.",
            fix_label=f"Use {useful}×{useful}" if fix else None,
            fix=fix,
        )


def _convolutions_present(context: Context) -> Iterator[Problem]:
    if not context.network.conv_blocks:
        yield Problem(
            place=NETWORK,
            severity="warning",
            title="There is no convolution",
            what=f"Without a convolution the network treats the {context.experiment.images.pixels:,} numbers of an "
            "image as unrelated: it cannot use that neighbouring pixels belong together.",
            fix_label="Add a block",
            fix=edited(context.experiment, ("network", "conv_blocks"), (ConvBlock(),)),
        )


def _parameters_affordable(context: Context) -> Iterator[Problem]:
    """A huge first dense layer is nearly always a forgotten pooling."""
    if context.summary.broken is not None or context.summary.total <= LARGE_PARAMETERS:
        return
    rows = [row for row in context.summary.rows if row.place.index is not None]  # the output's units are fixed
    largest = max(rows, key=lambda row: row.parameters)
    fix, label = None, None
    if isinstance(largest.layer, dense.Dense):
        units = max(1, min(largest.layer.units // 2, LARGE_PARAMETERS // (2 * largest.input_shape[0])))
        fix, label = context.with_block(largest.place, "units", units), f"Use {units} units in {largest.place}"
    elif isinstance(largest.layer, _CONVOLUTIONS):
        filters = max(1, largest.layer.filters // 2)
        fix, label = context.with_block(largest.place, "filters", filters), f"Use {filters} filters in {largest.place}"
    yield Problem(
        place=largest.place,
        severity="warning",
        title=f"{context.summary.total:,} parameters are a lot",
        what=f"{largest.name} alone has {largest.parameters:,}. Weights, gradients and the optimiser's memory take "
        f"about 16 bytes each: {context.summary.total * 16 / 1e9:.1f} GB. Pool more often, or make it narrower.",
        fix_label=label if fix else None,
        fix=fix,
    )


def _activations_affordable(context: Context) -> Iterator[Problem]:
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


def _batch_fits_data(context: Context) -> Iterator[Problem]:
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


def _learning_rate_reasonable(context: Context) -> Iterator[Problem]:
    optimizer, rate = context.training.optimizer, context.training.learning_rate.rate
    limit, title, default = optimizer.highest_rate, optimizer.title, optimizer.usual_rate
    if rate <= limit:
        return
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="The learning rate is very high",
        what=f"{rate:g} with {title}: above {limit:g} the loss usually jumps about or becomes "
        f"infinite. Keras starts {title} at {default:g}.",
        fix_label=f"Use {default:g}",
        fix=edited(context.experiment, ("training", "learning_rate", "rate"), default),
    )


def _patience_can_act(context: Context) -> Iterator[Problem]:
    epochs = context.training.epochs
    late = [stop for stop in context.training.early_stopping if stop.patience >= epochs]
    if not late:
        return
    shorter = max(1, epochs // 4)
    stops = tuple(
        stop.model_copy(update={"patience": min(stop.patience, shorter)}) if stop in late else stop
        for stop in context.training.early_stopping
    )
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="Early stopping can never act",
        what=f"Patience {late[0].patience} needs {late[0].patience} epochs without a better value after the first, "
        f"but there are only {epochs} epochs.",
        fix_label=f"Use patience {shorter}" if epochs > 1 else None,
        fix=context.with_training(early_stopping=stops) if epochs > 1 else None,
    )


def _normalisation_has_a_batch(context: Context) -> Iterator[Problem]:
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


def _residual_sum_has_two_convolutions(context: Context) -> Iterator[Problem]:
    for index, block in enumerate(context.network.conv_blocks):
        if not isinstance(block, ConvBlock) or not block.residual or block.convolutions > 1:
            continue
        place = Place(section="conv_blocks", index=index)
        yield Problem(
            place=place,
            severity="warning",
            title=f"There is nothing to add in {place}",
            what="A residual block adds what its first convolution has come to, to what its last one gives; this block "
            "has only one.",
            fix_label="Use 2 convolutions",
            fix=context.with_block(place, "convolutions", 2),
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


#: Every rule, in the order in which their problems are shown.
RULES: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    _shapes_fit,
    _kernels_fit,
    _convolutions_present,
    _parameters_affordable,
    _activations_affordable,
    _batch_fits_data,
    _learning_rate_reasonable,
    *OPTIMIZING_RULES,
    _patience_can_act,
    _normalisation_has_a_batch,
    _residual_sum_has_two_convolutions,
    *TRAINING_IMAGES_RULES,
    *PROTOCOL_RULES,
)
