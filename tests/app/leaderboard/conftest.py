"""A store in which two visitors have names."""

import pytest

from builder.runs import visitors
from builder.runs.database import open_database
from builder.settings import load_settings
from tests.app.leaderboard.page import ME, YOU


@pytest.fixture
def db(started):
    engine = open_database(load_settings())
    visitors.set_nickname(engine, ME, "Quiet Otter")
    visitors.set_nickname(engine, YOU, "Brave Lynx")
    yield engine
    engine.dispose()
