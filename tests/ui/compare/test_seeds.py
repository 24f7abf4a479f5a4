"""Designs compared over their seeds."""

import base64
import json

import numpy as np
import pytest

from builder.design.edit.fields import edited
from builder.store.runs.records import list_runs
from builder.ui.compare.chosen import lettered
from builder.ui.compare.seed_groups import groups_of, quantity_of, seeds_sentence
from tests.ui.compare.opened import visit
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import checked
from tests.ui.run_page.opened import ME, YOU, words


def trained(db, preset: str, name: str, accuracies, first_seed: int = 0, owner: str = ME, test=None, **fields):
    """A run for each of these validation accuracies; `test` says how many of 1,000 test images were right."""
    return [
        ended_run(
            db,
            edited(design(preset, name=name, **fields), ("training", "seed"), first_seed + number),
            owner,
            accuracy=accuracy,
            test=None if test is None else (test[number], 1000),
        )
        for number, accuracy in enumerate(accuracies)
    ]


def test_designs_with_the_same_seeds_are_compared_in_pairs_by_all_their_runs_here(db):
    small = trained(db, "0", "Small", [0.5, 0.5, 0.5], test=[700, 720, 740])
    deep = trained(db, "4", "Deep", [0.5, 0.5, 0.5], test=[750, 760, 800], owner=YOU)
    told = words(visit(small[1].id, deep[0].id))
    # scipy's ttest_rel: 5.0 points, 95 % 2.5 to 7.5.
    assert (
        "Over 3 seeds each, **A · Small** got 72.0 % of the test images right on average, **B · Deep** 77.0 %" in told
    )
    assert (
        "+5.0 points (likely between +2.5 and +7.5: the 95 % interval, paired by seed)" in told
        and "**B · Deep** is better" in told
    )


def test_other_seeds_are_compared_by_welch_s_interval_and_by_validation_where_the_test_set_was_not_read(db):
    first = trained(db, "4", "Deep", [0.78, 0.80, 0.82])
    second = trained(db, "0", "Small", [0.74, 0.78], first_seed=7)
    groups = groups_of(lettered([first[0], second[0]]), [*first, *second])
    assert quantity_of(groups) == "validation"
    told = seeds_sentence(*groups, "validation").replace("\N{NO-BREAK SPACE}", " ")
    # scipy's ttest_ind with unequal variances: −4.0 points, 95 % −16.0 to +8.0.
    assert "Over 3 and 2 seeds" in told and "of the validation images" in told
    assert (
        "−4.0 points (likely between −16.0 and +8.0: the 95 % interval, by Welch's formula). The interval holds 0"
        in told
    )


def test_where_the_accuracies_of_one_show_a_leak_validation_is_not_compared(db):
    honest = trained(db, "4", "A", [0.7, 0.8])
    leaking = trained(db, "0", "B", [0.95, 0.96], test=(600, 600))
    assert quantity_of(groups_of(lettered(honest + leaking), ())) is None
    fine = trained(db, "1", "C", [0.95, 0.96], test=(940, 950))
    assert quantity_of(groups_of(lettered(honest + fine), ())) == "validation"


def test_runs_on_other_images_are_not_compared_over_seeds(db):
    groups = groups_of(lettered(trained(db, "4", "A", [0.7, 0.8]) + trained(db, "4", "B", [0.7, 0.8], limit=400)), ())
    assert [group.label for group in groups] == ["A, B · A", "C, D · B"]
    assert quantity_of(groups) is None


def test_seeds_that_do_not_vary_give_no_interval(db):
    groups = groups_of(lettered(trained(db, "4", "A", [0.7, 0.7]) + trained(db, "0", "B", [0.8, 0.8])), ())
    assert "cannot be judged" in seeds_sentence(*groups, "validation")


def test_designs_with_one_seed_are_offered_more_of_them(db, started):
    (first,), (second,) = trained(db, "4", "Deep", [0.7]), trained(db, "0", "Small", [0.6])
    app = visit(first.id, second.id)
    assert "another seed may turn out differently" in words(app)
    checked(app.button(key=f"compare.more_seeds.{first.id}").click().run())
    waiting = list_runs(db, states=["queued"])
    assert sorted(run.experiment.training.seed for run in waiting) == [1, 2, 3]
    assert {run.name for run in waiting} == {"Deep"} and "supervisor" in started


def test_the_mean_curve_of_each_design_is_drawn_over_all_its_seeds(db):
    small, deep = trained(db, "0", "Small", [0.6, 0.9]), trained(db, "4", "Deep", [0.3, 0.6])
    app = visit(small[0].id, deep[0].id)
    (figure,) = (json.loads(chart.proto.spec) for chart in app.get("plotly_chart") if "customdata" in chart.proto.spec)
    lines = {trace["name"]: trace for trace in figure["data"] if "customdata" in trace}
    # The last epochs' 60 and 90 %: mean 75, and numpy's std with ddof=1 is 21.2.
    assert numbers(lines["A · Small"]["y"])[-1] == pytest.approx(75)
    assert numbers(lines["A · Small"]["customdata"])[-1] == pytest.approx(21.2, abs=0.05)
    assert set(lines) == {"A · Small", "B · Deep"}


def test_no_mean_curve_is_drawn_of_what_was_trained_on_the_validation_images(db):
    (first, *_), (second, *_) = (
        trained(db, preset, "All", [0.6, 0.9], test=[600, 610], trains_on_validation=True) for preset in "04"
    )
    assert not any("customdata" in chart.proto.spec for chart in visit(first.id, second.id).get("plotly_chart"))


def numbers(values: object) -> list[float]:
    """Plotly writes arrays of numbers as base64."""
    if isinstance(values, dict):
        return list(np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]))
    return list(values)


@pytest.mark.parametrize("state", ["stopped", "failed"])
def test_what_did_not_finish_is_no_repetition(db, state):
    (first,) = trained(db, "4", "Deep", [0.7])
    other = ended_run(db, edited(first.experiment, ("training", "seed"), 1), ME, accuracy=0.2, state=state)
    assert [len(group.runs) for group in groups_of(lettered([first, other]), ())] == [1]
