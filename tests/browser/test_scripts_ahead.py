"""What draws tables is in the browser before the leaderboard is opened."""

from builder.ui.app.scripts_ahead import TABLES, scripts
from tests.browser.conftest import LOADED


def test_the_build_page_has_the_browser_load_what_draws_tables(page, app: str):
    page.goto(app)
    page.locator("table.summary").wait_for()
    page.wait_for_function(LOADED, arg=list(scripts(TABLES)))
    assert page.locator("[data-testid=stDataFrame]").count() == 0  # so it was not a table that had it loaded
