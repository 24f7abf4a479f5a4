"""Takes the picture in the README: the Build page while project 4 trains on the digits."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.app_process import new_home
from benchmarks.page_app import SECOND, chromium, new_visitor, running_app
from builder.presets import get
from builder.ui.build import share

PICTURE = Path(__file__).with_name("build-page.png")
EPOCHS = 9
#: True once the curve of the run has as many points as it is given.
HAS_EPOCHS = (
    "epochs => { const plot = document.querySelector('.js-plotly-plot');"
    " return plot && plot.data && plot.data.some(trace => trace.x && trace.x.length >= epochs); }"
)


def take() -> None:
    """Trains for EPOCHS epochs in a home of its own, and writes PICTURE: light colours, 1440 wide."""
    link = share.encode(get("4").experiment.on("digits"))
    with new_home() as home, running_app(home) as server, chromium() as browser, new_visitor(browser) as page:
        page.goto(f"{server.address}/?design={link}")
        page.get_by_role("button", name="Train", exact=True).click(timeout=60 * SECOND)
        page.mouse.move(0, 0)
        page.wait_for_function(HAS_EPOCHS, arg=EPOCHS, timeout=600 * SECOND)
        page.screenshot(path=PICTURE)


if __name__ == "__main__":
    take()
