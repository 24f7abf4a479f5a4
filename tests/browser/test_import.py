"""A run's bundle is imported in the browser, and what is no bundle is refused with a sentence."""

from pathlib import Path

import pytest

from tests.proof.conftest import bundled, run

pytestmark = pytest.mark.slow

__all__ = ["bundled", "run"]

INPUT = "[data-testid=stPopoverBody] input[type=file]"


def test_a_bundle_becomes_a_run_that_is_marked(app: str, page, bundled: bytes, tmp_path: Path):
    (tmp_path / "other.zip").write_bytes(bundled[:-100])
    (tmp_path / "run.zip").write_bytes(bundled)
    page.goto(f"{app}/leaderboard")
    page.get_by_role("button", name="Import a run").click()
    page.set_input_files(INPUT, tmp_path / "other.zip")
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("This file is not imported: it is not a complete bundle").wait_for()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Import", exact=True).wait_for(state="detached")  # that of the file before
    page.set_input_files(INPUT, tmp_path / "run.zip")
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("Not evaluated here yet.").wait_for()
    assert page.get_by_role("heading", name="Mine & <b>yours</b>").count() == 1
    assert "/run?id=" in page.url and page.get_by_role("button", name="Evaluate here").count() == 1
