"""The entry point of the command line: parses, runs the command, and turns every error into one line."""

import io
import json
import sys

from builder.cli.commands import COMMANDS, INTERRUPTED
from builder.cli.errors import CommandFailed, InputError
from builder.cli.parser import build_parser
from builder.cli.terminal import ended_by_signals, heard_at_once, interrupted, say
from builder.jobs import SubmitError
from builder.jobs.deaths import is_full_disk
from builder.jobs.options import check_numbers
from builder.settings import SettingsError
from builder.store.errors import StoreError
from builder.words.inert import printable_lines


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    told = INTERRUPTED
    try:
        with ended_by_signals():
            parsed = build_parser().parse_args(arguments)
            check_numbers()
            command = COMMANDS[parsed.command]
            told = command.interrupted
            with heard_at_once(command.heard):
                status, document, text = command.does(parsed)
            wants_json = getattr(parsed, "json", False)
            return _print(json.dumps(document, ensure_ascii=False, indent=2) if wants_json else text, status)
    except (InputError, SettingsError) as error:
        return _complain(str(error), 2)
    except (CommandFailed, SubmitError, StoreError) as error:
        return _complain(str(error), 1)
    except KeyboardInterrupt as interrupt:
        return interrupted(interrupt, told)
    except Exception as error:  # a bug of ours: reported in one line like any other error
        return _complain(f"Something that should not happen has happened ({type(error).__name__}: {error}).", 1)


def _complain(sentence: str, status: int) -> int:
    say(sentence.strip())
    return status


def _print(output: str, status: int) -> int:
    """Prints `output` on stdout; a reader that has closed the pipe (`| head`) is no error, a full disk is."""
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        print(printable_lines(output), flush=True)
    except BrokenPipeError:
        sys.stdout = None
    except OSError as error:
        sys.stdout = None  # else Python tries once more at its end, and says so in words of its own
        why = "the disk is full" if is_full_disk(error) else error.strerror or str(error)
        return _complain(f"The output could not be written: {why}.", 1)
    return status
