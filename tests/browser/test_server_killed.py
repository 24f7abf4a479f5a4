"""Training does not need the web server: killed in the middle, the next one finds the run and its owner's page."""

import re

import pytest

from builder.settings import load_settings
from builder.store.runs import records
from builder.store.runs.curves import epochs_of
from builder.store.schema.database import open_database
from tests.browser.conftest import new_context, running_app, wait_for
from tests.browser.expecting import expect
from tests.patience import HANG_SECONDS

pytestmark = pytest.mark.slow

EPOCHS = 30


@pytest.fixture
def page(chromium):
    """A visitor's page; that its server is gone is in its console, and is meant to be."""
    context = new_context(chromium)
    yield context.new_page()
    context.close()


def test_a_run_goes_on_without_its_server_and_is_found_by_the_next_one(page, tmp_path):
    app = running_app(tmp_path)
    with app as address:
        page.goto(address + "/?project=4")
        expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
        page.get_by_role("tab", name=re.compile("Training")).click()
        epochs = page.get_by_label("Epochs", exact=True).first
        epochs.fill(str(EPOCHS))
        epochs.press("Enter")
        expect(page.get_by_text(f"{EPOCHS} epochs").first).to_be_visible()
        page.get_by_role("button", name="Train", exact=True).click()
        leave_while_the_name_is_told(page)
        db = open_database(load_settings({"BUILDER_HOME": str(tmp_path)}))
        wait_for(page, lambda: trained(db) >= 1)

        app.server.kill()
        app.server.wait(HANG_SECONDS)
        word = page.get_by_role("alert").filter(has_text="Connection lost, trying again")
        expect(word).to_be_visible()
        when_killed = trained(db)
        wait_for(page, lambda: trained(db) > when_killed + 1)

        address = app.start()
        expect(word).to_have_count(0)
        page.goto(address)
        expect(page.get_by_text(re.compile(rf"Epoch \d+ of {EPOCHS}|Epoch \d+ ·")).first).to_be_visible()
        page.get_by_role("button", name="Stop", exact=True).first.click()
        wait_for(page, lambda: records.list_runs(db)[0].state == "stopped")
        (run,) = records.list_runs(db)
        assert (run.restarts, run.error) == (0, None)
        assert [epoch.epoch for epoch in epochs_of(db, run.id)] == list(range(1, run.epochs + 1))
        db.dispose()


def leave_while_the_name_is_told(page) -> None:
    """What speaks of the top of Build goes with it."""
    told = page.get_by_test_id("stToast").filter(has_text="Your runs appear as")
    told.hover()  # with the pointer on it, it would stay
    page.get_by_test_id("stTopNavLink").filter(has_text="Course").dispatch_event("click")
    expect(page.get_by_role("heading", name="Course: 21 projects")).to_be_visible()
    expect(told).to_have_count(0)


def trained(db) -> int:
    """The complete epochs of the only run; 0 where there is none."""
    return sum(run.epochs for run in records.list_runs(db))
