"""No click is lost where another one follows at once.

Streamlit ends a run of a page for the next one at the first thing that the run does with the page or its state. That
may be before the function that the run's own click calls, or in the middle of it: then nothing comes of that click,
and nothing is said.
"""

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

#: Ends the run where another one was asked for.
_end_if_asked = ScriptRunner._maybe_handle_execution_control_request


def keep_clicks() -> None:
    """From now on a run ends only after the functions that its clicks call.

    For that, `fastReruns` is off (.streamlit/config.toml): else the next run would begin on a thread of its own
    meanwhile, and change the same state.
    """
    ScriptRunner._maybe_handle_execution_control_request = _end_after_clicks  # type: ignore[assignment, method-assign]


def _end_after_clicks(runner: ScriptRunner) -> None:
    run = get_script_run_ctx(suppress_warning=True)
    if run is None or run.has_script_started or not runner._is_in_script_thread():
        _end_if_asked(runner)
