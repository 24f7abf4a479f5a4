"""Pages, blocks and tabs, opened without a browser."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from builder.ui.app import identity
from builder.ui.app.trouble import UNEXPECTED
from builder.ui.session import open_blocks
from builder.ui.sidebar.tabs import TABS
from tests.patience import HANG_SECONDS

ROOT = Path(__file__).parents[2]
#: As a browser keeps it in its cookie.
SECRET = "a-secret-of-43-letters-as-the-browser-keeps"


def checked(app: AppTest) -> AppTest:
    """The page, on which nothing has gone wrong: no exception, nor the sentence that the app makes of one."""
    assert [error.message for error in app.exception] == []
    assert UNEXPECTED not in [error.value for error in app.error], "part of the page failed; its traceback is logged"
    return app


def the_only(elements):
    """The one element of its kind on the page; fails where there is none, and where there are several."""
    assert len(elements) == 1, f"{len(elements)} elements, where one was expected"
    return elements[0]


def labelled(elements, label: str, number: int = 0):
    """The element with this label: of the block of that number, where several blocks have one."""
    found = [element for element in elements if element.label == label]
    assert len(found) > number, f"no {label!r} among {[element.label for element in elements]}"
    return found[number]


def run(app: AppTest) -> AppTest:
    """The page after it has run once more."""
    return checked(app.run())


def opened_page(page: str, address: dict[str, str] | None = None, **state: object) -> AppTest:
    """One of pages/, within the navigation, as the visitor with SECRET; `state` is what the session knows."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS)
    for name, value in ({identity.SECRET: SECRET} | state).items():
        app.session_state[name] = value
    for name, value in (address or {}).items():
        app.query_params[name] = value
    # Twice: AppTest forgets between runs that there is a navigation, so only from the second on do widgets keep ids.
    return run(run(app.switch_page(f"pages/{page}.py")))


def open_all_blocks(app: AppTest) -> None:
    """All blocks of the design, and those that are added, from the next run on: closed ones draw no fields."""
    every = frozenset((kind, number) for kind in ("conv_blocks", "dense_blocks") for number in range(30))
    app.session_state[open_blocks.OPEN_BLOCKS] = every


def show_tab(app: AppTest, name: str) -> None:
    """The sidebar's Network or Training, from the next run on: the tab behind draws no fields."""
    app.session_state["tabs.design"] = next(tab for tab in TABS if tab.endswith(name))
