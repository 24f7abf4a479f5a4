"""The names of runs in the leaderboard's table: as wide as they are, and with dots where they are longer than that."""

from collections.abc import Iterable, Sequence

import streamlit as st

from builder.store.board.lines import Line

#: Pixels. On a phone the name stays in sight beside an accuracy; elsewhere there is room for what it says.
NARROW, WIDE = 125, 260
#: Pixels around a name, and of one of its letters on average.
_AROUND, _LETTER = 34, 6.2


def widest() -> int:
    """How wide the column may be in this browser."""
    return NARROW if "Mobi" in st.context.headers.get("User-Agent", "") else WIDE


def width_of(names: Iterable[str]) -> int:
    """Room for the longest of these cells, in pixels."""
    return max(NARROW, round(_AROUND + _LETTER * max(map(len, names), default=0)))


def names_of(rows: Sequence[Line], most: int) -> list[str]:
    """The cell of each line, no longer than there is room in `most` pixels."""
    letters = int((most - _AROUND) / _LETTER)
    return [name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…" for name in map(_name, rows)]


def _name(row: Line) -> str:
    """The run's name; of a run below the line that it belongs to its seed.

    A button would draw the icon that a name begins with: an unseen word joiner keeps the name's letters.
    """
    if row.is_inside:
        return f"└ seed {row.run.experiment.training.seed}"
    return f"\N{WORD JOINER}{row.run.name}" if row.run.name.startswith(":") else row.run.name
