"""The seeds of one design: show or hide the runs of its line, and train it with more of them."""

from collections.abc import Iterable

import streamlit as st

from builder import jobs
from builder.design.edit.fields import edited
from builder.design.experiment import Experiment
from builder.store.board.lines import Line
from builder.store.board.same_design import design_number
from builder.store.runs.records import Run, list_runs
from builder.ui.app import store
from builder.ui.app.text import plain
from builder.ui.leaderboard import open_lines
from builder.ui.session import notices
from builder.ui.session.submission import submit
from builder.words.sentences import listed

#: How many more are trained at a time.
MORE = 3


def draw_seeds(line: Line, owner: str) -> None:
    """The buttons for the line that is open beside the table."""
    if len(line.members) > 1:
        is_open = line.id in open_lines.opened()
        st.button(
            "Hide its runs" if is_open else f"Show its {len(line.members)} runs",
            icon=":material/unfold_less:" if is_open else ":material/unfold_more:",
            key="leaderboard.open",
            on_click=open_lines.open_or_close,
            args=(line.id,),
        )
    refusal = jobs.readiness(store.settings(), line.run.experiment).refusal
    st.button(
        f"Train {MORE} more seeds",
        icon=":material/casino:",
        key="leaderboard.more_seeds",
        disabled=refusal is not None,
        help=plain(refusal) if refusal else "The same design from other first weights, and in another order of images",
        on_click=train_more,
        args=(line.run, owner),
    )


def train_more(run: Run, owner: str) -> None:
    """Queue the run's design with seeds that this visitor has not used for it; what goes wrong becomes a notice."""
    same = [one for one in list_runs(store.database(), owner=owner) if design_number(one) == design_number(run)]
    designs = with_new_seeds(run.experiment, [one.experiment.training.seed for one in same])
    if submit(*designs):
        seeds = listed([str(design.training.seed) for design in designs])
        notices.inform(f"{run.name} is in the queue with seeds {seeds}; they join its line as they finish.")


def with_new_seeds(experiment: Experiment, taken: Iterable[int]) -> tuple[Experiment, ...]:
    """The design with the `MORE` smallest seeds that are not taken."""
    used = {experiment.training.seed, *taken}
    free = [seed for seed in range(len(used) + MORE) if seed not in used][:MORE]
    return tuple(edited(experiment, ("training", "seed"), seed) for seed in free)
