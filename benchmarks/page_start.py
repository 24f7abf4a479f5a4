"""From starting the server to the first page: title, Train and the number of parameters, in a browser that runs."""

import time
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.app_process import new_home
from benchmarks.page_app import SECOND, Server, new_visitor, wait_for_standby

#: Notes the unix time of the first change of the page after which all three are there.
NOTE_FIRST_PAGE = """(() => {
  const isThere = () => document.querySelector('.st-key-name :is(h1, h2)')
    && document.querySelector('.st-key-train button')
    && document.querySelector('.st-key-cost [data-testid="stMetricValue"]')?.textContent.trim();
  const observer = new MutationObserver(() => {
    if (!isThere()) return;
    observer.disconnect();
    window.firstPageAt = performance.timeOrigin + performance.now();
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true });
})();"""


def measure(browser: Browser, count: int, dataset: str) -> tuple[list[float], list[float]]:
    """Milliseconds of `count` starts with an empty home, and of the second start of each home.

    The visitor is new each time: their browser has nothing of the app in its cache. The standby that the first
    start prepared is ready when the second begins.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(count):
        with new_home() as home:
            for kind in times:
                kind.append(_start(browser, home, dataset))
    return times


def _start(browser: Browser, home: Path, dataset: str) -> float:
    with new_visitor(browser, NOTE_FIRST_PAGE) as page:
        server = Server(home)
        try:
            server.wait_until_it_listens()
            page.goto(server.address, wait_until="commit")
            page.wait_for_function("() => window.firstPageAt", timeout=60 * SECOND)
            shown = page.evaluate("() => window.firstPageAt")
            wait_for_standby(home, dataset)  # processes still starting or ending must not slow the next start
        finally:
            server.end()
    time.sleep(1)
    return shown - 1000 * server.started
