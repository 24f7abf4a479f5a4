"""The lock files: what `make app` and `make test` install, the same on every machine and in a year."""

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")

#: Where the app is to run, as PEP 508's markers name it.
MACHINES = {
    "Linux, x86-64": {"sys_platform": "linux", "platform_machine": "x86_64", "platform_system": "Linux"},
    "Linux, ARM": {"sys_platform": "linux", "platform_machine": "aarch64", "platform_system": "Linux"},
    "macOS": {"sys_platform": "darwin", "platform_machine": "arm64", "platform_system": "Darwin"},
    "Windows": {"sys_platform": "win32", "platform_machine": "AMD64", "platform_system": "Windows", "os_name": "nt"},
}
PYTHONS = ("3.11", "3.12", "3.13")


def requirements(name: str) -> list[Requirement]:
    """The lines of a requirements file that name a package, without those of the files that it includes."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.startswith(("#", "-"))]


def entries(name: str) -> list[tuple[Requirement, list[str]]]:
    """Each locked package with its hashes."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        package, *hashes = line.split("--hash=")
        found.append((Requirement(package), [hash.strip() for hash in hashes]))
    return found


def environments() -> list[dict[str, str]]:
    return [
        {"os_name": "posix", "python_version": python, "python_full_version": f"{python}.0", "extra": ""}
        | {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
        | machine
        for python in PYTHONS
        for machine in MACHINES.values()
    ]


def locked_in(name: str, environment: dict[str, str]) -> dict[str, str]:
    """What the lock installs on such a machine: versions by package."""
    found: dict[str, str] = {}
    for package, _ in entries(name):
        if package.marker is None or package.marker.evaluate(environment):
            key = canonicalize_name(package.name)
            assert key not in found, f"{key} is locked twice for {environment}"
            (pin,) = package.specifier
            assert pin.operator == "=="
            found[key] = pin.version
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_has_hashes_and_names_no_address(lock):
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")
    for package, hashes in entries(lock):
        assert package.url is None
        assert hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}", hash) for hash in hashes), package


@pytest.mark.parametrize("environment", environments(), ids=lambda e: f"{e['python_version']} {e['sys_platform']}")
def test_the_lock_has_what_the_requirements_ask_for_on_every_machine(environment):
    app, dev = locked_in("requirements.lock", environment), locked_in("requirements-dev.lock", environment)
    asked = {"requirements.txt": app, "requirements-dev.txt": dev}
    for name, locked in asked.items():
        for wanted in requirements(name):
            if wanted.marker is None or wanted.marker.evaluate(environment):
                version = locked[canonicalize_name(wanted.name)]
                assert wanted.specifier.contains(version, prereleases=True), f"{wanted}: {version}; run `make lock`"
    assert app.items() <= dev.items(), "the tests run with other versions than the app; run `make lock`"


def test_the_lock_has_everything_that_the_installed_packages_ask_for():
    for name in LOCKS:
        locked = {canonicalize_name(package.name) for package, _ in entries(name)}
        for package in sorted(locked):
            try:
                wanted = [Requirement(line) for line in requires(package) or []]
            except PackageNotFoundError:
                continue  # another system's
            missing = {
                canonicalize_name(one.name)
                for one in wanted
                if one.marker is None or one.marker.evaluate({"extra": ""})
            } - locked
            assert missing == set(), f"{package} needs {missing}; run `make lock`"


def test_what_the_app_needs_has_nothing_that_only_tests_need():
    app = {canonicalize_name(package.name) for package, _ in entries("requirements.lock")}
    assert not app & {"pytest", "hypothesis", "ruff", "mypy", "playwright", "jupyter-client", "ipython", "tensorboard"}
