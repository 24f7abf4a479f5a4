"""The command that opens the app: app. It is `streamlit run` on the app's entry, from any folder."""

import argparse
import errno
import importlib
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import builder
from builder.cli.errors import InputError
from builder.cli.result import Result
from builder.cli.terminal import Interrupt

INTERRUPTED = "The app has ended; what trains goes on."

#: Where the wheel's build puts what is at the top of the repository.
IN_WHEEL = Path("ui", "entry", "streamlit_app.py")


def app(arguments: argparse.Namespace) -> Result:
    """Serves the app until it is interrupted. Streamlit reads the settings and the theme beside the entry."""
    _check_place(arguments.address or "127.0.0.1", arguments.port)
    options = []
    if arguments.address is not None:
        options += ["--server.address", arguments.address]
    if arguments.port is not None:
        options += ["--server.port", str(arguments.port)]
    if arguments.no_browser:
        options += ["--server.headless", "true"]
    # By name: only `ui` imports Streamlit, and no other command waits for it.
    streamlit = importlib.import_module("streamlit.web.cli")
    with _ended_like_other_commands():
        streamlit.main(["run", str(entry()), *options], prog_name="streamlit", standalone_mode=False)
    return 0, {}, INTERRUPTED


def _check_place(address: str, port: int | None) -> None:
    """Raises InputError where the server could not listen; without a port it looks for a free one by itself."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        socket.create_server((address, port or 0), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise InputError(f"Port {port} is taken by another program; choose another one with --port.") from None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise InputError(f"Port {port} is not open to you; choose one above 1023 with --port.") from None
        raise InputError(
            f"--address is {address!r}; expected an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all."
        ) from None


@contextmanager
def _ended_like_other_commands() -> Iterator[None]:
    """The server shuts down at a signal and sends it on; what Streamlit makes of that is turned back into the signal.

    The server knows no SIGHUP (a closed terminal): that is handed to it as SIGTERM.
    """
    import click

    hung_up: list[int] = []

    def hang_up(number: int, _: object) -> None:
        hung_up.append(number)
        signal.raise_signal(signal.SIGTERM)

    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, hang_up)
    try:
        yield
    except (click.Abort, KeyboardInterrupt) as end:
        interrupt = end.__cause__ if isinstance(end, click.Abort) else end
        raise Interrupt(*hung_up, *(interrupt.args if interrupt else ())) from None
    except click.ClickException as error:
        raise InputError(error.format_message()) from None


def entry() -> Path:
    """The app's entry: the installed package's own, or the one beside the package in the repository."""
    package = Path(builder.__file__).resolve().parent
    installed = package / IN_WHEEL
    return installed if installed.exists() else package.parent / "streamlit_app.py"
