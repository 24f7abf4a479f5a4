"""What draws tables and charts is in the browser before the leaderboard or a run's page is opened."""

from builder.ui.app.scripts_ahead import KINDS, scripts

LOADED = """names => names.every(name =>
  performance.getEntriesByType('resource').some(entry => entry.name.endsWith('/' + name)))"""


def test_the_build_page_has_the_browser_load_what_draws_tables_and_charts(page, app: str):
    assert [name.split(".")[0] for name in scripts()] == list(KINDS)
    page.goto(app)
    page.locator("table.summary").wait_for()
    page.wait_for_function(LOADED, arg=list(scripts()))
    # So it was no table or chart that had it loaded.
    drawn = "[data-testid=stDataFrame], [data-testid=stPlotlyChart], [data-testid=stVegaLiteChart]"
    assert page.locator(drawn).count() == 0
