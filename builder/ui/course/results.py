"""What the Course page reads: the measured results, cached while their file stays the same, and the student's runs."""

from pathlib import Path

import streamlit as st

from builder import presets
from builder.course import results as course_results
from builder.course.minutes import Timed
from builder.course.results import Reproduction, ResultsError
from builder.store.board.leaks import leak_of, may_be_ranked, validation_counts
from builder.store.board.marks import marks, marks_of
from builder.store.runs.records import Run, list_runs
from builder.ui.app import store
from builder.ui.leaderboard.rows import differs_from_slides
from builder.words.counts import count


def measured_results() -> tuple[tuple[Reproduction, ...], str | None]:
    """The measured results of the projects, and one sentence if their file cannot be read."""
    file = course_results.RESULTS_FILE
    try:
        stat = file.stat()
    except OSError:
        return (), None
    return _read(str(file), stat.st_mtime_ns, stat.st_size)


@st.cache_resource(show_spinner=False, max_entries=2)
def _read(file: str, changed: int, size: int) -> tuple[tuple[Reproduction, ...], str | None]:
    """`changed` and `size` tell versions of the file apart."""
    try:
        return course_results.read_results(Path(file)), None
    except ResultsError as error:
        return (), str(error)


def best_own_runs(owner: str) -> dict[str, Run]:
    """By preset this owner's run with the best validation accuracy, of those that measure the preset itself.

    That is on all of CIFAR-10, with validation and test images that took no part in training, unless the preset has
    them take part: then nothing is chosen, and the newest counts.
    """
    count_of = validation_counts(store.settings())
    best: dict[str, tuple[float, Run]] = {}
    for run in list_runs(store.database(), states=("finished", "stopped"), owner=owner):
        if run.preset is None or run.validation_accuracy is None or run.dataset != "cifar10":
            continue
        if run.experiment.data.limit is not None or _marks_of_its_own(run, run.preset):
            continue
        if run.experiment.data.trains_on_validation:
            counts = run.submitted_at
        elif may_be_ranked(run, leak_of(run, count_of)):
            counts = run.validation_accuracy
        else:
            continue
        known = best.get(run.preset)
        if known is None or counts > known[0]:
            best[run.preset] = counts, run
    return {project: run for project, (_, run) in best.items()}


def own_timed(owner: str) -> tuple[Timed, ...]:
    """This owner's runs on all of CIFAR-10 whose test set was read, and judged nothing, from the oldest on."""
    runs = list_runs(store.database(), states=("finished", "stopped"), owner=owner)
    return tuple(
        Timed(name=run.experiment.name, minutes=run.seconds / 60, accuracy=run.test_accuracy)
        for run in sorted(runs, key=lambda run: run.submitted_at)
        if run.dataset == "cifar10"
        and run.experiment.data.limit is None
        and run.seconds
        and run.test_accuracy is not None
        and run.test_interval is not None
    )


def _marks_of_its_own(run: Run, preset: str) -> bool:
    """Whether the run has marks other than those of every run of the preset, or lacks one."""
    return set(marks_of(run)) != set(marks(presets.get(preset).experiment))


def trained_for(run: Run) -> str:
    """For how long a project's run trained: "after 20 epochs", or, where it was cut short, "after 2 of 20 epochs"."""
    planned = presets.get(run.preset).experiment.training.epochs if run.preset else run.epochs
    if differs_from_slides(run) and run.epochs < planned:
        return f"after {run.epochs:,} of {count(planned, 'epoch')}"
    return f"after {count(run.epochs, 'epoch')}"


def tried_projects(owner: str) -> frozenset[str]:
    """The presets that this owner has trained for at least an epoch, on whatever images."""
    ended = list_runs(store.database(), states=("finished", "stopped"), owner=owner)
    return frozenset(run.preset for run in ended if run.preset is not None and run.epochs)
