"""Words for the fields of blocks, one entry in WORDS for each field, and for a whole block in one line."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from builder.design.network.blocks import Block
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.words.block_choices import ACTIVATIONS, ORDERS, choices, initializer_name
from builder.words.counts import count
from builder.words.numbers import exact
from builder.words.sentences import listed

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


class Moved(NamedTuple):
    """One field of one block that is in both networks: the block after, its number from 1, and both values."""

    block: Block
    number: int
    before: Any
    after: Any


def field_words(name: str, moved: Sequence[Moved]) -> str:
    """How a field changed in these blocks: "64 filters instead of 32", "dropout 0.2", "a second convolution"."""
    if name not in WORDS:
        before, after = _values(moved)
        return f"{name.replace('_', ' ')} {after} instead of {before}"
    return WORDS[name](moved)


def block_words(block: Block) -> str:
    """A block in one line, without what is usual: "32 filters, max pooling"."""
    if not isinstance(block, ConvBlock | DenseBlock):
        return block.words()
    if isinstance(block, DenseBlock):
        parts = [count(block.units, "unit")]
        parts += ["batch normalisation"] if block.batch_normalization else []
    else:
        filters = count(block.filters, "filter")
        parts = [filters if block.convolutions == 1 else f"{block.convolutions} × {filters}"]
        parts += [f"{block.kernel_size}×{block.kernel_size} kernels"] if block.kernel_size != 3 else []
        is_glorot = block.kernel_initializer == "glorot_uniform"
        parts += [] if is_glorot else [initializer_name(block.kernel_initializer)]
        normalized = {"once": "batch normalisation", "each": "batch normalisation after each convolution"}
        parts += [normalized[block.batch_normalization]] if block.batch_normalization != "none" else []
        parts += ["no pooling" if block.pooling == "none" else f"{block.pooling} pooling"]
    parts += [f"dropout {exact(block.dropout)}"] if block.dropout else []
    parts += [f"L2 {exact(block.l2)}"] if block.l2 else []
    parts += choices(block)
    return ", ".join(parts)


def _values(moved: Sequence[Moved]) -> tuple[str, str]:
    """The values before and after: once if all are equal, else in the order of the blocks."""
    return _joined([move.before for move in moved]), _joined([move.after for move in moved])


def _joined(values: Sequence[Any]) -> str:
    texts = [value if isinstance(value, str) else exact(value) for value in values]
    return texts[0] if len(set(texts)) == 1 else listed(texts)


def _filters(moved: Sequence[Moved]) -> str:
    before, after = _values(moved)
    return f"{after} {'filter' if after == '1' else 'filters'} instead of {before}"


def _units(moved: Sequence[Moved]) -> str:
    before, after = _values(moved)
    return f"dense {after} instead of {before}"


def _amount(label: str) -> Callable[[Sequence[Moved]], str]:
    """The words for a number that is 0 when absent."""

    def words(moved: Sequence[Moved]) -> str:
        before, after = _values(moved)
        if after == "0":
            return f"no {label} instead of {before}"
        return f"{label} {after}" if before == "0" else f"{label} {after} instead of {before}"

    return words


def _each(words: Callable[[Moved], str]) -> Callable[[Sequence[Moved]], str]:
    """The words for a field whose values are whole phrases; equal ones appear once."""
    return lambda moved: listed(list(dict.fromkeys(words(move) for move in moved)))


def _convolutions(move: Moved) -> str:
    if move.after == move.before + 1:
        return f"a {ORDINALS[move.before]} convolution"
    return f"{count(move.after, 'convolution')} instead of {move.before}"


def _batch_normalization(move: Moved) -> str:
    if isinstance(move.block, DenseBlock):
        return "batch normalisation" if move.after else "no batch normalisation"
    if move.after == "none":
        return "no batch normalisation"
    where = {"once": "after the last convolution", "each": "after each convolution"}
    text = f"batch normalisation {where[move.after]}"
    return text if move.before == "none" else f"{text} instead of {where[move.before]}"


def _pooling(move: Moved) -> str:
    if move.after == "none":
        return "no pooling"
    return f"{move.after} pooling" + ("" if move.before == "none" else f" instead of {move.before} pooling")


def _bias(move: Moved) -> str:
    return "a bias" if move.after else "no bias"


def _scale(move: Moved) -> str:
    return f"batch normalisation {'with' if move.after else 'without'} its scale"


def _instead(words: dict[str, str]) -> Callable[[Sequence[Moved]], str]:
    """The words for a field of fixed values, each of which is a phrase."""
    return _each(lambda move: f"{words[move.after]} instead of {words[move.before]}")


def _number(label: str) -> Callable[[Sequence[Moved]], str]:
    """The words for a number that is never absent."""

    def words(moved: Sequence[Moved]) -> str:
        before, after = _values(moved)
        return f"{label} {after} instead of {before}"

    return words


def _initializer(moved: Sequence[Moved]) -> str:
    before = _joined([initializer_name(move.before) for move in moved])
    after = _joined([initializer_name(move.after) for move in moved])
    return f"initialiser {after} instead of {before}"


#: The words for every field of a block.
WORDS: dict[str, Callable[[Sequence[Moved]], str]] = {
    "convolutions": _each(_convolutions),
    "filters": _filters,
    "kernel_size": _each(lambda move: f"{move.after}×{move.after} kernels instead of {move.before}×{move.before}"),
    "batch_normalization": _each(_batch_normalization),
    "pooling": _each(_pooling),
    "dropout": _amount("dropout"),
    "l2": _amount("L2"),
    "kernel_initializer": _initializer,
    "units": _units,
    "activation": _instead(ACTIVATIONS),
    "use_bias": _each(_bias),
    "order": _instead(ORDERS),
    "residual": _each(lambda move: "a residual sum" if move.after else "no residual sum"),
    "convolution": _instead({"full": "full convolutions", "separable": "separable convolutions"}),
    "normalization_scale": _each(_scale),
    "normalization_momentum": _number("normalisation momentum"),
    "normalization_epsilon": _number("normalisation epsilon"),
}
