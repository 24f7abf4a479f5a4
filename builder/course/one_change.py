"""Sensible single changes to a design, to see the effect of one thing: each a pure function with its topic.

A change's text is computed like any other difference, and only what comes out as one change is offered.
"""

from functools import lru_cache

from pydantic import ValidationError

from builder.course.changes import changes
from builder.course.network_variations import (
    conv,
    dense,
    first_block,
    growing_dropout,
    input_field,
    network_field,
    normalized,
    one_fewer,
    one_more,
    output_field,
    residual,
    whitened,
)
from builder.course.training_variations import Variation, rounded, training_topics
from builder.design.base import Value
from builder.design.checks.problems import problems
from builder.design.edit.fields import options_of
from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.input import Input
from builder.design.network.layers.base import of_role
from builder.design.network.network import ways_to_a_vector
from builder.design.network.output import Output


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


def topics() -> dict[str, tuple[Variation, ...]]:
    """What a student may want to know about, and the changes that show it; of the kinds that are registered."""
    return {
        **_of_maps(),
        **_ways_to_a_vector(),
        **_of_layers(),
        **_of_the_ends(),
        **_of_dense_layers(),
        **training_topics(),
    }


def _of_maps() -> dict[str, tuple[Variation, ...]]:
    """How many maps there are, how they are made, and what becomes of them."""
    return {
        "Dropout": (
            conv(dropout=lambda rate: rounded(rate + 0.1)),
            conv(dropout=lambda rate: rounded(max(0.0, rate - 0.1))),
            conv(dropout=0.2),
            conv(dropout=0.4),
            growing_dropout,
            conv(dropout=0.0),
        ),
        "Filters": (
            conv(filters=lambda count: count * 2),
            conv(filters=lambda count: max(1, count // 2)),
        ),
        "Convolutions": (
            conv(convolutions=lambda count: count + 1),
            first_block(convolutions=lambda count: count + 1),
            conv(convolutions=1),
            conv(convolution="separable"),
            conv(convolution="full"),
            residual(True),
            residual(False),
        ),
        "Blocks": (one_more("conv_blocks"), one_fewer("conv_blocks")),
        "Kernels and pooling": (
            conv(kernel_size=5),
            conv(kernel_size=1),
            *(conv(pooling=name) for name in sorted(of_role("pooling"))),
        ),
    }


def _ways_to_a_vector() -> dict[str, tuple[Variation, ...]]:
    """A topic of its own, where there is more than one way."""
    ways = tuple(network_field(to_vector=way) for way in ways_to_a_vector())
    return {"From maps to a vector": ways} if len(ways) > 1 else {}


def _of_layers() -> dict[str, tuple[Variation, ...]]:
    """What each layer has beside its size."""
    return {
        "Batch normalisation": (
            conv(batch_normalization="once"),
            conv(batch_normalization="each"),
            conv(batch_normalization="none"),
            dense(batch_normalization=True),
            dense(batch_normalization=False),
            *(normalized(order=order) for order in options_of(ConvBlock, "order")),
            *(normalized(normalization_scale=scale) for scale in (True, False)),
            normalized(normalization_momentum=0.6),
        ),
        "Activation": (
            *(conv(activation=name) for name in options_of(ConvBlock, "activation")),
            *(dense(activation=name) for name in options_of(DenseBlock, "activation")),
            *(whitened(activation=name) for name in options_of(Input, "activation")),
        ),
        "Bias": (conv(use_bias=False), conv(use_bias=True)),
        "Initialiser": tuple(conv(kernel_initializer=name) for name in options_of(ConvBlock, "kernel_initializer")),
    }


def _of_the_ends() -> dict[str, tuple[Variation, ...]]:
    """What the images go through first, and what the classes' values do."""
    return {
        "Input": (
            *(input_field(normalization=on) for on in (True, False)),
            *(input_field(whitening=kind) for kind in options_of(Input, "whitening")),
        ),
        "Output": (
            *(output_field(use_bias=use_bias) for use_bias in (False, True)),
            *(output_field(logit_scale=scale) for scale in (0.1, 1.0)),
            *(output_field(kernel_initializer=name) for name in options_of(Output, "kernel_initializer")),
        ),
    }


def _of_dense_layers() -> dict[str, tuple[Variation, ...]]:
    """The dense layers, and the penalty on weights."""
    return {
        "L2": (conv(l2=0.0001), conv(l2=0.001), conv(l2=0.0), dense(l2=0.001), dense(l2=0.0)),
        "Dense layers": (
            dense(units=lambda units: units * 2),
            dense(units=lambda units: max(1, units // 2)),
            one_more("dense_blocks"),
            one_fewer("dense_blocks"),
            dense(dropout=0.5),
        ),
    }
