"""Sensible single changes to a design, to see the effect of one thing: each a pure function with its topic.

A change's text is computed like any other difference, and only what comes out as one change is offered.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from builder.course.changes import changes
from builder.course.training_variations import Variation, rounded, training_topics
from builder.design.base import Value
from builder.design.checks.problems import problems
from builder.design.edit.fields import changed
from builder.design.experiment import Experiment
from builder.design.network.blocks import Block
from builder.design.network.layers.base import of_role
from builder.design.network.network import Network, ways_to_a_vector


class Option(Value):
    """One change: its topic, its text, and the changed design."""

    topic: str
    text: str
    experiment: Experiment


@lru_cache(maxsize=64)
def options(base: Experiment, train_count: int | None = None) -> tuple[Option, ...]:
    """Every single change to `base` that can be trained, topic by topic; `train_count` as `problems` takes it."""
    found: dict[str, Option] = {}
    for topic, variations in topics().items():
        for variation in variations:
            after = _tried(variation, base)
            if after is None:
                continue
            told = changes(base, after)
            if len(told) != 1 or told[0].text in found:
                continue
            if any(problem.severity == "error" for problem in problems(after, train_count)):
                continue
            found[told[0].text] = Option(topic=topic, text=told[0].text, experiment=after)
    return tuple(found.values())


def _tried(variation: Variation, base: Experiment) -> Experiment | None:
    """The changed design; None if a field would leave its range."""
    try:
        return variation(base)
    except ValidationError:
        return None


def _network(experiment: Experiment, **fields: object) -> Experiment:
    return changed(experiment, network=changed(experiment.network, **fields))


def _network_field(**fields: Any) -> Variation:
    return lambda experiment: _network(experiment, **fields)


def _conv(**fields: object) -> Variation:
    """Sets these fields in every conv block; a function receives the old value."""
    return lambda experiment: _each(experiment, "conv_blocks", fields)


def _dense(**fields: object) -> Variation:
    """Sets these fields in every dense layer; a function receives the old value."""
    return lambda experiment: _each(experiment, "dense_blocks", fields)


def _each(experiment: Experiment, kind: str, fields: dict[str, object]) -> Experiment:
    def renewed(block: Block) -> Block:
        if not fields.keys() <= type(block).model_fields.keys():
            return block
        new = {name: value(getattr(block, name)) if callable(value) else value for name, value in fields.items()}
        return changed(block, **new)

    return _network(experiment, **{kind: tuple(renewed(block) for block in getattr(experiment.network, kind))})


def _first_block(**fields: Callable[[Any], object]) -> Variation:
    def variation(experiment: Experiment) -> Experiment | None:
        blocks = experiment.network.conv_blocks
        if not blocks or not fields.keys() <= type(blocks[0]).model_fields.keys():
            return None
        new = {name: value(getattr(blocks[0], name)) for name, value in fields.items()}
        return _network(experiment, conv_blocks=(changed(blocks[0], **new), *blocks[1:]))

    return variation


def _growing_dropout(experiment: Experiment) -> Experiment | None:
    """Dropout from 0.2 in the first block to 0.5 in the last, in equal steps."""
    blocks = experiment.network.conv_blocks
    if len(blocks) < 3 or not all("dropout" in type(block).model_fields for block in blocks):
        return None
    rates = [round(0.2 + 0.3 * place / (len(blocks) - 1), 2) for place in range(len(blocks))]
    dropped = (changed(block, dropout=rate) for block, rate in zip(blocks, rates, strict=True))
    return _network(experiment, conv_blocks=tuple(dropped))


def _one_more(kind: str) -> Variation:
    """Adds another block like the last one."""

    def variation(experiment: Experiment) -> Experiment:
        blocks = getattr(experiment.network, kind)
        return _network(experiment, **{kind: (*blocks, *(blocks[-1:] or getattr(Network(), kind)))})

    return variation


def _one_fewer(kind: str) -> Variation:
    def variation(experiment: Experiment) -> Experiment | None:
        blocks = getattr(experiment.network, kind)
        return _network(experiment, **{kind: blocks[:-1]}) if blocks else None

    return variation


def _ways_to_a_vector() -> dict[str, tuple[Variation, ...]]:
    """A topic of its own, where there is more than one way."""
    ways = tuple(_network_field(to_vector=way) for way in ways_to_a_vector())
    return {"From maps to a vector": ways} if len(ways) > 1 else {}


def topics() -> dict[str, tuple[Variation, ...]]:
    """What a student may want to know about, and the changes that show it; of the kinds that are registered."""
    return {
        "Dropout": (
            _conv(dropout=lambda rate: rounded(rate + 0.1)),
            _conv(dropout=lambda rate: rounded(max(0.0, rate - 0.1))),
            _conv(dropout=0.2),
            _conv(dropout=0.4),
            _growing_dropout,
            _conv(dropout=0.0),
        ),
        "Filters": (
            _conv(filters=lambda count: count * 2),
            _conv(filters=lambda count: max(1, count // 2)),
        ),
        "Convolutions": (
            _conv(convolutions=lambda count: count + 1),
            _first_block(convolutions=lambda count: count + 1),
            _conv(convolutions=1),
        ),
        "Blocks": (_one_more("conv_blocks"), _one_fewer("conv_blocks")),
        "Kernels and pooling": (
            _conv(kernel_size=5),
            _conv(kernel_size=1),
            *(_conv(pooling=name) for name in sorted(of_role("pooling"))),
        ),
        **_ways_to_a_vector(),
        "Batch normalisation": (
            _conv(batch_normalization="once"),
            _conv(batch_normalization="each"),
            _conv(batch_normalization="none"),
            _dense(batch_normalization=True),
            _dense(batch_normalization=False),
        ),
        "Initialiser": tuple(
            _conv(kernel_initializer=name) for name in ("he_uniform", "he_normal", "glorot_uniform", "glorot_normal")
        ),
        "L2": (_conv(l2=0.0001), _conv(l2=0.001), _conv(l2=0.0), _dense(l2=0.001), _dense(l2=0.0)),
        "Dense layers": (
            _dense(units=lambda units: units * 2),
            _dense(units=lambda units: max(1, units // 2)),
            _one_more("dense_blocks"),
            _one_fewer("dense_blocks"),
            _dense(dropout=0.5),
        ),
        **training_topics(),
    }
