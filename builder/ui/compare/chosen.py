"""The runs that are compared, and the letter and colour by which the page calls each."""

from collections.abc import Sequence
from typing import NamedTuple

from builder.store.runs.records import Run
from builder.ui.app.text import escaped

#: As many as there are colours and letters for.
LETTERS = "ABCDEFGHIJ"
MOST_RUNS = len(LETTERS)


class Compared(NamedTuple):
    """A run with its letter on this page; the letters are in the order of the address."""

    letter: str
    run: Run

    @property
    def label(self) -> str:
        """The letter and the run's name: "B · Wide"."""
        return f"{self.letter} · {self.run.name}"


def lettered(runs: Sequence[Run]) -> tuple[Compared, ...]:
    """At most ten runs, each with its letter."""
    return tuple(Compared(letter, run) for letter, run in zip(LETTERS, runs, strict=False))


def swatch(one: Compared) -> str:
    """The letter in the run's colour of the curves, as HTML."""
    return f'<span class="letter letter-{LETTERS.index(one.letter)}">{escaped(one.letter)}</span>'
