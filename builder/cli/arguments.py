"""Values that arguments may have, and the arguments that several commands take."""

import argparse
from collections.abc import Callable
from typing import get_args

from builder.datasets.photo_checks import MAX_SIDE
from builder.design.base import Value
from builder.design.edit.fields import range_of
from builder.pictures.part import Fit
from builder.presets import BEYOND


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


def whole_field(kind: type[Value], name: str) -> Callable[[str], int]:
    """A type for argparse: a whole number that this field of a design takes; the field has both bounds."""
    low, high, _, _ = range_of(kind, name)
    return whole_number(int(low or 0), int(high or 0))


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


def design(command: argparse.ArgumentParser) -> argparse._MutuallyExclusiveGroup:
    """Adds the arguments that choose a design; returns their exclusive group, for a command that adds another."""
    source = command.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--preset", metavar="ID", help=f"a course project, 0 to 18 with 9a, 9b and 15b, or {', '.join(BEYOND)}"
    )
    source.add_argument("--spec", metavar="FILE", help="a design as JSON, as docs/design-json.md shows it")
    command.add_argument(
        "--as-in-slides", action="store_true",
        help="with --preset 16 or 18: the slides' protocol, which trains on the validation images (18: the test set "
        "chooses the model)",
    )  # fmt: skip
    return source


def run(command: argparse.ArgumentParser, more: str = "") -> None:
    """Adds the argument that names a run; `more` ends its help."""
    command.add_argument("run", metavar="RUN", help=f"a run, as `runs` lists it{more}")


def as_json(command: argparse.ArgumentParser) -> None:
    """Adds the option by which stdout holds one JSON document."""
    command.add_argument("--json", action="store_true", help="one JSON document on stdout")


def part_of_picture(command: argparse.ArgumentParser) -> None:
    """Adds the arguments that say which part of a picture a network gets, and how."""
    part = command.add_mutually_exclusive_group()
    part.add_argument(
        "--fit", choices=get_args(Fit), help="its centre, or all of it, the edge continued to a square (centre)"
    )
    part.add_argument(
        "--box", nargs=4, type=whole_number(0, MAX_SIDE), metavar=("X", "Y", "W", "H"),
        help="a part of it in pixels, from the upper left corner",
    )  # fmt: skip
    command.add_argument("--as-is", action="store_true", help="do not invert and crop ink on paper for the digits")
