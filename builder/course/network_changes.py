"""What differs between two networks: blocks are aligned, and equal changes of one field make one sentence."""

from collections.abc import Sequence

from builder.course.align import Partners, aligned
from builder.course.block_words import ORDINALS, Block, Moved, block_words, field_words
from builder.course.change import Change, Kind, shortened
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.input import Input
from builder.design.network.network import Network
from builder.design.network.output import Output
from builder.words.block_choices import ACTIVATIONS, initializer_name
from builder.words.counts import noun as noun_of
from builder.words.numbers import exact
from builder.words.sentences import capital, listed

#: Fields that a block always has; in the others "none", False and 0 mean absence.
NEVER_ABSENT = {
    "filters",
    "kernel_size",
    "kernel_initializer",
    "units",
    "activation",
    "order",
    "convolution",
    "normalization_momentum",
    "normalization_epsilon",
}

#: Fields whose differing values are written as a row, block by block.
ROWS = {"filters", "units", "dropout"}

#: The phrases for all conv blocks and all dense layers, for fields that do not use "in every block" or "on every …".
OF_ALL_BLOCKS = {"l2": "on every convolution", "kernel_initializer": "on every convolution"}
OF_ALL_DENSE = {
    "batch_normalization": "after",
    "dropout": "after",
    "l2": "on",
    "units": "in",
    "activation": "in",
    "use_bias": "in",
    "normalization_scale": "after",
    "normalization_momentum": "after",
    "normalization_epsilon": "after",
}


def network_changes(before: Network, after: Network) -> tuple[Change, ...]:
    """The changes of the conv blocks, then those of the dense layers; none where the networks are equal."""
    return (
        *_input(before.input, after.input),
        *_of_blocks(before.conv_blocks, after.conv_blocks, "block"),
        *_to_vector(before, after),
        *_of_blocks(before.dense_blocks, after.dense_blocks, "dense layer"),
        *_output(before.output, after.output),
    )


def _to_vector(before: Network, after: Network) -> list[Change]:
    if before.to_vector == after.to_vector:
        return []
    return [_change("changed", f"{_way(after)} instead of {_way(before)}", _way(after))]


#: A whitening layer in words; none is told as its absence.
WHITENINGS = {
    "none": "no whitening layer",
    "fixed": "a whitening layer without bias",
    "bias": "a whitening layer with a bias",
}


def _input(before: Input, after: Input) -> list[Change]:
    changes: list[Change] = []
    if before.normalization != after.normalization:
        is_new = after.normalization
        changes.append(_whole("added" if is_new else "removed", f"{'colours' if is_new else 'no colours'} normalised"))
    if before.whitening != after.whitening:
        kind: Kind = "added" if before.whitening == "none" else "removed" if after.whitening == "none" else "changed"
        told = WHITENINGS[after.whitening]
        changes.append(_whole(kind, told if kind != "changed" else f"{told} instead of {WHITENINGS[before.whitening]}"))
    if before.activation != after.activation:
        words = f"{ACTIVATIONS[after.activation]} instead of {ACTIVATIONS[before.activation]} after whitening"
        changes.append(_whole("changed", words))
    return changes


def _output(before: Output, after: Output) -> list[Change]:
    changes: list[Change] = []
    if before.use_bias != after.use_bias:
        changes.append(
            _whole("added" if after.use_bias else "removed", f"{'a' if after.use_bias else 'no'} bias in the output")
        )
    if before.kernel_initializer != after.kernel_initializer:
        new, old = initializer_name(after.kernel_initializer), initializer_name(before.kernel_initializer)
        changes.append(_whole("changed", f"initialiser {new} instead of {old} on the output"))
    if before.logit_scale != after.logit_scale:
        changes.append(
            _whole("changed", f"logits times {exact(after.logit_scale)} instead of {exact(before.logit_scale)}")
        )
    return changes


def _whole(kind: Kind, text: str) -> Change:
    """A change of what a network has once."""
    return _change(kind, text, shortened(text))


def _way(network: Network) -> str:
    return network.to_vector.replace("_", " ")


