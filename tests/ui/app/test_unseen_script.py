"""What a browser reports through a script of ours may be anything."""

import math

import pytest

from builder.ui.app.unseen_script import is_count


@pytest.mark.parametrize("value", [0, 7, 7.0, 999_999_999])
def test_a_number_counts(value):
    assert is_count(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -1, 10**400, "7", None, [7]])
def test_what_no_int_can_be_made_of_does_not(value):
    assert not is_count(value)
