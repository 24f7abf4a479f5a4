"""The small curve of a learning rate beside its slider."""

import re

from builder.design.training.rates import Linear
from builder.ui.figures.rate_curve import HEIGHT, WIDTH, rate_curve


def test_the_course_of_a_learning_rate_is_drawn_from_its_first_step_to_its_last_and_told():
    drawn = rate_curve(Linear(rate=0.1, warm_up=0.5, first_share=0.0, last_share=0.5))
    points = re.search(r'points="([^"]*)"', drawn).group(1)
    places = [tuple(map(float, point.split(","))) for point in points.split()]
    assert [places[0], places[len(places) // 2]] == [(2, HEIGHT - 2), (WIDTH / 2, 2)]
    assert places[-1] == (WIDTH - 2, HEIGHT / 2)
    assert 'aria-label="Learning rate: 0 at first, at most 0.1, 0.05 at last"' in drawn
