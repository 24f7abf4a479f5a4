"""The layout of every page and state, wide, tablet and narrow, light and dark.

Pictures of them all: python -m benchmarks.screenshots --into FOLDER
"""

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.base import AXE_SCRIPT as AXE

from benchmarks.page_states import show, visited
from benchmarks.settled import settle
from tests.browser.conftest import running_app

pytestmark = pytest.mark.slow

LAYOUT = Path(__file__).with_name("layout.js").read_text(encoding="utf-8")
#: What axe-core calls the success criteria of levels A and AA.
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
SERIOUS = ("serious", "critical")


class Accepted(NamedTuple):
    """What Streamlit draws so, and a page of ours cannot change: findings of this rule that hold this text."""

    rule: str
    text: str
    why: str


ACCEPTED = (
    Accepted(
        "overlap", 'button "Scroll tabs', "Where tabs do not fit, Streamlit's arrow lies over the last one in sight."
    ),
)


class Finding(NamedTuple):
    """Something wrong with one state: `rule` is of the layout or of axe-core."""

    state: str
    look: str
    rule: str
    what: str


@pytest.fixture(scope="module")
def findings(chromium, tmp_path_factory) -> dict[str, list[Finding]]:
    """All that is wrong with any page, by kind: "sideways", "cut", "overlap", "axe"."""
    home = tmp_path_factory.mktemp("layout-home")
    found = defaultdict(list)
    # With how long a training takes beside Train, as it is measured by what stands by.
    with running_app(home, BUILDER_STANDBY_SECONDS="600") as address:
        for state, page in visited(chromium, address, home):
            for size in state.sizes:
                _look(page, size, "light")
                for kind, what in page.evaluate(LAYOUT):
                    found[kind].append(Finding(state.name, size, kind, what))
                if size != "tablet":  # it has what the wide page has
                    found["axe"] += [Finding(state.name, size, *one) for one in serious(page)]
            # Dark differs in colours alone, and these are the same at any width.
            _look(page, state.sizes[0], "dark")
            found["axe"] += [Finding(state.name, f"{state.sizes[0]} dark", *one) for one in serious(page)]
    return {kind: [one for one in each if not _is_accepted(one)] for kind, each in found.items()}


def _look(page, size: str, scheme: str) -> None:
    show(page, size, scheme)
    settle(page)


def _is_accepted(finding: Finding) -> bool:
    return any(finding.rule == one.rule and one.text in finding.what for one in ACCEPTED)


def serious(page) -> list[tuple[str, str]]:
    """What axe-core finds on the page, of the criteria A and AA, that is serious or critical: its rule, and where.

    Streamlit pales what it is about to draw anew, on a busy machine for long enough to be found: what is found is to
    be there when the page stands still again.
    """
    if not (found := _serious(page)):
        return []
    settle(page)
    again = _serious(page)
    return [one for one in again if one[0] in {rule for rule, _ in found}]


def _serious(page) -> list[tuple[str, str]]:
    # Once for each page that was loaded, and only what is read here comes back: both cost more than some rules.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    violations = page.evaluate("options => axe.run(options).then(answer => answer.violations)", options)
    return [
        (violation["id"], f"{' '.join(map(str, node['target']))}: {node['failureSummary'].splitlines()[-1].strip()}")
        for violation in violations
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


def test_no_page_scrolls_sideways(findings):
    assert findings.get("sideways", []) == []


def test_no_text_is_cut(findings):
    assert findings.get("cut", []) == []


def test_nothing_that_is_pressed_lies_over_another(findings):
    assert findings.get("overlap", []) == []


def test_axe_finds_nothing_serious(findings):
    assert findings.get("axe", []) == []
