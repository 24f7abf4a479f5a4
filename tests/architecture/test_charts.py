"""Charts have alternative texts."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import PACKAGE


def charts_and_tables() -> Iterator[tuple[str, ast.Call]]:
    """Each call in `ui` that draws one, with its place."""
    for path in sorted((PACKAGE / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr.endswith("_chart") or node.func.attr in ("dataframe", "data_editor"):
                yield f"{path}:{node.lineno}", node


def test_every_chart_and_table_is_told_to_those_who_do_not_see_it():
    drawn = dict(charts_and_tables())
    assert len(drawn) > 10
    assert not [place for place, call in drawn.items() if not any(named.arg == "alt" for named in call.keywords)]
