"""The Build page for a new visitor, on a home of the test file's own."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from builder.settings import load_settings
from builder.store.schema.database import open_database
from tests.patience import HANG_SECONDS
from tests.ui.opened import ROOT, checked, open_all_blocks, show_tab


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """One store for all tests of a file: every test is a visitor of its own."""
    return tmp_path_factory.mktemp("build")


@pytest.fixture
def visit(started):
    """Opens the Build page as a new visitor, at an address, with all blocks open and that tab in front."""

    def visit(tab: str = "Network", **params: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS)
        open_all_blocks(app)
        show_tab(app, tab)
        for name, value in params.items():
            app.query_params[name] = value
        return checked(app.run())

    return visit


@pytest.fixture
def store(started):
    engine = open_database(load_settings())
    yield engine
    engine.dispose()
