"""The alternatives that no other beats in both cost and value."""

import random

import pytest

from builder.statistics.pareto import pareto_front


def test_what_another_beats_in_both_is_not_on_the_front():
    assert pareto_front([30, 10, 20, 40], [0.7, 0.5, 0.4, 0.6]) == (1, 0)
    assert pareto_front([], []) == ()


def test_of_equal_cost_the_better_and_of_equal_value_the_cheaper_is_on_the_front():
    assert pareto_front([10, 10, 20], [0.5, 0.6, 0.6]) == (1,)
    assert pareto_front([10, 10], [0.5, 0.5]) == (0,)


def test_the_front_is_what_comparing_each_with_each_finds():
    drawn = random.Random(0)
    for _ in range(50):
        costs = [drawn.randrange(8) for _ in range(12)]
        values = [drawn.randrange(8) for _ in range(12)]
        points = list(zip(costs, values, strict=True))
        beaten = {
            one for one in points for other in points
            if other != one and other[0] <= one[0] and other[1] >= one[1]
        }  # fmt: skip
        assert {points[place] for place in pareto_front(costs, values)} == set(points) - beaten


def test_as_many_costs_as_values_are_expected():
    with pytest.raises(ValueError, match="1 costs and 2 values"):
        pareto_front([1], [1, 2])
