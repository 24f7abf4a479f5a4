"""Why a run's accuracies may mislead: badges beside its name, and their explanations."""

import streamlit as st

from builder.statistics.leak import Leak
from builder.store.board import leaks
from builder.store.board.marks import marks_of, meanings, told_marks
from builder.store.runs.records import Run
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.words.leaks import mark_text
from builder.words.marks import MIRROR_AVERAGE


def mark_badges(run: Run) -> list[str]:
    """The marks that follow from the design, as badges in Markdown."""
    return [_view(mark.text) if mark is MIRROR_AVERAGE else _badge(mark.text) for mark in marks_of(run)]


def leak_badges(run: Run) -> list[str]:
    """The leak that the run's accuracies reveal, as a badge; empty if there is none."""
    leak = _leak(run)
    return [] if leak is None else [_badge(mark_text(leak))]


def honesty_notes(run: Run) -> None:
    """Every mark of an ended run explained, and its leak with the arithmetic and the likely causes."""
    for sentence in meanings(run, _leak(run)):
        icon = "flip" if sentence == MIRROR_AVERAGE.meaning else "warning"
        st.markdown(f":material/{icon}: {plain(sentence)}")


def all_marks(run: Run) -> list[str]:
    """The marks of a run in words, and the leak that its accuracies reveal, for a table or a chart."""
    return told_marks(run, _leak(run))


def may_be_ranked(run: Run) -> bool:
    """Whether its validation accuracy may stand against others' (`store/board/leaks.py`), by the images here."""
    return leaks.may_be_ranked(run, _leak(run))


def _leak(run: Run) -> Leak | None:
    return leaks.leak_of(run, leaks.validation_counts(store.settings()))


def _view(text: str) -> str:
    """How its accuracies came about, which is no warning."""
    return f":gray-badge[:material/flip: {plain(text)}]"


def _badge(text: str) -> str:
    return f":orange-badge[:material/warning: {plain(text)}]"
