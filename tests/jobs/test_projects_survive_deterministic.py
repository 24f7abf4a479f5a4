"""Course projects that are paused or killed, with TensorFlow's deterministic operations.

They are asked for by TensorFlow's own environment variable, which workers inherit. A file of its own, since a file is
what one of several processes takes at a time, and this one needs minutes. In one home: the last two have one network,
whose fastest number format is measured once.
"""

import pytest

from tests.jobs.surviving import SIZES, assert_ends_as_if_it_had_not_been_paused_or_killed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]


@pytest.mark.parametrize("id", SIZES)
def test_a_project_ends_as_if_it_had_not_been_paused_or_killed(shared_home, shared_db, id, monkeypatch):
    monkeypatch.setenv("TF_DETERMINISTIC_OPS", "1")
    assert_ends_as_if_it_had_not_been_paused_or_killed(shared_home, shared_db, id)
