"""Which alternatives no other beats in both cost and value: the Pareto front."""

from collections.abc import Sequence


def pareto_front(costs: Sequence[float], values: Sequence[float]) -> tuple[int, ...]:
    """The places of the alternatives for which no other is at least as good in both and better in one, cheapest first.

    Less cost is better, and more value. Of several that are equal in both the first is named. Raises ValueError unless
    there are as many costs as values.
    """
    if len(costs) != len(values):
        raise ValueError(f"{len(costs)} costs and {len(values)} values; expected as many of each")
    front: list[int] = []
    for place in sorted(range(len(costs)), key=lambda place: (costs[place], -values[place], place)):
        if not front or values[place] > values[front[-1]]:
            front.append(place)
    return tuple(front)
