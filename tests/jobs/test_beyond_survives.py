"""The presets beyond the slides, paused and killed: schedule, Muon, averages of views, flips and the images' size."""

import pytest

from tests.jobs.surviving import BEYOND_SIZES, assert_ends_as_if_it_had_not_been_paused_or_killed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]


@pytest.mark.parametrize("id", BEYOND_SIZES)
def test_a_preset_beyond_the_slides_ends_as_if_it_had_not_been_paused_or_killed(settings, db, id):
    assert_ends_as_if_it_had_not_been_paused_or_killed(settings, db, id)
