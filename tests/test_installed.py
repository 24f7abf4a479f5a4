"""An installed wheel is the whole product: the command line, the app's entry, every page and its files."""

import email
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from builder.course.results import RESULTS_FILE
from builder.settings import SHIPPED
from tests.installed import ROOT, command_in, install_wheel, installed_environment

pytestmark = pytest.mark.slow

#: Each page's title, as the page shows it.
TITLES = {
    "build": "Teach a computer to see",
    "course": "Course: 21 projects",
    "leaderboard": "Leaderboard",
    "classify": "Classify a picture",
    "compare": "Compare",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel is installed in."""
    return install_wheel(tmp_path_factory.mktemp("wheel"))


def run_installed(site: Path, elsewhere: Path, *command: str) -> str:
    """What a command prints with the installed product, in a folder that holds nothing of it."""
    environment = installed_environment(site, elsewhere / "home")
    answer = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, encoding="utf-8", timeout=120)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_the_installed_command_answers_as_the_module_does(site, tmp_path):
    printed = run_installed(site, tmp_path, str(command_in(site)), "presets", "--json")
    assert [preset["id"] for preset in json.loads(printed)][:2] == ["0", "1"]
    assert printed == run_installed(site, tmp_path, sys.executable, "-P", "-m", "builder", "presets", "--json")


def test_the_installed_package_is_used_and_has_its_results_and_its_theme(site, tmp_path):
    code = (
        "from builder.cli.app import entry; from builder.course.results import RESULTS_FILE; "
        "print(entry()); print(RESULTS_FILE)"
    )
    entry, results = map(Path, run_installed(site, tmp_path, sys.executable, "-P", "-c", code).splitlines())
    assert entry.is_relative_to(site) and results.is_relative_to(site)
    assert results.read_bytes() == RESULTS_FILE.read_bytes()
    config = Path(".streamlit", "config.toml")
    assert (entry.parent / config).read_bytes() == (ROOT / config).read_bytes()


def test_the_trained_network_that_comes_with_the_app_is_installed_with_it(site, tmp_path):
    code = "from builder.settings import SHIPPED; print(SHIPPED)"
    there = Path(run_installed(site, tmp_path, sys.executable, "-P", "-c", code).strip())
    assert there.is_relative_to(site)
    kept = {file.name: file.read_bytes() for file in SHIPPED.glob("*")}
    assert {file.name: file.read_bytes() for file in there.glob("*")} == kept


def test_every_page_opens_from_the_installed_package(site, tmp_path):
    code = (
        "import json\n"
        "from streamlit.testing.v1 import AppTest\n"
        "from builder.cli.app import entry\n"
        "shown = {}\n"
        f"for page in {list(TITLES)}:\n"
        "    app = AppTest.from_file(str(entry()), default_timeout=60).run()\n"
        "    app = app.switch_page(f'pages/{page}.py').run()\n"
        "    assert not app.exception, app.exception\n"
        "    shown[page] = app.title[0].value\n"
        "print(json.dumps(shown))\n"
    )
    printed = run_installed(site, tmp_path, sys.executable, "-P", "-c", code)
    assert json.loads(printed.splitlines()[-1]) == TITLES


def test_the_bounds_of_what_the_wheel_needs_are_those_of_the_requirements(site):
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    (metadata,) = site.glob("model_builder-*.dist-info/METADATA")
    needed = email.message_from_string(metadata.read_text(encoding="utf-8")).get_all("Requires-Dist")
    assert {Requirement(line) for line in needed} == {
        Requirement(line) for line in lines if line and not line.startswith("#")
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "dependencies" not in project
