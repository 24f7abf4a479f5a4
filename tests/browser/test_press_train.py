"""How long a student waits after pressing Train, and after pressing Stop."""

import re
import time

import pytest

from benchmarks.page_app import wait_for_standby
from builder.jobs.executor.local.processes import NICER
from builder.presets import get
from builder.ui.build import share
from tests.browser.conftest import running_app, wait_for, wait_until_drawn
from tests.browser.expecting import expect

#: A number of the run itself: images of an epoch, or a first point of its curves.
MOVING_NUMBER = r"""() => /Epoch \d+ · [1-9]/.test(document.body.innerText)
  || [...document.querySelectorAll('.js-plotly-plot')]
       .some(plot => (plot.data || []).some(line => (line.x || []).length))
"""


@pytest.fixture
def own_app(request, tmp_path):
    """A server whose home no other test has trained in: nothing waits before this test's run. It keeps a process
    standing by for so many seconds."""
    with running_app(tmp_path, BUILDER_NICE=str(NICER), BUILDER_STANDBY_SECONDS=request.param) as address:
        yield address


@pytest.mark.slow
@pytest.mark.timing
@pytest.mark.parametrize("own_app", ["600"], indirect=True, ids=["standing by"])
def test_the_first_number_moves_within_ten_seconds_and_stop_really_stops(own_app, tmp_path, page):
    # With its number format pinned: measuring both, once a machine and design, is not what this test is about.
    experiment = get("8").experiment.on("digits")
    training = experiment.training.model_copy(update={"precision": "float32"})
    page.goto(f"{own_app}/?design={share.encode(experiment.model_copy(update={'training': training}))}")
    train = page.get_by_role("button", name="Train", exact=True)
    expect(train).to_be_visible()
    wait_for_standby(tmp_path, "digits")  # which is there before a student has looked at the page
    pressed = time.monotonic()
    train.click()
    page.wait_for_function(MOVING_NUMBER, polling=50)
    assert time.monotonic() - pressed < 10

    stopped = time.monotonic()
    page.get_by_role("button", name="Stop", exact=True).first.click()
    expect(page.get_by_text(re.compile("Stopping|Stopped")).first).to_be_visible()
    assert time.monotonic() - stopped < 2
    expect(page.get_by_text("Stopped on request").first).to_be_visible()
    assert time.monotonic() - stopped < 10


@pytest.mark.slow
@pytest.mark.parametrize("own_app", ["0"], indirect=True, ids=["none standing by"])
def test_on_a_phone_the_training_comes_into_sight_with_the_press_that_begins_it(own_app, page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{own_app}/?project=0")
    train = page.get_by_role("button", name="Train", exact=True)
    expect(train).to_be_visible()
    wait_until_drawn(page)
    train.click()
    panel = page.locator(".st-key-live [class*=st-key-live_]").first
    panel.wait_for()
    wait_for(page, lambda: 0 < panel.bounding_box()["y"] < 844 / 2)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") > 0
    expect(page.get_by_role("heading", name="Training", exact=True)).to_be_focused()  # a keyboard goes on from there
    expect(page.get_by_role("progressbar", name=re.compile(r"^Epoch \d+$"))).to_be_visible()
    expect(page.locator("#builder-spoken")).to_have_text(re.compile(r"Epoch 5 of \d+: validation accuracy"))
    page.get_by_role("button", name="Stop", exact=True).first.click()
    expect(page.get_by_text(re.compile("Stopping|Stopped")).first).to_be_visible()
