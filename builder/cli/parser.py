"""The parser of the whole command line."""

import argparse
from typing import NoReturn

from builder.cli.arguments import as_json
from builder.cli.commands import COMMANDS
from builder.cli.errors import InputError


class _OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one sentence, without the usage text."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[:1].upper()}{message[1:]} (see {self.prog} --help).")


def build_parser() -> argparse.ArgumentParser:
    """Reads any of the COMMANDS; `command` is its name."""
    parser = _OneLineParser(prog="python -m builder", description="Build, train, rank and use image classifiers.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_OneLineParser)
    for command in COMMANDS.values():
        arguments = commands.add_parser(command.name, help=command.help)
        command.takes(arguments)
        if command.has_json:
            as_json(arguments)
    return parser
