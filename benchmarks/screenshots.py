"""A picture of every page and state, wide, tablet and narrow, light and dark.

    python -m benchmarks.screenshots --into FOLDER [--only NAME …]

Takes a home of its own, trains small networks on the digits there, and writes STATE-SIZE-SCHEME.png, each as long as
its page. Needs playwright and a Chromium.
"""

import argparse
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.app_process import new_home
from benchmarks.page_app import chromium, running_app
from benchmarks.page_states import SCHEMES, SIZES, show, visited
from benchmarks.settled import settle

MOST_HEIGHT = 8000
CONTENT_HEIGHT = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  return innerHeight + main.scrollHeight - main.clientHeight;
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, required=True, metavar="FOLDER", help="made where it is not there")
    parser.add_argument("--only", nargs="*", metavar="NAME", help="of the states; all where none is named")
    arguments = parser.parse_args()
    arguments.into.mkdir(parents=True, exist_ok=True)
    with new_home() as home, running_app(home, BUILDER_CIFAR10="") as server, chromium() as browser:
        for state, page in visited(browser, server.address, home):
            if arguments.only and state.name not in arguments.only:
                continue
            for size in state.sizes:
                for scheme in SCHEMES:
                    show(page, size, scheme)
                    take(page, size, arguments.into / f"{state.name}-{size}-{scheme}.png")
            print(state.name, flush=True)


def take(page: Page, size: str, file: Path) -> None:
    """The whole page as it is now, in a window as long as it needs."""
    settle(page)
    width, _ = SIZES[size]
    page.set_viewport_size({"width": width, "height": min(MOST_HEIGHT, page.evaluate(CONTENT_HEIGHT))})
    settle(page)
    page.screenshot(path=file)


if __name__ == "__main__":
    main()
