"""Matches the blocks of two networks: the alignment with the fewest differences."""

from collections.abc import Sequence

from builder.design.base import Value

#: A pair costs one for each field that differs. A block with no partner costs this, so that two blocks are paired
#: unless they have almost nothing in common.
NO_PARTNER = 2.5

Partners = tuple[int | None, int | None]


def aligned(before: Sequence[Value], after: Sequence[Value]) -> tuple[Partners, ...]:
    """Pairs of indices (before, after) in order; None where a block has no partner on the other side.

    Among equally good alignments, the one that pairs the first blocks, so that new blocks come at the end.
    """
    # costs[i][j]: the cheapest way to align what remains from i and j onwards.
    costs = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in range(len(before), -1, -1):
        for j in range(len(after), -1, -1):
            ways = _ways(before, after, costs, i, j)
            costs[i][j] = min((cost for cost, _ in ways), default=0.0)
    pairs: list[Partners] = []
    i = j = 0
    while i < len(before) or j < len(after):
        # min takes the first of equals, and pairing comes first.
        _, pair = min(_ways(before, after, costs, i, j), key=lambda way: way[0])
        pairs.append(pair)
        i, j = i + (pair[0] is not None), j + (pair[1] is not None)
    return tuple(pairs)


def differing(before: Value, after: Value) -> tuple[str, ...]:
    """The names of the fields in which two values of one class differ."""
    return tuple(name for name in type(after).model_fields if getattr(before, name) != getattr(after, name))


def _ways(
    before: Sequence[Value], after: Sequence[Value], costs: list[list[float]], i: int, j: int
) -> list[tuple[float, Partners]]:
    """The possible next steps of an alignment from (i, j), each with the cost of it and the rest."""
    ways: list[tuple[float, Partners]] = []
    if i < len(before) and j < len(after) and type(before[i]) is type(after[j]):
        ways.append((len(differing(before[i], after[j])) + costs[i + 1][j + 1], (i, j)))
    if j < len(after):
        ways.append((NO_PARTNER + costs[i][j + 1], (None, j)))
    if i < len(before):
        ways.append((NO_PARTNER + costs[i + 1][j], (i, None)))
    return ways
