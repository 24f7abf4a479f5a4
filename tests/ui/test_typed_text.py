"""What people typed is shown as its characters on every page: no link, icon, colour or formula is made of it."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from builder.settings import load_settings
from builder.store import visitors
from builder.store.runs import lifecycle, owners
from builder.store.schema.database import open_database
from builder.ui.build import share
from builder.ui.leaderboard import selection
from tests.ui.course.made_pairs import made_pair
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import SECRET, opened_page
from tests.ui.typed_names import NAMES, NICKNAME
from tests.words.made_of_text import MADE_OF_TEXT

ME = visitors.owner_of(SECRET)

#: The elements whose text Streamlit reads as Markdown, and those that show it as it is.
MARKDOWN = (
    "markdown", "caption", "title", "header", "subheader", "info", "warning", "error", "success", "toast", "button",
    "radio", "button_group", "expander", "checkbox", "toggle", "metric", "tab", "popover", "progress",
)  # fmt: skip


def texts(app: AppTest) -> list[str]:
    """Everything on the page that is read as Markdown: bodies, labels, options and hints."""
    found: list[str] = []
    for kind in MARKDOWN:
        for element in app.get(kind):
            proto = getattr(element, "proto", None)
            for field in ("body", "label", "help", "text", "caption"):
                value = getattr(proto, field, "")
                found += [value] if isinstance(value, str) else []
            found += [str(option) for option in getattr(element, "options", ())]
    return found


def made_of(*pages: AppTest) -> list[str]:
    """The texts with a typed part, of which Markdown's readers would make something."""
    every = [text for page in pages for text in texts(page)]
    typed = [text for text in every if "evil" in text or "smile" in text or "heart" in text]
    assert typed, "nothing typed is on these pages"
    html = [text for text in typed if text.startswith(("<table", "<div"))]  # in which Markdown looks for nothing
    typed = [text for text in typed if text not in html]
    made = [text for text in html if "<i>" in text]
    return made + [
        text for text in typed if any(re.search(rule, _shown(text), re.I) for rule in MADE_OF_TEXT) or _raw(text)
    ]


def _shown(text: str) -> str:
    """The text without backslashes, nor the app's own icons and badges."""
    return re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\):material/\w+:", "", text))


def _raw(text: str) -> bool:
    return re.search(r"(?<!\\):red\[x|(?<!\\)\$x|(?<!\\)<i", text) is not None


@pytest.fixture
def db(started):
    engine = open_database(load_settings())
    visitors.set_nickname(engine, ME, NICKNAME)
    yield engine
    engine.dispose()


@pytest.fixture(params=NAMES, ids=["links", "icons"])
def name(request) -> str:
    return request.param


def test_in_a_shared_designs_title_and_the_run_cards(db, name):
    made = ended_run(db, design("0", name=name), ME, test=(200, 299))
    lifecycle.submit(db, design("0", name=name), ME)
    app = opened_page("build", {"design": share.encode(design("4", name=name))})
    assert made_of(app) == []
    assert re.sub(r"\\(.)|\N{WORD JOINER}", r"\1", app.title[0].value) == name
    assert made.name == name


def test_on_the_leaderboard_with_one_run_chosen_and_with_two(db, name):
    first, second = (ended_run(db, design("0", name=name), ME, test=(200, 299)) for _ in range(2))
    failed = ended_run(db, design("0", name=name), ME, state="failed", accuracy=None)
    chosen = ((first.id,), (first.id, second.id), (failed.id,))
    assert made_of(*(opened_page("leaderboard", **{selection.SELECTED_RUNS: runs}) for runs in chosen)) == []


def test_on_a_runs_own_page_and_where_there_is_none(db, name):
    made = ended_run(db, design("0", name=name), ME, test=(200, 299))
    assert made_of(opened_page("run", {"id": made.id}), opened_page("run", {"id": name})) == []


def test_on_the_page_of_a_pair_and_the_list_of_pairs(db, name):
    runs = made_pair(db, 200, 240)
    for run in runs:
        owners.rename(db, run.id, ME, name)
    pair = opened_page("course", {"pair": ",".join(run.id for run in runs)})
    assert made_of(pair, opened_page("course", {"change": "4"})) == []
