"""The runs as a table: their letters, names, accuracies and costs."""

from collections.abc import Sequence

import streamlit as st

from builder.design.cost.summary import summarize
from builder.store.board.validation_set import validation_set
from builder.store.runs.records import Run
from builder.ui.app.text import escaped
from builder.ui.compare.chosen import Compared, swatch
from builder.ui.compare.room import HEAD, TWO_LINES, table_room
from builder.ui.leaderboard.rows import images_label
from builder.ui.run.honesty import all_marks, may_be_ranked
from builder.ui.session import chosen_run
from builder.ui.session.compared_runs import address_of
from builder.words.claims import whose
from builder.words.durations import training_time
from builder.words.numbers import likely_percent, percent

TITLES = ("Validation", "Test", "Parameters", "Multiply-adds", "Epochs", "Time")
NONE = "–"


def draw_runs(compared: Sequence[Compared]) -> None:
    """One line for each run, and whether their accuracies may be ranked against each other."""
    with st.container(border=True, key="compare_runs"):
        with table_room("runs", HEAD + TWO_LINES * len(compared)):
            st.markdown(runs_html(compared), unsafe_allow_html=True)
        if len({validation_set(one.run.experiment) for one in compared}) > 1:
            st.caption("They were validated on different images, so their validation accuracies cannot be ranked.")


def runs_html(compared: Sequence[Compared]) -> str:
    """The table as HTML, without a blank line; a validation accuracy above all others on the same images is bold."""
    head = "".join(f'<th scope="col">{title}</th>' for title in TITLES)
    best = _best(compared)
    body = "".join(_row(one, compared, one.run.id in best) for one in compared)
    return (
        '<div class="wide-table"><table class="compared runs-compared"><thead><tr><th scope="col">Run</th>'
        f'{head}<th scope="col"><span class="unseen">Leave out</span></th></tr></thead><tbody>{body}</tbody></table>'
        "</div>"
    )


def _row(one: Compared, compared: Sequence[Compared], is_best: bool) -> str:
    run = one.run
    validated = NONE if run.validation_accuracy is None else percent(run.validation_accuracy)
    cells = [
        f"<b>{validated}</b>" if is_best else validated,
        _tested(run),
        f"{run.parameters:,}",
        multiply_adds_text(summarize(run.experiment).multiply_adds),
        f"{run.epochs:,}",
        NONE if run.seconds is None else training_time(run.seconds),
        _without(one, compared),
    ]
    told = "".join(f'<td data-title="{title}">{cell}</td>' for title, cell in zip((*TITLES, ""), cells, strict=True))
    return f'<tr><th scope="row">{_name(one)}</th>{told}</tr>'


def _name(one: Compared) -> str:
    """The letter, the name as a link to the run's page, and what tells runs of one name apart."""
    run = one.run
    about = [images_label(run), f"seed {run.experiment.training.seed}", f"by {run.nickname}"]
    design = one.differs.removesuffix(whose(run.nickname, run.imported_at is not None)).removesuffix(", ")
    about = [design, *about] if design and not design.startswith("seed ") else about
    if run.state != "finished":
        about.append(run.state)
    marked = "".join(f'<small class="marked">{escaped(text)}</small>' for text in all_marks(run))
    link = f'<a href="{escaped(chosen_run.address_of(run.id))}" target="_self">{escaped(run.name)}</a>'
    told = f"<small>{escaped(' · '.join(about))}</small>{marked}"
    return f'<span class="run-name">{swatch(one)}<span>{link}{told}</span></span>'


def _tested(run: Run) -> str:
    if run.tested is None:
        return NONE
    accuracy = percent(run.tested.accuracy)
    if run.test_interval is None:
        return f"{accuracy}<small>it chose the model</small>"
    return f"{accuracy}<small>{likely_percent(run.test_interval)}</small>"


def _without(one: Compared, compared: Sequence[Compared]) -> str:
    """A link to the same page without this run, where at least two are left."""
    if len(compared) <= 2:
        return ""
    others = address_of(other.run.id for other in compared if other is not one)
    label = escaped(f"Leave out {one.label}")
    return f'<a class="leave-out" href="{escaped(others)}" target="_self" title="{label}" aria-label="{label}">×</a>'


def _best(compared: Sequence[Compared]) -> set[str]:
    """Of the runs that may be ranked, the ids of those that are better than every other on the same images."""
    on: dict[object, list[Run]] = {}
    for one in compared:
        if one.run.validation_accuracy is not None and may_be_ranked(one.run):
            on.setdefault(validation_set(one.run.experiment), []).append(one.run)
    ordered = [sorted(runs, key=lambda run: -(run.validation_accuracy or 0)) for runs in on.values() if len(runs) > 1]
    return {first.id for first, second, *_ in ordered if first.validation_accuracy != second.validation_accuracy}


def multiply_adds_text(number: int) -> str:
    """For one image, in three digits: "38.2 million"."""
    if number >= 1_000_000_000:
        return f"{number / 1e9:.3g} billion"
    return f"{number / 1e6:.3g} million" if number >= 1_000_000 else f"{number:,}"
