"""The runs that are compared, and the letter and colour by which the page calls each."""

from collections.abc import Sequence
from typing import NamedTuple

from builder.course.equal_names import words_of
from builder.store.runs.records import Run
from builder.ui.app.text import escaped

#: As many as there are colours and letters for.
LETTERS = "ABCDEFGHIJ"
MOST_RUNS = len(LETTERS)


class Compared(NamedTuple):
    """A run with its letter on this page; the letters are in the order of the address."""

    letter: str
    run: Run
    #: What tells it from others of its name here; empty where no other has it.
    differs: str = ""

    @property
    def label(self) -> str:
        """The letter, the run's name, and what tells it from others of that name: "B · Wide, 20 epochs"."""
        return f"{self.letter} · {self.run.name}{', ' if self.differs else ''}{self.differs}"


def lettered(runs: Sequence[Run]) -> tuple[Compared, ...]:
    """At most ten runs, each with its letter."""
    shown = runs[:MOST_RUNS]
    return tuple(Compared(*each) for each in zip(LETTERS, shown, words_of(shown, with_person=True), strict=False))


def swatch(one: Compared) -> str:
    """The letter in the run's colour of the curves, as HTML."""
    return f'<span class="letter letter-{LETTERS.index(one.letter)}">{escaped(one.letter)}</span>'
