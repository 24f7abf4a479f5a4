"""The Compare page in a browser: nothing on it moves when its tables are drawn."""

import pytest

from builder.design.edit.fields import edited
from builder.settings import DATABASE_FILE, Settings, sqlite_url
from builder.store import visitors
from builder.store.schema.database import open_database
from tests.browser.conftest import running_app, wait_for
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import SECRET

pytestmark = pytest.mark.slow

CARDS = ("compare_runs", "compare_differences")
#: A caption wraps or not by the fonts that are there, and a row may be a pixel higher.
ABOUT = 12


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page of four runs of two designs."""
    home = tmp_path_factory.mktemp("compare-home")
    db = open_database(Settings(home=home, cifar10=None, database_url=sqlite_url(home / DATABASE_FILE)))
    runs = [
        ended_run(db, edited(design(preset, name=name), ("training", "seed"), seed), visitors.owner_of(SECRET))
        for preset, name in (("0", "Small"), ("4", "Deep network"))
        for seed in (0, 1)
    ]
    db.dispose()
    with running_app(home) as address:
        yield f"{address}/compare?ids={','.join(run.id for run in runs)}"


def test_cards_have_their_height_before_their_tables_are_drawn(page, address):
    held = []
    page.route("**/rehype-raw*.js", lambda route: held.append(route))
    page.goto(address)
    page.locator(".st-key-compare_seeds_curves .main-svg").first.wait_for()
    wait_for(page, lambda: held)
    assert page.locator(".st-key-compare_runs table").count() == 0
    before = heights(page)
    for route in held:
        route.continue_()
    page.locator(".st-key-compare_runs table").wait_for()
    page.locator(".st-key-compare_differences table").wait_for()
    page.wait_for_timeout(500)
    after = heights(page)
    assert after == pytest.approx(before, abs=ABOUT)
    page.set_viewport_size({"width": 390, "height": 844})  # where every row is a small card
    wait_for(page, lambda: heights(page)[0] > heights(page, " table")[0] > 1.5 * after[0])


def heights(page, within: str = "") -> list[float]:
    return [page.locator(f".st-key-{card}{within}").bounding_box()["height"] for card in CARDS]
