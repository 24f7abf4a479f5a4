"""The app as an installed wheel, opened by its own command from another folder, in a real browser."""

import subprocess
from collections.abc import Iterator

import pytest

from benchmarks.app_process import end_processes_of, free_port, wait_until_healthy
from tests.installed import command_in, install_wheel, installed_environment

pytestmark = pytest.mark.slow

#: The first heading at each address, which is the first that its visitor opens.
HEADINGS = {
    "": "Project 0",
    "course": "Course: 21 projects",
    "leaderboard": "Leaderboard",
    "classify": "Classify a picture",
}


@pytest.fixture(scope="module")
def installed_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base address of `model-builder app`, running in a folder that holds nothing of the product."""
    folder = tmp_path_factory.mktemp("installed")
    site, home = install_wheel(folder), folder / "home"
    home.mkdir()
    port, log = free_port(), folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [command_in(site), "app", "--no-browser", "--port", str(port)],
            cwd=home,
            env=installed_environment(site, home),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_healthy(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)
        end_processes_of(home)


@pytest.mark.parametrize("address", HEADINGS)
def test_a_cold_deep_link_opens_the_page_with_its_style(address, installed_app, page):
    page.goto(f"{installed_app}/{address}")
    page.get_by_role("heading", name=HEADINGS[address], exact=True).wait_for()
    # .streamlit/config.toml: with Streamlit's own theme it would be rgb(49, 51, 63).
    assert page.locator(".stApp").evaluate("app => getComputedStyle(app).color") == "rgb(15, 21, 32)"
