"""What was imported is skipped by later collections of garbage, and nothing that has ended is kept by that."""

import gc
import sys
import threading
import types
import weakref

import pytest

from builder.ui.app import garbage
from builder.ui.app.garbage import loading, set_imports_aside


@pytest.fixture(autouse=True)
def as_in_a_new_process(monkeypatch):
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):  # another test's page imports what further pages need
            thread.join()
    monkeypatch.setattr(garbage, "_set_aside", (0, 0))
    monkeypatch.setattr(garbage, "FEW", 1)
    yield
    gc.unfreeze()


def imported(monkeypatch, name: str) -> types.ModuleType:
    module = types.ModuleType(name)
    module.made = [[number] for number in range(5000)]
    monkeypatch.setitem(sys.modules, name, module)
    return module


def is_looked_through(container: list) -> bool:
    """Whether collections of garbage still look at it; what was set aside is no longer among Python's objects."""
    return any(one is container for one in gc.get_objects())


def test_what_is_imported_later_is_set_aside_too(monkeypatch):
    imported(monkeypatch, "imported_first")
    set_imports_aside()
    later = imported(monkeypatch, "imported_later")
    assert is_looked_through(later.made)
    set_imports_aside()
    assert not is_looked_through(later.made)


def test_without_an_import_nothing_more_is_set_aside(monkeypatch):
    imported(monkeypatch, "imported_first")
    set_imports_aside()
    of_a_session = [[number] for number in range(5000)]
    set_imports_aside()
    assert is_looked_through(of_a_session)


def test_a_few_modules_more_are_no_reason_to_look_through_everything(monkeypatch):
    imported(monkeypatch, "imported_first")
    set_imports_aside()
    monkeypatch.setattr(garbage, "FEW", 2)
    later = imported(monkeypatch, "imported_later")
    set_imports_aside()
    assert is_looked_through(later.made)
    imported(monkeypatch, "imported_last")
    set_imports_aside()
    assert not is_looked_through(later.made)


def test_nothing_is_collected_while_the_first_page_is_loaded_and_then_it_is_set_aside(monkeypatch):
    with pytest.raises(ZeroDivisionError), loading():
        assert not gc.isenabled()
        first = imported(monkeypatch, "imported_first")
        1 / 0  # noqa: B018
    assert gc.isenabled() and not is_looked_through(first.made)
    monkeypatch.setattr(gc, "collect", lambda: pytest.fail("once more"))
    set_imports_aside()


def test_what_was_set_aside_and_ended_is_freed_with_the_next_import(monkeypatch):
    class Ended:
        pass

    ended = Ended()
    ended.itself = ended
    watched = weakref.ref(ended)
    imported(monkeypatch, "imported_first")
    set_imports_aside()
    del ended
    gc.collect()
    assert watched() is not None
    imported(monkeypatch, "imported_later")
    set_imports_aside()
    assert watched() is None


def test_thousands_of_runs_that_are_kept_are_set_aside_without_an_import(monkeypatch):
    set_imports_aside()
    runs = [[number] for number in range(5000)]
    monkeypatch.setattr(garbage, "known_count", lambda: len(runs))
    set_imports_aside()
    assert not is_looked_through(runs)
