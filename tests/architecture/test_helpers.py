"""What several tests share stands in files that are no tests."""

from tests.architecture.sources import ROOT, imported


def test_no_file_imports_from_a_file_of_tests():
    files = [path for folder in ("tests", "benchmarks", "docs") for path in (ROOT / folder).rglob("*.py")]
    taken = {
        str(path.relative_to(ROOT)): {name for name in imported(path) if name.startswith("tests.") and ".test_" in name}
        for path in files
    }
    assert {path: names for path, names in taken.items() if names} == {}
