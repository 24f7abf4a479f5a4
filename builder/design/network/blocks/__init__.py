"""The kinds of blocks that make up a network, one file each; they register themselves on import."""

from builder.design.network.blocks import conv, dense
from builder.design.network.blocks.base import CONV_BLOCKS, DENSE_BLOCKS, Block, ConvBlocks, DenseBlocks

__all__ = ["CONV_BLOCKS", "DENSE_BLOCKS", "Block", "ConvBlocks", "DenseBlocks", "conv", "dense"]