def _of_blocks(before: Sequence[Block], after: Sequence[Block], noun: str) -> list[Change]:
    pairs = aligned(before, after)
    partners = [(before[i], after[j], j + 1) for i, j in pairs if i is not None and j is not None]
    gone = [_gone(before, i, noun) for i, j in pairs if i is not None and j is None]
    new = [_new(after, pairs, j, noun) for i, j in pairs if i is None and j is not None]
    found = _whole_blocks("removed", gone, f"{len(gone)} {noun}s fewer")
    found += _whole_blocks("added", new, f"{len(new)} more {noun}s")
    whole = len(partners) == len(before) == len(after)
    for name in dict.fromkeys(name for _, new, _ in partners for name in type(new).model_fields):
        moved = [
            Moved(new, number, getattr(old, name), getattr(new, name))
            for old, new, number in partners
            if name in type(new).model_fields
        ]
        found += _of_field(name, moved, whole and len(moved) == len(partners), noun)
    return found


def _change(kind: Kind, text: str, short: str) -> Change:
    return Change(kind=kind, part="network", text=capital(text), short=short)


def _whole_blocks(kind: Kind, told: Sequence[tuple[str, str]], together: str) -> list[Change]:
    """One change for each block, of its text and its few words; of several, the first says `together`."""
    shorts = [short for _, short in told] if len(told) == 1 else [together, *[""] * (len(told) - 1)]
    return [_change(kind, text, short) for (text, _), short in zip(told, shorts, strict=False)]


def _gone(before: Sequence[Block], index: int, noun: str) -> tuple[str, str]:
    which = f"the {noun}" if len(before) == 1 else f"{noun} {index + 1}"
    return f"without {which} ({block_words(before[index])})", f"without {which}"


def _new(after: Sequence[Block], pairs: Sequence[Partners], index: int, noun: str) -> tuple[str, str]:
    """ "a third block: …" if only new ones follow it, else "a new block 2: …"; and the same without the block."""
    at_the_end = all(i is None for i, j in pairs[pairs.index((None, index)) :])
    which = f"a {ORDINALS[index]} {noun}" if at_the_end else f"a new {noun} {index + 1}"
    return f"{which}: {block_words(after[index])}", which


def _of_field(name: str, pairs: Sequence[Moved], whole: bool, noun: str) -> list[Change]:
    """The changes of one field over all pairs of blocks: one for additions, one for removals, one for the rest.

    `whole` says that no block was added or removed, so that what holds for all pairs holds for every block.
    """
    changes = []
    for kind in ("removed", "added", "changed"):
        moved = [pair for pair in pairs if pair.before != pair.after and _kind(name, pair) == kind]
        if moved:
            # Changed values in most blocks are clearest as the whole row.
            row = kind == "changed" and name in ROWS and whole and 2 * len(moved) > len(pairs) > 2
            row = row and len({pair.before for pair in pairs}) == 1 and len({pair.after for pair in moved}) > 1
            shown = pairs if row else moved
            everywhere = whole and len(shown) == len(pairs)
            text = _placed(name, shown, everywhere, noun)
            short = shortened(field_words(name, shown) if everywhere else text)
            changes.append(_change(kind, text, short))
    return changes


def _kind(name: str, move: Moved) -> Kind:
    """Whether the field's value was added, removed or changed."""
    if name == "convolutions":
        return "added" if move.after > move.before else "removed"
    if name in NEVER_ABSENT:
        return "changed"
    absent = (0, "none")  # False equals 0
    return "added" if move.before in absent else "removed" if move.after in absent else "changed"


def _placed(name: str, moved: Sequence[Moved], everywhere: bool, noun: str) -> str:
    """How the field changed, and where: "block 2: …", or "… in every block"."""
    words = field_words(name, moved)
    if everywhere and len(moved) > 1:
        differ = len({move.after for move in moved}) > 1 or len({move.before for move in moved}) > 1
        return f"{words}, from {noun} to {noun}" if differ else f"{words} {_of_all(name, moved)}"
    if everywhere and isinstance(moved[0].block, DenseBlock):
        return words if name == "units" else f"{words} {OF_ALL_DENSE[name]} the dense layer"
    numbers = listed([str(move.number) for move in moved])
    if isinstance(moved[0].block, DenseBlock) and name != "units":
        return f"{words} {OF_ALL_DENSE[name]} {noun_of(len(moved), noun)} {numbers}"
    return f"{noun_of(len(moved), noun)} {numbers}: {words}"


def _of_all(name: str, moved: Sequence[Moved]) -> str:
    if isinstance(moved[0].block, DenseBlock):
        return f"{OF_ALL_DENSE[name]} {'both dense layers' if len(moved) == 2 else 'every dense layer'}"
    if name == "dropout" and all(getattr(move.block, "pooling", "none") != "none" for move in moved):
        return "after every pool"
    return OF_ALL_BLOCKS.get(name, "in every block")
