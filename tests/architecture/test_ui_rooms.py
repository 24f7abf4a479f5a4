"""The rooms of the pages stand in one order, so that no two of them import each other."""

import pytest

from tests.architecture.sources import PACKAGE, imported

#: A room may import itself and those before it.
ORDER = (
    "app",
    "explained",
    "figures",
    "session",
    "run",
    "sidebar",
    "build",
    "leaderboard",
    "classify",
    "course",
    "run_page",
    "compare",
)
UI = PACKAGE / "ui"


def test_every_room_has_its_place_in_the_order():
    assert {path.name for path in UI.iterdir() if (path / "__init__.py").exists()} == set(ORDER)


@pytest.mark.parametrize("room", ORDER)
def test_a_room_of_the_pages_imports_only_those_before_it(room):
    allowed = set(ORDER[: ORDER.index(room) + 1])
    for path in (UI / room).rglob("*.py"):
        known = {name.split(".")[2] for name in imported(path) if name.startswith("builder.ui.")}
        assert known <= allowed, path.name


def test_no_two_files_of_the_pages_import_each_other():
    """Nor three, four or more in a circle: what imports nothing that is left can be taken away, until nothing is."""
    names = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in UI.rglob("*.py")}
    left = {name: imported(path) & set(names) for name, path in names.items()}
    while free := [name for name, known in left.items() if not known & set(left)]:
        for name in free:
            del left[name]
    assert sorted(left) == []
