"""Which runs another one is compared with: the owner's best and first finished one before it, on the same images."""

import pytest

from builder.store.board.earlier import Earlier, earlier_runs
from builder.store.board.leaks import usual_count
from builder.store.runs import lifecycle
from builder.store.runs.records import Run
from tests.ui.made_runs import design, ended_run

ME, OTHER = "a" * 64, "b" * 64
#: What a run has besides its design.
RUN_FIELDS = {"accuracy", "state", "test"}


def next_run(db, **data) -> Run:
    return lifecycle.submit(db, design(**data), ME)


def named(earlier: Earlier) -> list[str | None]:
    return [None if run is None else run.name for run in earlier]


def ended(db, name: str, accuracy: float = 0.5, state: str = "finished") -> Run:
    return ended_run(db, design(name=name), ME, accuracy=accuracy, state=state)


def test_they_are_the_best_and_the_first_of_those_that_finished_before(db):
    first = ended(db, "First", 0.7)
    assert earlier_runs(db, first, usual_count) == Earlier()
    second = ended(db, "Second", 0.9)
    assert named(earlier_runs(db, second, usual_count)) == ["First", "First", None]
    ended(db, "Third", 0.9)
    ended(db, "Stopped", 0.95, state="stopped")
    assert named(earlier_runs(db, next_run(db), usual_count)) == ["Second", "First", None]


def test_a_run_that_was_stopped_is_one_to_compare_with_only_where_none_is_finished(db):
    for name in ("One", "Two"):
        ended(db, name, state="stopped")
    finished = ended(db, "Finished", 0.2)
    assert named(earlier_runs(db, finished, usual_count)) == [None, None, "Two"]
    assert earlier_runs(db, next_run(db), usual_count).nearest == finished


def test_of_runs_that_train_on_their_validation_images_none_is_called_the_best(db):
    slides = design(trains_on_validation=True)
    for accuracy in (0.8, 0.9):
        ended_run(db, slides, ME, accuracy=accuracy)
    assert named(earlier_runs(db, lifecycle.submit(db, slides, ME), usual_count)) == [None, slides.name, None]


@pytest.mark.parametrize(
    "other",
    [
        {"owner": OTHER},
        {"accuracy": None, "state": "failed"},
        {"dataset": "cifar10"},
        {"limit": 400},
        {"split_seed": 1},
        {"trains_on_validation": True},
        {"test": (150, 299)},
    ],
    ids=[
        "another's",
        "without an epoch",
        "another data set",
        "fewer images",
        "another split",
        "trained on them",
        "a leak",
    ],  # fmt: skip
)
def test_one_that_cannot_be_compared_is_passed_over(db, other):
    more = {"accuracy": 0.9} | {name: value for name, value in other.items() if name in RUN_FIELDS}
    data = {name: value for name, value in other.items() if name not in {*RUN_FIELDS, "owner"}}
    ended_run(db, design(**data), other.get("owner", ME), **more)
    comparable = ended_run(db, design(), ME)
    found = earlier_runs(db, next_run(db), usual_count)
    assert (found.best, found.first) == (comparable, comparable)
