"""Blocks that differ in their filters alone, written once in a script, as a loop."""

import re

from builder.design.cost.summary import Row

#: A block of fewer layers is as easily read written out.
LEAST_LAYERS = 6
_FILTERS = re.compile(r"^layers\.(Conv2D|SeparableConv2D)\((\d+)")


def alike_blocks(rows: tuple[Row, ...], calls: list[str], number: int) -> list[range]:
    """The layers of each block, from the one that begins with layer `number` on, that are alike but for their filters.

    `calls` are the layers' calls in source.
    """
    found: list[range] = []
    while number < len(rows) and rows[number].place.section == "conv_blocks":
        block = _block(rows, number)
        if len(block) < LEAST_LAYERS or (found and _alike(calls, found[0]) != _alike(calls, block)):
            break
        found.append(block)
        number = block.stop
    return found


def filters_of(call: str) -> str:
    """The number of filters in the call of a convolution."""
    match = _FILTERS.match(call)
    assert match is not None
    return match[2]


def without_filters(call: str) -> str:
    """The call, with the variable `filters` in the place of a convolution's number of them."""
    return _FILTERS.sub(r"layers.\1(filters", call)


def _block(rows: tuple[Row, ...], number: int) -> range:
    end = number
    while end < len(rows) and rows[end].place == rows[number].place:
        end += 1
    return range(number, end)


def _alike(calls: list[str], block: range) -> list[str]:
    return [without_filters(calls[number]) for number in block]
