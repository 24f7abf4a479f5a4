"""A visit to Classify without a browser, what is done there, and the inference process that answers."""

from streamlit.testing.v1 import AppTest

from builder.store import tasks, visitors
from builder.ui.app import frame, identity
from builder.ui.session import chosen_run
from tests.patience import HANG_SECONDS
from tests.ui.opened import ROOT, SECRET, run

ME = visitors.owner_of(SECRET)


def visit(chosen: str | None = None, *, address: dict[str, str] | None = None, **known: object) -> AppTest:
    """The page alone: AppTest forgets between runs that there is a navigation, and with it what was uploaded. `known`
    is what the session knows besides."""
    app = AppTest.from_file(str(ROOT / "pages" / "classify.py"), default_timeout=HANG_SECONDS)
    app.session_state[frame.IN_NAVIGATION] = True
    app.session_state[identity.SECRET] = SECRET
    app.session_state[chosen_run.CHOSEN_RUN] = chosen
    for name, value in known.items():
        app.session_state[name] = value
    for name, value in (address or {}).items():
        app.query_params[name] = value
    return run(app)


def upload(app: AppTest, data: bytes, name: str = "photo.png") -> AppTest:
    app.file_uploader(key="classify.upload").set_value([(name, data, "image/png")])
    return run(app)


def answer(db, probabilities: list[float], seconds: float = 0.012, **more: object) -> None:
    """Do what the inference process does with the oldest task."""
    task, token = tasks.claim_task(db, ["classify"])
    tasks.finish_task(db, task.id, token, {"probabilities": probabilities, "seconds": seconds, **more})


def words(app: AppTest) -> str:
    return " ".join(element.value for element in (*app.markdown, *app.caption))


CAT = [0.01, 0.02, 0.03, 0.71, 0.05, 0.1, 0.02, 0.03, 0.02, 0.01]
