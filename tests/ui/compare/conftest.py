"""A store in which two visitors have names."""

from tests.ui.run_page.conftest import db

__all__ = ["db"]
