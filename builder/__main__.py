"""`python -m builder`: the product without a browser."""

import os
import signal
import sys


def main() -> int:
    """Runs the command of the command line; returns the exit status."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    from builder.cli.main import main as run

    return run()


def _end(number: int, _: object) -> None:
    """Ends the process before the command begins, which takes half a second of imports, and after it is done."""
    os.write(2, b"Interrupted.\n")
    os._exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
