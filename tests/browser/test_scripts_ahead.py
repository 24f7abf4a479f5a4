"""What draws tables is in the browser before the leaderboard is opened."""

from pathlib import Path

from playwright.sync_api import Page, Route

from builder.ui.app import scripts_ahead
from builder.ui.app.scripts_ahead import TABLES, scripts
from tests.browser.conftest import LOADED


def test_the_build_page_has_the_browser_load_what_draws_tables(page, app: str):
    page.goto(app)
    page.locator("table.summary").wait_for()
    page.wait_for_function(LOADED, arg=list(scripts(TABLES)))
    assert page.locator("[data-testid=stDataFrame]").count() == 0  # so it was not a table that had it loaded


def test_a_script_is_not_loaded_while_a_page_is_being_drawn(page: Page):
    drawn = '<div data-testid="stApp" data-test-script-state="running"></div>'
    files = {
        "/": ("text/html", f'<script type="module" src="/static/js/index.js"></script>{drawn}'),
        "/ahead.js": ("text/javascript", Path(scripts_ahead.__file__).with_suffix(".js").read_text(encoding="utf-8")),
    }
    asked = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://drawn.test")
        asked.append(path)
        kind, body = files.get(path, ("text/javascript", ""))
        route.fulfill(content_type=kind, body=body)

    page.route("http://drawn.test/**", answer)
    page.goto("http://drawn.test/")
    page.evaluate("""async () => (await import("/ahead.js")).default(
        {data: {scripts: ["Chart.js"], milliseconds: 0}})""")
    page.wait_for_timeout(700)
    assert "/ahead.js" in asked and "/static/js/Chart.js" not in asked
    with page.expect_request("**/Chart.js"):
        page.locator("[data-testid=stApp]").evaluate("app => { app.dataset.testScriptState = 'notRunning'; }")
