"""A click is answered also where another one follows before its function was called, or while it is."""

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest

from builder.ui.app import kept_clicks
from tests.patience import HANG_SECONDS


def page() -> None:
    """One button, whose function is followed by another click."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

    def press() -> None:
        get_script_run_ctx().script_requests.request_rerun(RerunData())
        st.session_state["answered"] = st.session_state.get("answered", 0) + 1

    st.button("Press", on_click=press)


def another_click() -> None:
    """As the browser asks for the next run: without the click before, which it has told of."""
    get_script_run_ctx().script_requests.request_rerun(RerunData())


@pytest.fixture
def app(monkeypatch):
    monkeypatch.setattr(ScriptRunner, "_maybe_handle_execution_control_request", kept_clicks._end_if_asked)
    kept_clicks.keep_clicks()
    return AppTest.from_function(page, default_timeout=HANG_SECONDS).run()


def test_a_click_is_answered_though_another_follows_while_its_function_runs(app):
    app.button[0].click().run()
    assert app.session_state["answered"] == 1


def test_a_click_is_answered_though_another_follows_before_its_function_is_called(app, monkeypatch):
    from streamlit.runtime.scriptrunner.script_cache import ScriptCache

    compiled, late = ScriptCache.get_bytecode, [another_click]

    def get_bytecode(self, path):  # the last thing before a run calls the functions of its clicks
        if late:
            late.pop()()
        return compiled(self, path)

    monkeypatch.setattr(ScriptCache, "get_bytecode", get_bytecode)
    app.button[0].click().run()
    assert late == [] and app.session_state["answered"] == 1


def test_the_server_runs_one_run_of_a_page_at_a_time():
    assert st.get_option("runner.fastReruns") is False
