"""`python -m builder`: the product without a browser."""

import sys

from builder.cli.terminal import ended_by_signals, interrupted


def main() -> int:
    """Runs the command of the command line; returns the exit status."""
    try:
        with ended_by_signals():  # importing takes half a second, in which somebody may press Ctrl+C
            from builder.cli.main import main as run
        return run()
    except KeyboardInterrupt as interrupt:
        return interrupted(interrupt)


if __name__ == "__main__":
    sys.exit(main())
