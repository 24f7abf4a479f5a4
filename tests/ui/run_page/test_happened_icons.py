"""What the coach says has an icon of its own on a run's page."""

from typing import get_args

from builder.analysis.coach.observation import Kind
from builder.ui.run_page.happened import ICONS


def test_every_kind_has_its_icon():
    assert set(ICONS) == set(get_args(Kind))
    assert len(set(ICONS.values())) == len(ICONS)
