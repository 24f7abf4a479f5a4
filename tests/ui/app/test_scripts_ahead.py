"""Scripts of Streamlit's that the browser loads ahead, and which pages ask for them."""

from builder.ui.app.scripts_ahead import CHARTS, HAS_CHARTS, TABLES, scripts
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import opened_page
from tests.ui.run_page.conftest import db
from tests.ui.run_page.opened import YOU

__all__ = ["db"]


def test_every_script_is_there_under_its_name():
    assert [name.split(".")[0] for name in scripts(TABLES + CHARTS)] == [*TABLES, *CHARTS]


def test_only_what_leads_to_a_run_has_the_browser_load_what_draws_charts(db):
    assert HAS_CHARTS not in opened_page("build").session_state
    ended_run(db, design(), YOU)
    for page in ("leaderboard", "classify"):
        assert opened_page(page).session_state[HAS_CHARTS]
