"""The command that opens the app: app. It is `streamlit run` on the app's entry, from any folder."""

import argparse
import runpy
import sys
from pathlib import Path
from typing import NoReturn

import builder

#: Where the wheel's build puts what is at the top of the repository.
IN_WHEEL = Path("ui", "entry", "streamlit_app.py")


def app(arguments: argparse.Namespace) -> NoReturn:
    """Serves the app until it is interrupted. Streamlit reads the settings and the theme beside the entry."""
    options = []
    if arguments.address is not None:
        options += ["--server.address", arguments.address]
    if arguments.port is not None:
        options += ["--server.port", str(arguments.port)]
    if arguments.no_browser:
        options += ["--server.headless", "true"]
    sys.argv = ["streamlit", "run", str(entry()), *options]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    raise SystemExit(0)


def entry() -> Path:
    """The app's entry: the installed package's own, or the one beside the package in the repository."""
    package = Path(builder.__file__).resolve().parent
    installed = package / IN_WHEEL
    return installed if installed.exists() else package.parent / "streamlit_app.py"
