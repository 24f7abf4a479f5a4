"""The choice of network: every run with weights, the visitor's own ones and the best finished ones first, and the one
that comes with the app."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from builder.shipped.network import is_shipped
from builder.store.board.marks import marks_of
from builder.store.runs.records import Run
from builder.ui.leaderboard.rows import images_label
from builder.ui.session import chosen_run, visitor
from builder.words.marks import texts
from builder.words.numbers import plain_percent

#: A longer list is hard to choose from; the leaderboard leads to the others.
MOST_CHOICES = 300

WIDGET = "classify.run"
OTHER = "classify.other"


def own_first(runs: Sequence[Run], shipped: Run | None) -> tuple[Run, ...]:
    """The visitor's own runs, then the others, each in the order in which they were, and last what comes with the app;
    this comes first for a visitor who has no run: the others' may be anything."""
    owner = visitor.current().owner
    own, others = [run for run in runs if run.owner == owner], [run for run in runs if run.owner != owner]
    comes_with_app = [] if shipped is None else [shipped]
    return (*own, *others, *comes_with_app) if own else (*comes_with_app, *others)


def labels(runs: Sequence[Run], viewer: str) -> list[str]:
    """ "Project 4 · CIFAR-10 · 71.8 %" and its marks for each run, with whose it is where that is not the viewer.

    All are different: the widget knows its options by their text.
    """
    short = [" · ".join([run.name, images_label(run), _accuracy(run), *_marks(run)]) for run in runs]
    longer = [
        text if run.owner == viewer or is_shipped(run) else f"{text} · by {run.nickname}"
        for text, run in zip(short, runs, strict=True)
    ]
    longer = [
        text if count == 1 else f"{text} · seed {run.experiment.training.seed}"
        for text, run, count in _counted(longer, runs)
    ]
    return [text if count == 1 else f"{text} · {run.id}" for text, run, count in _counted(longer, runs)]


def _counted(texts: list[str], runs: Sequence[Run]) -> list[tuple[str, Run, int]]:
    counts = Counter(texts)
    return [(text, run, counts[text]) for text, run in zip(texts, runs, strict=True)]


def _marks(run: Run) -> list[str]:
    """What the page says of the network that comes with the app stands below the box."""
    return [] if is_shipped(run) else texts(marks_of(run))


def _accuracy(run: Run) -> str:
    if is_shipped(run) and run.tested is not None:
        return f"{plain_percent(run.tested.accuracy)} of the test images"
    return "not validated" if run.validation_accuracy is None else f"{100 * run.validation_accuracy:.1f} %"


def choose_run(runs: Sequence[Run]) -> Run:
    """The selectbox; opens on the run that was chosen before or on the leaderboard, else on the first.

    What comes with the app is not remembered for a visitor who has no run: the first own network is then open.
    """
    chosen = st.session_state.get(chosen_run.CHOSEN_RUN)
    offered = [run for place, run in enumerate(runs) if place < MOST_CHOICES or run.id == chosen or is_shipped(run)]
    by_label = dict(zip(labels(offered, visitor.current().owner), offered, strict=True))
    names = list(by_label)
    index = next((place for place, run in enumerate(offered) if run.id == chosen), 0)
    # The key depends on what is offered, so that a new or deleted run never leaves the widget on another run.
    label = st.selectbox(
        "Network",
        names,
        index=index,
        key=f"{WIDGET}.{hash(tuple(names))}",
        help="Networks with saved weights: yours first, and the best first. The one that comes with the app is the "
        "last, and the first while you have none.",
    )
    run = by_label[label]
    if not is_shipped(run) or any(one.owner == visitor.current().owner for one in runs):
        st.session_state[chosen_run.CHOSEN_RUN] = run.id
    if not is_shipped(run) and st.button(
        "See what it learned", key="classify.run_page", icon=":material/insights:", type="tertiary"
    ):
        chosen_run.look_into(run.id)
    if len(offered) < len(runs):
        st.caption(f"The best {MOST_CHOICES} runs; the leaderboard leads to the other {len(runs) - len(offered):,}.")
    return run


def choose_other(runs: Sequence[Run], run: Run) -> Run | None:
    """A second network for the same picture, of the same data set; None where none is chosen, or there is none."""
    like_it = [one for one in runs if one.id != run.id and one.experiment.images == run.experiment.images]
    others = [one for place, one in enumerate(like_it) if place < MOST_CHOICES or is_shipped(one)]
    if not others:
        return None
    by_label = dict(zip(labels(others, visitor.current().owner), others, strict=True))
    chosen = st.selectbox(
        "Another network beside it",
        list(by_label),
        index=None,
        placeholder="None: choose one for the same picture",
        key=f"{OTHER}.{hash(tuple(by_label))}",
    )
    return None if chosen is None else by_label[chosen]
