"""What draws tables is in the browser before the leaderboard is opened."""

from builder.ui.app.table_script import table_script

LOADED = "name => performance.getEntriesByType('resource').some(entry => entry.name.endsWith('/' + name))"


def test_the_build_page_has_the_browser_load_what_draws_tables(page, app: str):
    page.goto(app)
    page.locator("table.summary").wait_for()
    page.wait_for_function(LOADED, arg=table_script())
    assert page.locator("[data-testid=stDataFrame]").count() == 0  # so it was not a table that had it loaded
