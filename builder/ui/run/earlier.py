"""An ended run beside those that its owner trained before: the best one's curve stands faintly behind its own, and a
line says how many more or fewer validation images it got right than the best one, and than the first."""

from typing import NamedTuple

import streamlit as st

from builder.store.board.earlier import Earlier, earlier_runs
from builder.store.board.leaks import validation_counts
from builder.store.runs.curves import epochs_of
from builder.store.runs.records import Run, runs_by_id
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.figures.before import Before
from builder.ui.run.beside import alone_right_of, beside, in_short, is_worse
from builder.ui.session import chosen_run
from builder.words.sentences import capital

#: Beside the line, on demand.
WHY_VALIDATION = (
    "Compared on the validation images, as on the leaderboard. The test images only report: had they a say in which "
    "network to go on with, they would say too much good of it."
)

_KNOWN = "builder.earlier_runs"
_COMPARED = "builder.compared_with_earlier"


class Compared(NamedTuple):
    """What is said of a run beside earlier ones, as plain text, and the earlier one that was better, if it was."""

    told: str = ""
    better: Run | None = None


_NOTHING = Compared()


class _Known(NamedTuple):
    """The ids of the best and the first run before, and the curve of the one that is nearest to being the best."""

    best: str | None
    first: str | None
    curve: Before | None


def draw_compared(run: Run, owner: str) -> None:
    """The line, and where the earlier run was better a button that opens its design again; nothing without a line."""
    compared = compared_with_earlier(run, owner)
    if not compared.told:
        return
    st.markdown(f":material/compare_arrows: {plain(compared.told)}", help=WHY_VALIDATION)
    if compared.better is not None and st.button(
        f"Back to “{plain(compared.better.name)}” in Build", key=f"better_{run.id}", icon=":material/undo:"
    ):
        chosen_run.open_in_build(compared.better)


def curve_before(run: Run) -> Before | None:
    """The curve of the best run that its owner trained before `run` on the same images; looked for after each epoch."""
    return _known(run).curve


def compared_with_earlier(run: Run, owner: str) -> Compared:
    """How an ended run did on the validation images beside the best and the first finished one before it.

    Nothing where there is none, where one of them has no accuracy that can be compared, and for a run out of a file.
    The predictions are read once.
    """
    if run.validation_accuracy is None or run.imported_at is not None:
        return _NOTHING
    known = _known(run)
    ids = [id for id in (known.best, known.first) if id is not None]
    earlier = runs_by_id(store.database(), ids)  # they may have other names since
    best, first = earlier.get(known.best or ""), earlier.get(known.first or "")
    both = [one for one in (best, first) if one is not None]
    asked = (owner, run.id, run.validation_accuracy, *((one.id, one.name, one.validation_accuracy) for one in both))
    kept, compared = st.session_state.get(_COMPARED, (None, _NOTHING))
    if kept != asked:
        compared = _compared(run, best, first, "your" if run.owner == owner else "its owner’s")
        st.session_state[_COMPARED] = (asked, compared)
    return Compared(*compared)


def _compared(run: Run, best: Run | None, first: Run | None, whose: str) -> Compared:
    is_first = best is None or (first is not None and best.id == first.id)
    other = first if is_first else best
    if other is None:
        return _NOTHING
    role = "run before" if other.state != "finished" else "first run" if is_first else "best run before"
    told = beside(run, other, alone_right_of(run, other, "validation"), f"{whose} {role}, “{other.name}”")
    if told and not is_first and first is not None:
        more = in_short(run, first, alone_right_of(run, first, "validation"), f"{whose} first, “{first.name}”")
        told = f"{told} {capital(more)}" if more else told
    return Compared(told, other if told and is_worse(run, other) else None)


def _known(run: Run) -> _Known:
    """The earlier runs; looked for after each epoch."""
    asked = (run.id, run.epochs)
    known, found = st.session_state.get(_KNOWN, (None, None))
    if known != asked or found is None:
        found = _look(earlier_runs(store.database(), run, validation_counts(store.settings())))
        st.session_state[_KNOWN] = (asked, found)
    return _Known(*found)


def _look(earlier: Earlier) -> _Known:
    nearest = earlier.nearest
    epochs = () if nearest is None else epochs_of(store.database(), nearest.id)
    curve = Before(nearest.name, epochs, is_best=earlier.best is not None) if nearest is not None and epochs else None
    if earlier.first is None:  # for want of a finished one
        unfinished = None if earlier.unfinished is None else earlier.unfinished.id
        return _Known(unfinished, None, curve)
    best = None if earlier.best is None else earlier.best.id
    return _Known(best, earlier.first.id, curve)
