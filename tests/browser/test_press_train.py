"""How long a student waits after pressing Train, and after pressing Stop."""

import re
import time

import pytest
from playwright.sync_api import expect

from builder.presets import get
from builder.ui.build import share
from tests.browser.conftest import running_app

SECOND = 1000
#: A number of the run itself: images of an epoch, or a first point of its curves.
MOVING_NUMBER = r"""() => /Epoch \d+ · [1-9]/.test(document.body.innerText)
  || [...document.querySelectorAll('.js-plotly-plot')]
       .some(plot => (plot.data || []).some(line => (line.x || []).length))
"""


@pytest.fixture
def own_app(tmp_path):
    """A server whose home no other test has trained in: nothing waits before this test's run."""
    with running_app(tmp_path) as address:
        yield address


@pytest.mark.slow  # for its figures' sake: other work on the machine would count as the product's
def test_the_first_number_moves_within_ten_seconds_and_stop_really_stops(page, own_app):
    # With its number format pinned: measuring both, once a machine and design, is not what this test is about.
    experiment = get("8").experiment.on("digits")
    training = experiment.training.model_copy(update={"precision": "float32"})
    page.goto(f"{own_app}/?design={share.encode(experiment.model_copy(update={'training': training}))}")
    train = page.get_by_role("button", name="Train", exact=True)
    expect(train).to_be_visible(timeout=20 * SECOND)
    page.wait_for_timeout(12 * SECOND)  # as long as a student looks at the page before the first run
    pressed = time.monotonic()
    train.click()
    page.wait_for_function(MOVING_NUMBER, timeout=60 * SECOND, polling=50)
    assert time.monotonic() - pressed < 10

    stopped = time.monotonic()
    page.get_by_role("button", name="Stop", exact=True).first.click()
    expect(page.get_by_text(re.compile("Stopping|Stopped")).first).to_be_visible(timeout=20 * SECOND)
    assert time.monotonic() - stopped < 2
    expect(page.get_by_text("Stopped on request").first).to_be_visible(timeout=20 * SECOND)
    assert time.monotonic() - stopped < 10
