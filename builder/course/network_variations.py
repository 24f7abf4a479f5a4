"""Changes to a design's network, each a pure function; `one_change.py` says which of them are offered."""

from collections.abc import Callable
from typing import Any

from builder.course.training_variations import Variation
from builder.design.edit.fields import changed
from builder.design.experiment import Experiment
from builder.design.network.blocks import Block
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network


def with_network(experiment: Experiment, **fields: object) -> Experiment:
    """The design with fields of its network changed."""
    return changed(experiment, network=changed(experiment.network, **fields))


def network_field(**fields: Any) -> Variation:
    """Sets these fields of the network."""
    return lambda experiment: with_network(experiment, **fields)


def input_field(**fields: object) -> Variation:
    """Sets these fields of the input."""
    return lambda experiment: with_network(experiment, input=changed(experiment.network.input, **fields))


def whitened(**fields: object) -> Variation:
    """Sets these fields of the input's whitening layer; None where there is none."""
    return lambda experiment: (
        None if experiment.network.input.whitening == "none" else input_field(**fields)(experiment)
    )


def output_field(**fields: object) -> Variation:
    """Sets these fields of the output."""
    return lambda experiment: with_network(experiment, output=changed(experiment.network.output, **fields))


def conv(**fields: object) -> Variation:
    """Sets these fields in every conv block; a function receives the old value."""
    return lambda experiment: _each(experiment, "conv_blocks", fields)


def dense(**fields: object) -> Variation:
    """Sets these fields in every dense layer; a function receives the old value."""
    return lambda experiment: _each(experiment, "dense_blocks", fields)


def _each(experiment: Experiment, kind: str, fields: dict[str, object]) -> Experiment:
    def renewed(block: Block) -> Block:
        if not fields.keys() <= type(block).model_fields.keys():
            return block
        new = {name: value(getattr(block, name)) if callable(value) else value for name, value in fields.items()}
        return changed(block, **new)

    return with_network(experiment, **{kind: tuple(renewed(block) for block in getattr(experiment.network, kind))})


def first_block(**fields: Callable[[Any], object]) -> Variation:
    """Changes these fields of the first block; None where it has no such fields, or there is none."""

    def variation(experiment: Experiment) -> Experiment | None:
        blocks = experiment.network.conv_blocks
        if not blocks or not fields.keys() <= type(blocks[0]).model_fields.keys():
            return None
        new = {name: value(getattr(blocks[0], name)) for name, value in fields.items()}
        return with_network(experiment, conv_blocks=(changed(blocks[0], **new), *blocks[1:]))

    return variation


def normalized(**fields: object) -> Variation:
    """Sets these fields in every conv block with batch normalisation; None where there is no such block."""

    def variation(experiment: Experiment) -> Experiment | None:
        blocks = experiment.network.conv_blocks
        does = [getattr(block, "batch_normalization", "none") != "none" for block in blocks]
        if not any(does):
            return None
        new = (changed(block, **fields) if it else block for block, it in zip(blocks, does, strict=True))
        return with_network(experiment, conv_blocks=tuple(new))

    return variation


def residual(on: bool) -> Variation:
    """A residual sum, or none, in every conv block that has two convolutions to have it."""

    def renewed(block: Block) -> Block:
        return changed(block, residual=on) if isinstance(block, ConvBlock) and block.convolutions > 1 else block

    return lambda experiment: with_network(
        experiment, conv_blocks=tuple(renewed(block) for block in experiment.network.conv_blocks)
    )


def growing_dropout(experiment: Experiment) -> Experiment | None:
    """Dropout from 0.2 in the first block to 0.5 in the last, in equal steps."""
    blocks = experiment.network.conv_blocks
    if len(blocks) < 3 or not all("dropout" in type(block).model_fields for block in blocks):
        return None
    rates = [round(0.2 + 0.3 * place / (len(blocks) - 1), 2) for place in range(len(blocks))]
    dropped = (changed(block, dropout=rate) for block, rate in zip(blocks, rates, strict=True))
    return with_network(experiment, conv_blocks=tuple(dropped))


def one_more(kind: str) -> Variation:
    """Adds another block like the last one."""

    def variation(experiment: Experiment) -> Experiment:
        blocks = getattr(experiment.network, kind)
        return with_network(experiment, **{kind: (*blocks, *(blocks[-1:] or getattr(Network(), kind)))})

    return variation


def one_fewer(kind: str) -> Variation:
    """Takes the last block away; None where there is none."""

    def variation(experiment: Experiment) -> Experiment | None:
        blocks = getattr(experiment.network, kind)
        return with_network(experiment, **{kind: blocks[:-1]}) if blocks else None

    return variation
