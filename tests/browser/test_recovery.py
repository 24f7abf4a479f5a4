"""A page in a real browser whose database is damaged and comes back: its sentence, then everything that was typed."""

import io
import os
import re
import shutil
import time

import pytest
from PIL import Image

from builder.settings import load_settings
from builder.store.schema.database import open_database
from tests.browser.conftest import running_app, wait_until_drawn
from tests.browser.expecting import expect
from tests.ui.made_runs import design, ended_run

pytestmark = pytest.mark.slow

OWNER = "a" * 64
SENTENCE = "The database file cannot be read"


class Database:
    """The database of a home, which can be away: another file, that is none, lies in its place."""

    def __init__(self, home):
        self.file = home / "model-builder.sqlite3"
        self.kept = home / "kept"

    def take_away(self) -> None:
        os.link(self.file, self.kept)
        essay = self.file.with_name("essay")
        essay.write_bytes(b"A student's essay about networks. " * 100)
        os.replace(essay, self.file)

    def bring_back(self) -> None:
        if self.kept.exists():
            os.replace(self.kept, self.file)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The address of an app with one trained run, and its database."""
    home = tmp_path_factory.mktemp("recovery")
    db = open_database(load_settings({"BUILDER_HOME": str(home)}))
    run = ended_run(db, design(name="Trained"), OWNER)
    db.dispose()
    shutil.rmtree(home / "artifacts" / run.id, ignore_errors=True)
    with running_app(home) as address:
        yield address, Database(home)


@pytest.fixture
def served(app):
    """The app; its database is back when the test is over."""
    yield app
    app[1].bring_back()


def picture() -> dict[str, object]:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(file, "PNG")
    return {"name": "red.png", "mimeType": "image/png", "buffer": file.getvalue()}


def test_a_page_on_which_nobody_does_anything_says_that_the_database_is_away_and_when_it_is_back(page, served):
    address, database = served
    page.goto(address + "/course")
    wait_until_drawn(page)
    database.take_away()
    expect(page.locator(".st-key-trouble").get_by_text(SENTENCE)).to_be_visible()
    database.bring_back()
    expect(page.get_by_text(SENTENCE)).to_have_count(0)


def test_a_chosen_picture_is_still_chosen_when_the_database_is_back(page, served):
    address, database = served
    page.goto(address + "/classify")
    page.locator("input[type=file]").set_input_files(picture())
    expect(page.get_by_text("Your picture, 64 × 48")).to_be_visible()
    database.take_away()
    invert = page.get_by_text("Invert", exact=True)
    invert.click()
    expect(page.locator(".st-key-trouble").get_by_text(SENTENCE)).to_be_in_viewport()
    database.bring_back()
    expect(page.get_by_text(SENTENCE)).to_have_count(0)
    expect(page.get_by_text("Your picture, 64 × 48")).to_be_visible()
    expect(page.get_by_text("red.png")).to_be_visible()
    expect(page.get_by_role("switch", name="Invert")).to_be_checked()


def test_what_was_edited_and_typed_meanwhile_is_there_when_the_database_is_back(page, served):
    address, database = served
    page.goto(address + "/?project=4")
    page.get_by_role("tab", name=re.compile("Training")).click()
    epochs = page.get_by_label("Epochs", exact=True).first
    epochs.wait_for()
    wait_until_drawn(page)
    database.take_away()
    epochs.fill("17")
    epochs.press("Enter")
    expect(page.get_by_text(SENTENCE)).to_be_visible()
    page.get_by_role("button", name="pick a nickname").click()
    nickname = page.get_by_role("textbox", name="Your nickname")
    nickname.fill("Half a nick")  # and not sent yet
    database.bring_back()
    expect(page.get_by_text(SENTENCE)).to_have_count(0)
    expect(page.get_by_text("17 epochs").first).to_be_visible()
    expect(nickname).to_have_value("Half a nick")
    expect(epochs).to_have_value("17")


@pytest.mark.timing
def test_a_page_is_back_within_five_seconds_of_its_database(page, served):
    address, database = served
    page.goto(address + "/leaderboard")
    expect(page.get_by_role("heading", name="Leaderboard")).to_be_visible()
    wait_until_drawn(page)
    database.take_away()
    page.reload()
    expect(page.get_by_text(SENTENCE)).to_be_visible()
    database.bring_back()
    began = time.monotonic()
    expect(page.get_by_text(SENTENCE)).to_have_count(0)
    wait_until_drawn(page)
    assert time.monotonic() - began < 5
