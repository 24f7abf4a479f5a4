"""Random networks over the whole range of the spec, but narrow, so that hundreds can be built in a test."""

import random

from builder.design.edit.fields import options_of
from builder.design.network.blocks.base import MAX_CONV_BLOCKS, MAX_DENSE_BLOCKS
from builder.design.network.blocks.conv import MAX_CONVOLUTIONS, ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.network import Network

INITIALIZERS = ("glorot_uniform", "glorot_normal", "he_uniform", "he_normal")


def random_network(seed: int) -> Network:
    """A network that follows from `seed`; about one in five pools once too often."""
    draw, further = random.Random(seed), random.Random(-seed - 1)
    deep = draw.random() < 0.3
    conv_blocks = draw.randint(5, MAX_CONV_BLOCKS) if deep else draw.randint(0, 4)
    pools = 1.0 if deep else draw.choice((0.5, 1.0))
    return Network(
        conv_blocks=tuple(_conv_block(draw, further, pools) for _ in range(conv_blocks)),
        to_vector=further.choice(("flatten", "flatten", "global_average", "global_max")),
        dense_blocks=tuple(_dense_block(draw, further) for _ in range(draw.randint(0, MAX_DENSE_BLOCKS))),
    )


def _conv_block(draw: random.Random, further: random.Random, pools: float) -> ConvBlock:
    return ConvBlock(
        convolutions=min(draw.randint(1, MAX_CONVOLUTIONS), draw.randint(1, MAX_CONVOLUTIONS)),
        filters=draw.randint(1, 6),
        kernel_size=draw.choice((1, 3, 5, 7)),
        batch_normalization=draw.choice(("none", "once", "each")),
        pooling=draw.choice(("max", "average")) if draw.random() < pools else "none",
        dropout=draw.choice((0.0, 0.0, 0.25, 0.9)),
        l2=draw.choice((0.0, 0.001, 0.1)),
        kernel_initializer=draw.choice(INITIALIZERS),
        order=further.choice(options_of(ConvBlock, "order")),
        convolution=further.choice(("full", "full", "full", "separable")),
        **_choices(further),
    )


def _dense_block(draw: random.Random, further: random.Random) -> DenseBlock:
    return DenseBlock(
        units=draw.randint(1, 9),
        batch_normalization=draw.random() < 0.4,
        dropout=draw.choice((0.0, 0.5)),
        l2=draw.choice((0.0, 0.01)),
        **_choices(further),
    )


def _choices(draw: random.Random) -> dict[str, object]:
    """What blocks of both kinds may have."""
    return {
        "activation": draw.choice(options_of(DenseBlock, "activation")),
        "use_bias": draw.random() < 0.5,
        "normalization_scale": draw.random() < 0.5,
        "normalization_momentum": draw.choice((0.0, 0.6, 0.99)),
        "normalization_epsilon": draw.choice((1e-12, 0.001)),
    }
