"""Opening and reading a run's page, without a browser."""

from streamlit.testing.v1 import AppTest

from builder.store import visitors
from tests.ui.opened import SECRET, opened_page

ME = visitors.owner_of(SECRET)
YOU = visitors.owner_of("somebody else")


def visit(run_id: str | None, **address: str) -> AppTest:
    """The page of that run as me."""
    return opened_page("run", address if run_id is None else {"id": run_id, **address})


def words(app: AppTest) -> str:
    """Everything that is written on the page, with ordinary spaces and without Markdown's backslashes."""
    parts = [*app.title, *app.markdown, *app.caption, *app.error, *app.info, *app.warning]
    text = "\n".join([*(part.value for part in parts), *(block.proto.body for block in app.get("html"))])
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\\", "")
