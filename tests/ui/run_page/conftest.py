"""A store in which two visitors have names."""

import pytest

from builder.settings import load_settings
from builder.store import visitors
from builder.store.schema.database import open_database
from tests.ui.run_page.opened import ME, YOU


@pytest.fixture
def db(started):
    engine = open_database(load_settings())
    visitors.set_nickname(engine, ME, "Quiet Otter")
    visitors.set_nickname(engine, YOU, "Brave Lynx")
    yield engine
    engine.dispose()
