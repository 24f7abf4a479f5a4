"""Everything wrong with a design, before Keras sees it.

Each rule is one function from an experiment to the problems that it sees; RULES is the table of them. Those about
what ends and judges a training are in `protocol_problems.py`.
An "error" cannot be trained; a "warning" can, but is likely not what the student wants.
"""

from collections.abc import Callable, Iterator

from builder.design.checks.problem import Context, Problem
from builder.design.checks.protocol import PROTOCOL_RULES
from builder.design.experiment import Experiment
from builder.design.network.blocks import ConvBlock
from builder.design.training.training import OPTIMIZERS

#: Above this many bytes for one batch's activations a laptop with 8 GB starts to swap.
LARGE_ACTIVATIONS = 3_000_000_000
#: Weights, their gradients and Adam's two moments take 16 bytes a parameter.
LARGE_PARAMETERS = 50_000_000
#: Above these, training usually diverges or stalls within the first epoch.
HIGH_LEARNING_RATE = {"adam": 0.02, "rmsprop": 0.02, "sgd": 1.0}


def problems(
    experiment: Experiment, train_count: int | None = None, validation_count: int | None = None
) -> tuple[Problem, ...]:
    """All problems, errors first; the counts are those of the training and validation images, where known."""
    context = Context(experiment, train_count, validation_count)
    found = [problem for rule in RULES for problem in rule(context)]
    return tuple(sorted(found, key=lambda problem: problem.severity != "error"))


def _shapes_fit(context: Context) -> Iterator[Problem]:
    """Every pooling halves the map; 32 pixels can be halved five times."""
    if context.summary.broken is None:
        return
    place, reason = context.summary.broken
    index = int(place.removeprefix("block ")) - 1
    yield Problem(
        place=place,
        severity="error",
        title=f"The map is too small to pool in {place}",
        what=f"In {place}, {reason}. Each pooling halves height and width: 32 → 16 → 8 → 4 → 2 → 1.",
        fix_label=f"Take the pooling out of {place}",
        fix=context.with_conv_block(index, pooling="none"),
    )


def _kernels_fit(context: Context) -> Iterator[Problem]:
    """With 'same' padding, a kernel wider than 2n - 1 on an n x n map has columns that only ever see zeros."""
    warned: set[str] = set()
    for row in context.summary.rows:
        if row.kind != "Conv2D" or row.place in warned:
            continue
        size, width = row.layer.kernel_size, row.input_shape[1]
        useful = 2 * width - 1
        if size <= useful:
            continue
        warned.add(row.place)
        index = int(row.place.removeprefix("block ")) - 1
        yield Problem(
            place=row.place,
            severity="warning",
            title=f"The kernel in {row.place} is larger than it can use",
            what=f"A {size}×{size} kernel slides over a {width}×{width} map: at most {useful}×{useful} of its "
            f"{size * size} weights ever meet a pixel, the others only padding.",
            fix_label=f"Use {useful}×{useful}",
            fix=context.with_conv_block(index, kernel_size=useful),
        )


def _convolutions_present(context: Context) -> Iterator[Problem]:
    if not context.network.conv_blocks:
        yield Problem(
            place="network",
            severity="warning",
            title="There is no convolution",
            what="Without a convolution the network treats the 3,072 numbers of an image as unrelated: "
            "it cannot use that neighbouring pixels belong together.",
            fix_label="Add a block",
            fix=context.experiment.model_copy(
                update={"network": context.network.model_copy(update={"conv_blocks": (ConvBlock(),)})}
            ),
        )


def _parameters_affordable(context: Context) -> Iterator[Problem]:
    """A huge first dense layer is nearly always a forgotten pooling."""
    if context.summary.broken is not None or context.summary.total <= LARGE_PARAMETERS:
        return
    rows = [row for row in context.summary.rows if row.place != "output"]  # the output's ten units stay
    largest = max(rows, key=lambda row: row.parameters)
    index = int(largest.place.split()[-1]) - 1
    if largest.place.startswith("dense "):
        units = max(1, min(largest.layer.units // 2, LARGE_PARAMETERS // (2 * largest.input_shape[0])))
        fix, label = context.with_dense_block(index, units=units), f"Use {units} units in {largest.place}"
    else:
        filters = max(1, largest.layer.filters // 2)
        fix, label = context.with_conv_block(index, filters=filters), f"Use {filters} filters in {largest.place}"
    yield Problem(
        place=largest.place,
        severity="warning",
        title=f"{context.summary.total:,} parameters are a lot",
        what=f"{largest.name} alone has {largest.parameters:,}. Weights, gradients and the optimiser's memory take "
        f"about 16 bytes each: {context.summary.total * 16 / 1e9:.1f} GB. Pool more often, or make it narrower.",
        fix_label=label,
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
        place="training",
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
        place="training",
        severity="warning",
        title="The batch is larger than the data set",
        what=f"Batch size {batch:,}, but there are only {count:,} training images: an epoch is a single step. "
        f"With batch size {smaller} it is {-(-count // smaller)} steps.",
        fix_label=f"Use batch size {smaller}",
        fix=context.with_training(batch_size=smaller),
    )


def _learning_rate_reasonable(context: Context) -> Iterator[Problem]:
    training = context.training
    limit = HIGH_LEARNING_RATE[training.optimizer]
    if training.learning_rate <= limit:
        return
    title, default, _ = OPTIMIZERS[training.optimizer]
    yield Problem(
        place="training",
        severity="warning",
        title="The learning rate is very high",
        what=f"{training.learning_rate:g} with {title}: above {limit:g} the loss usually jumps about or becomes "
        f"infinite. Keras starts {title} at {default:g}.",
        fix_label=f"Use {default:g}",
        fix=context.with_training(learning_rate=default),
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
        place="training",
        severity="warning",
        title="Early stopping can never act",
        what=f"Patience {late[0].patience} needs {late[0].patience} epochs without a better value after the first, "
        f"but there are only {epochs} epochs.",
        fix_label=f"Use patience {shorter}" if epochs > 1 else None,
        fix=context.with_training(early_stopping=stops) if epochs > 1 else None,
    )


def _normalisation_has_a_batch(context: Context) -> Iterator[Problem]:
    normalized = any(row.kind == "BatchNormalization" for row in context.summary.rows)
    if not normalized or context.training.batch_size >= 8:
        return
    yield Problem(
        place="training",
        severity="warning",
        title="The batch is too small for batch normalisation",
        what=f"Batch normalisation estimates mean and variance from the batch; {context.training.batch_size} "
        "images give estimates that are mostly noise.",
        fix_label="Use batch size 32",
        fix=context.with_training(batch_size=32),
    )


#: Every rule, in the order in which their problems are shown.
RULES: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    _shapes_fit,
    _kernels_fit,
    _convolutions_present,
    _parameters_affordable,
    _activations_affordable,
    _batch_fits_data,
    _learning_rate_reasonable,
    _patience_can_act,
    _normalisation_has_a_batch,
    *PROTOCOL_RULES,
)
