"""The commands, their arguments and the ranges of those arguments."""

import argparse
from collections.abc import Callable
from typing import NoReturn, get_args

from builder.cli.errors import InputError
from builder.course.results import RESULTS_FILE
from builder.datasets.photo_kind import TITLES
from builder.datasets.table import DATASETS
from builder.design.training.training import Precision
from builder.jobs.tasks.explain import METHODS


class _OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one sentence, without the usage text."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[:1].upper()}{message[1:]} (see {self.prog} --help).")


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """A type for argparse: a whole number from `low` to `high`."""

    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(f"{text[:40]!r} was given, expected a whole number from {low} to {high}")
        return number

    return parse


def number(above: float, most: float) -> Callable[[str], float]:
    """A type for argparse: a number over `above` and at most `most`."""

    def parse(text: str) -> float:
        try:
            given = float(text)
        except ValueError:
            given = above
        if not above < given <= most:
            raise argparse.ArgumentTypeError(
                f"{text[:40]!r} was given, expected a number over {above:g} and at most {most:g}"
            )
        return given

    return parse


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = _OneLineParser(prog="python -m builder", description="Build, train, rank and use image classifiers.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_OneLineParser)

    app = commands.add_parser("app", help="open the app in the browser")
    app.add_argument(
        "--address", metavar="ADDRESS", help="where to listen; 0.0.0.0 lets others in (default: 127.0.0.1)"
    )
    app.add_argument("--port", type=whole_number(1, 65_535), metavar="PORT", help="default: 8501, or the next free one")
    app.add_argument("--no-browser", action="store_true", help="serve without opening a browser")

    presets = commands.add_parser("presets", help="the course's projects")
    _json(presets)

    summary = commands.add_parser("summary", help="a network's layers, output shapes and parameters")
    _design(summary)
    _json(summary)

    export = commands.add_parser("export", help="a design as a plain Keras script or notebook")
    _design(export).add_argument("--run", metavar="RUN", help="the design of a saved run")
    export.add_argument("--format", choices=["py", "ipynb"], help="default: what the file's name ends with, else py")
    export.add_argument("--output", metavar="FILE", help="the .py or .ipynb file to write (default: on stdout)")

    train = commands.add_parser("train", help="train a design and wait for its end")
    _design(train)
    train.add_argument("--dataset", choices=list(DATASETS), help="default: CIFAR-10 where it is, else digits")
    train.add_argument("--epochs", type=whole_number(1, 10_000), metavar="N", help="at most so many epochs")
    train.add_argument(
        "--limit", type=whole_number(40, 40_000), metavar="N",
        help="N training images, N/4 for validation and N/4 for the test",
    )  # fmt: skip
    train.add_argument("--seed", type=whole_number(0, 2**31 - 1), metavar="S", help="the seed of weights and order")
    train.add_argument(
        "--target", type=number(0, 100), metavar="PERCENT",
        help="train until the validation accuracy reaches this, and keep the best epoch",
    )  # fmt: skip
    train.add_argument("--minutes", type=number(0, 10_080), metavar="T", help="at most so many minutes of training")
    _json(train)

    reproduce = commands.add_parser("reproduce", help="train the course's projects as documented; write the results")
    reproduce.add_argument("--projects", default="0-18", metavar="IDS", help="such as 0-6 or 9b,12 (default: all)")
    reproduce.add_argument("--seeds", type=whole_number(1, 100), default=1, metavar="N", help="that many seeds each")
    reproduce.add_argument("--first-seed", type=whole_number(0, 10_000), default=0, metavar="S", help="default: 0")
    reproduce.add_argument("--epochs", type=whole_number(1, 10_000), metavar="N", help="a budget: at most N epochs")
    reproduce.add_argument("--minutes", type=whole_number(1, 10_080), metavar="T", help="a budget: T minutes each")
    reproduce.add_argument("--limit", type=whole_number(40, 40_000), metavar="N", help="a budget: N training images")
    reproduce.add_argument(
        "--precision", choices=get_args(Precision), default="float32", help="the number format (default: float32)"
    )
    reproduce.add_argument("--again", action="store_true", help="measure again what is in the results already")
    reproduce.add_argument(
        "--output", metavar="FILE", default=str(RESULTS_FILE), help="default: builder/course/reproduced.jsonl"
    )
    _json(reproduce)

    reproduced = commands.add_parser("reproduced", help="what was measured of the projects, beside the slides' figures")
    reproduced.add_argument(
        "--results", metavar="FILE", default=str(RESULTS_FILE), help="default: builder/course/reproduced.jsonl"
    )
    reproduced.add_argument("--update", metavar="FILE.md", help="write the table into this file, between its markers")
    _json(reproduced)

    for name, text in (
        ("stop", "stop a run; what was trained is kept"),
        ("pause", "pause a run, to be gone on with"),
        ("resume", "go on with a paused run, and wait for its end"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("run", metavar="RUN", help="a run, as `runs` lists it")
        _json(command)

    for name, text in (("runs", "all runs, newest first"), ("leaderboard", "all runs, best validation first")):
        _json(commands.add_parser(name, help=text))

    show = commands.add_parser("show", help="one run with its design and its curve")
    show.add_argument("run", metavar="RUN", help="a run, as `runs` lists it")
    _json(show)

    classify = commands.add_parser("classify", help="what a trained network sees in a picture")
    classify.add_argument("image", metavar="IMAGE", help=f"a {TITLES} file")
    classify.add_argument("--run", metavar="RUN", help="the run whose network looks (default: the best finished one)")
    _json(classify)

    explain = commands.add_parser("explain", help="which places of a picture spoke for a class, as a picture")
    explain.add_argument("run", metavar="RUN", help="a run, as `runs` lists it")
    explain.add_argument("image", metavar="IMAGE", help=f"a {TITLES} file")
    explain.add_argument("--method", choices=METHODS, default=METHODS[0], help=f"default: {METHODS[0]}")
    explain.add_argument("--class", metavar="NAME", dest="class_name", help="a class (default: the likeliest)")
    explain.add_argument("--layer", metavar="NAME", help="for grad-cam: whose maps (default: the last convolution's)")
    explain.add_argument("--output", metavar="FILE", required=True, help="the PNG file to write")
    _json(explain)

    backup = commands.add_parser("backup", help="write everything that the home holds, except images, into one file")
    backup.add_argument("file", metavar="FILE", help="the file to write; it must not exist yet")
    _json(backup)

    restore = commands.add_parser("restore", help="make a new home (BUILDER_HOME) of a backup")
    restore.add_argument("file", metavar="FILE", help="a file that `backup` wrote")
    _json(restore)
    return parser


def _design(command: argparse.ArgumentParser) -> argparse._MutuallyExclusiveGroup:
    """Adds the arguments that choose a design; returns their exclusive group, for a command that adds another."""
    source = command.add_mutually_exclusive_group(required=True)
    source.add_argument("--preset", metavar="ID", help="a course project: 0 to 18, with 9a, 9b and 15b")
    source.add_argument("--spec", metavar="FILE", help="a design as JSON, as docs/design-json.md shows it")
    command.add_argument(
        "--as-in-slides", action="store_true",
        help="with --preset 16 or 18: the slides' protocol, which trains on the validation images (18: the test set "
        "chooses the model)",
    )  # fmt: skip
    return source


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="one JSON document on stdout")
