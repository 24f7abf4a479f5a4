"""Five things that a student wants, done by what stands on the page: labels and texts, no keys."""

import re

import pytest

from benchmarks.five_tasks import do_all
from tests.browser.conftest import new_context

#: The most clicks for each task: what it takes today (docs/measurements.md), and two projects more where chance has it.
MOST_CLICKS = {
    "Train a first network": 1,
    "Make it better than project 0": 9,
    "Find out which two classes it confuses": 1,
    "Find the run again after a reload": 1,
    "Classify a picture of one's own": 4,
}


@pytest.mark.slow
def test_a_student_does_five_tasks_by_what_stands_on_the_page(chromium, app):
    context = new_context(chromium)
    done = list(do_all(context.new_page(), app))
    context.close()
    assert {one.task for one in done} == MOST_CLICKS.keys()
    for one in done:
        assert one.clicks <= MOST_CLICKS[one.task], one
    confused = next(one.read for one in done if one.task.startswith("Find out"))
    assert re.search(r"\d called \d", confused)
