"""The product as a wheel, installed where nothing of the repository can be found."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def install_wheel(folder: Path) -> Path:
    """Builds the wheel and installs it alone into `folder`/site, which is returned; what it needs is there already."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)],
        check=True,
        cwd=folder,
    )
    (wheel,) = folder.glob("*.whl")
    site = folder / "site"
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", str(site), str(wheel)], check=True)
    return site


def installed_environment(site: Path, home: Path) -> dict[str, str]:
    """This process's environment, with the installed product, a home of its own and no other setting of it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BUILDER_")}
    return environment | {"PYTHONPATH": str(site), "BUILDER_HOME": str(home), "BUILDER_STANDBY_SECONDS": "0"}


def command_in(site: Path) -> Path:
    """The installed command."""
    return site / "bin" / ("model-builder.exe" if os.name == "nt" else "model-builder")
