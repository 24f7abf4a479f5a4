"""What draws the leaderboard is in the browser before it is opened."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from builder.settings import DATABASE_FILE, Settings, sqlite_url
from builder.store.schema.database import open_database
from builder.ui.app import scripts_ahead
from builder.ui.app.scripts_ahead import CHARTS, TABLES, scripts
from tests.browser.conftest import LOADED, running_app, wait_until_drawn
from tests.ui.made_runs import design, ended_run


def test_the_build_page_has_the_browser_load_what_draws_tables(page, app: str):
    page.goto(app)
    page.locator("table.summary").wait_for()
    page.wait_for_function(LOADED, arg=list(scripts(TABLES)))
    assert page.locator("[data-testid=stDataFrame]").count() == 0  # so it was not a table that had it loaded


@pytest.mark.slow
def test_the_leaderboard_asks_for_no_script_once_they_are_loaded(page: Page, tmp_path: Path):
    db = open_database(Settings(home=tmp_path, database_url=sqlite_url(tmp_path / DATABASE_FILE)))
    for number in range(2):
        ended_run(db, design(name=f"Run {number}"), "a" * 64)
    db.dispose()
    asked = []
    with running_app(tmp_path) as app:
        page.goto(app)
        page.wait_for_function(LOADED, arg=list(scripts(TABLES + CHARTS)))
        page.wait_for_timeout(1_000)  # the last of them loads others
        page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        page.get_by_role("link", name="Leaderboard").first.click()
        page.get_by_test_id("stDataFrame").wait_for()
        page.get_by_test_id("stVegaLiteChart").wait_for()
        wait_until_drawn(page)
    assert [name for name in asked if name.endswith(".js")] == []


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
