"""A name that somebody typed is its characters in the browser: no page makes a link, a picture or a formula of it."""

import re

import pytest

from builder.settings import load_settings
from builder.store import visitors
from builder.store.runs import owners
from builder.store.schema.database import open_database
from builder.ui.app import identity
from builder.ui.build import share
from tests.browser.conftest import running_app, wait_until_drawn
from tests.ui.course.made_pairs import made_pair
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import SECRET
from tests.ui.typed_names import NAMES, NICKNAME

pytestmark = pytest.mark.slow

ME = visitors.owner_of(SECRET)
#: What Streamlit makes of a link, an emoji or icon, a colour, a formula and of emphasis.
MADE_IN_A_TITLE = "h1 :is(a, img, em, strong, .katex, [role=img], .stMarkdownColoredText)"
TYPED = re.compile("evil.example|material.home")
LINKS = "a[href*=evil], a[href^=mailto]"


def links(page) -> list[str]:
    return [link.get_attribute("href") for link in page.locator(LINKS).all()]


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """A home in which all that can be typed is hostile."""
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BUILDER_DATABASE_URL", raising=False)
    db = open_database(load_settings())
    visitors.set_nickname(db, ME, NICKNAME)
    runs = [ended_run(db, design("0", name=name), ME, test=(200, 299)) for name in NAMES]
    runs += made_pair(db, 200, 240)
    for run, name in zip(runs[2:], NAMES, strict=True):
        owners.rename(db, run.id, ME, name)
    db.dispose()
    return runs


@pytest.fixture
def address(runs, tmp_path):
    """Of an app on that home."""
    with running_app(tmp_path / "home") as address:
        yield address


def test_no_page_makes_anything_of_a_name(address, runs, page):  # the page is closed before the app is
    page.context.add_cookies([{"name": identity.COOKIE, "value": SECRET, "url": address}])
    for name in NAMES:
        page.goto(f"{address}/?design={share.encode(design('4', name=name))}")
        title = page.locator("h1").first
        title.wait_for()
        wait_until_drawn(page)
        assert title.inner_text().replace("\N{WORD JOINER}", "") == name
        assert page.locator(MADE_IN_A_TITLE).count() == 0
        assert links(page) == []
    for path in (f"course?pair={runs[2].id},{runs[3].id}", "course?change=4", "leaderboard"):
        page.goto(f"{address}/{path}")
        page.get_by_text(TYPED).first.wait_for(state="attached")
        wait_until_drawn(page)
        assert links(page) == []
    page.goto(f"{address}/classify")
    page.locator("[data-testid=stSelectbox] input").first.click()
    page.get_by_role("option", name=TYPED).first.wait_for()
    assert links(page) == []
