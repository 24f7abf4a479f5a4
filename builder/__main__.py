"""`python -m builder`: the product without a browser."""

import os
import signal
import sys

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def main() -> int:
    """Runs the command of the command line; returns the exit status."""
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    from builder.cli.main import main as run

    status = run()
    # All is said: while Python tidies up, no signal makes a failure of what was done.
    for name in SIGNALS:
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, signal.SIG_IGN)
    return status


def _end(number: int, _: object) -> None:
    """Ends the process before the command begins, which takes half a second of imports."""
    os.write(2, b"Interrupted.\n")
    os._exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
