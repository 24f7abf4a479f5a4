"""Where a page begins: the script alone, run in a browser for the first time."""

from pathlib import Path

import pytest

from builder.ui.app import page_top

pytestmark = pytest.mark.slow

SCRIPT = Path(page_top.__file__).with_suffix(".js").read_text(encoding="utf-8")
PAGE = """<div data-testid="stApp" data-test-script-state="notRunning"><div data-testid="stMain">
  <div class="st-key-sections"><button role="tab" aria-selected="true">Inside</button></div>
</div></div>"""
RUN = """async ([script, data]) => {
  const begun = await import(`data:text/javascript,${encodeURIComponent(script)}`);
  begun.default({ data });
  await new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)));
}"""


def begun(chromium, *, led: bool) -> str | None:
    """What has the focus where the script first runs with the view that has the tab."""
    page = chromium.new_page()
    page.set_content(PAGE)
    page.evaluate(RUN, [SCRIPT, {"view": "run 1", "place": "sections", "tab": "Inside", "led": led}])
    at = page.evaluate("document.activeElement === document.body ? null : document.activeElement.textContent")
    page.close()
    return at


def test_a_press_that_led_here_takes_the_focus_along_though_the_view_before_was_never_seen(chromium):
    assert begun(chromium, led=True) == "Inside"


def test_an_address_leaves_the_focus_where_the_page_begins(chromium):
    assert begun(chromium, led=False) is None
