"""The rules about the network itself: what its shapes allow, and how large it is."""

from collections.abc import Iterator

from builder.design.checks.problem import Context, Problem
from builder.design.edit.fields import edited
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.layers import convolution, dense, separable
from builder.design.network.place import NETWORK, Place

#: Weights, their gradients and Adam's two moments take 16 bytes per parameter.
LARGE_PARAMETERS = 50_000_000

_CONVOLUTIONS = convolution.Conv2D, separable.SeparableConv2D


def shapes_fit(context: Context) -> Iterator[Problem]:
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


def kernels_fit(context: Context) -> Iterator[Problem]:
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


def convolutions_present(context: Context) -> Iterator[Problem]:
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


def parameters_affordable(context: Context) -> Iterator[Problem]:
    """A huge first dense layer is nearly always a forgotten pooling."""
    if context.summary.broken is not None or context.summary.total <= LARGE_PARAMETERS:
        return
    rows = [row for row in context.summary.rows if row.place.index is not None]  # the output's units are fixed
    largest = max(rows or context.summary.rows, key=lambda row: row.parameters)
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


def residual_sum_has_two_convolutions(context: Context) -> Iterator[Problem]:
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
