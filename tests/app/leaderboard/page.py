"""Opening, reading and pressing the Leaderboard page, without a browser."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from builder import presets
from builder.runs import visitors
from builder.ui import session

ROOT = Path(__file__).parents[3]
SECRET = "a-secret-of-43-letters-as-the-browser-keeps"
ME = visitors.owner_of(SECRET)
YOU = visitors.owner_of("somebody else")


def visit(*selected: str) -> AppTest:
    """The Leaderboard page as me, with these runs ticked."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.session_state[session.SECRET] = SECRET
    app.session_state[session.SELECTED_RUNS] = selected
    # Twice: AppTest forgets between runs that there is a navigation, so only from the second on do widgets keep ids.
    return run(run(app.switch_page("pages/leaderboard.py")))


def run(app: AppTest) -> AppTest:
    app.run()
    assert [error.message for error in app.exception] == []
    return app


def press(app: AppTest, label: str) -> AppTest:
    button(app, label).click()
    return run(app)


def button(app: AppTest, label: str):
    return next(button for button in app.button if button.label == label)


def shown(app: AppTest, column: str) -> list:
    return list(app.dataframe[0].value[column])


def slides_protocol(preset: str, **data):
    """Project 16 or 18 as in the slides, on the digits."""
    experiment = presets.get(preset).as_in_slides
    changed = experiment.data.model_copy(update={"dataset": "digits", **data})
    return experiment.model_copy(update={"data": changed})
