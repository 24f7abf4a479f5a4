"""The report opens from a file, in a browser without a network, with everything in it."""

from pathlib import Path

import pytest

from builder.proof.report.report import report
from tests.proof.conftest import bundled, run, with_predictions

pytestmark = pytest.mark.slow

__all__ = ["bundled", "run", "with_predictions"]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_the_report_opens_offline_and_asks_for_nothing(
    chromium, settings, db, with_predictions, tmp_path: Path, scheme: str, width: int
):
    file = tmp_path / "report.html"
    file.write_bytes(report(settings, db, with_predictions))
    context = chromium.new_context(offline=True, color_scheme=scheme, viewport={"width": width, "height": 900})
    page, asked, told = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(file.as_uri())
    assert [address for address in asked if not address.startswith("data:")] == [file.as_uri()] and told == []
    broken = "[...document.images].filter(image => !image.complete || !image.naturalWidth).length"
    assert page.locator("img").count() >= 15 and page.evaluate(broken) == 0
    assert page.locator("svg.network path").count() > 10 and page.locator("table.matrix tr").count() == 11
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
