"""Scripts of Streamlit's that the browser loads ahead, and which pages ask for them."""

from builder.store.runs import lifecycle
from builder.ui.app.scripts_ahead import CHARTS, HAS_CHARTS, TABLES, WANTS_CHARTS, scripts
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import opened_page
from tests.ui.run_page.conftest import db
from tests.ui.run_page.opened import ME, YOU

__all__ = ["db"]


def test_every_script_is_there_under_its_name():
    names = scripts(TABLES + CHARTS)
    assert [name.split(".")[0] for name in names if name.endswith(".js")] == [*TABLES, *CHARTS]
    assert [name.split(".")[0] for name in names if name.endswith(".css")] == ["DataFrame"]


def test_once_there_is_a_run_to_look_at_the_browser_loads_what_draws_its_charts(db):
    ended_run(db, design(), YOU, accuracy=None)
    assert HAS_CHARTS not in opened_page("build").session_state
    ended_run(db, design(), YOU)
    assert opened_page("build").session_state[HAS_CHARTS]


def test_a_training_has_the_browser_load_them_before_it_ends(db):
    lifecycle.submit(db, design(), ME)
    app = opened_page("build")
    assert app.session_state[WANTS_CHARTS]
