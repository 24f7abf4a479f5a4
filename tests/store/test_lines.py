"""Runs of one design with several seeds as one line of the leaderboard, and which lines are near the best."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from builder.design.edit.fields import edited
from builder.design.network.network import Network
from builder.presets import get
from builder.store.board import lines
from builder.store.board.leaks import usual_count
from builder.store.board.lines import Line, lines_of, opened
from builder.store.board.noise import near_best
from builder.store.board.ranking import ranked
from builder.store.board.same_design import design_number
from builder.store.runs.design_text import design_of, design_text
from builder.store.runs.records import Run

_ids = count()


def made(accuracy: float | None, seed: int = 0, preset: str = "4", **fields) -> Run:
    """A finished run of a project on CIFAR-10 with this validation accuracy."""
    experiment = edited(get(preset).experiment, ("training", "seed"), seed)
    usual = {"owner": "me", "state": "finished", "submitted_at": float(next(_ids)), "parameters": 9}
    given = {"name": "A", "experiment": experiment, **usual, **fields}
    return Run(id=f"made{next(_ids)}", dataset="cifar10", validation_accuracy=accuracy, **given)


def told(lines: tuple[Line, ...]) -> list[tuple[int | None, int]]:
    return [(line.place, line.seeds) for line in lines]


def test_seeds_of_one_design_are_one_line_with_their_mean_spread_and_count_placed_by_the_mean():
    seeds = [made(0.70, 0), made(0.80, 1), made(0.72, 2)]
    between = made(0.75, preset="9a")
    lines = lines_of(ranked([*seeds, between], usual_count))
    assert told(lines) == [(1, 1), (2, 3)]
    line = lines[1]
    assert line.validation_accuracy == pytest.approx(0.74)
    assert line.spread == pytest.approx(statistics.stdev([0.70, 0.80, 0.72]))
    assert line.run is seeds[2] and line.runs == tuple(seeds)
    assert [member.place for member in line.members] == [4, 1, 3]


@pytest.mark.parametrize(
    "other",
    [
        {"owner": "you"}, {"state": "stopped"}, {"imported_at": 1.0}, {"accuracy": None, "state": "failed"},
        {"preset": "9a"}, {"seed": 0}, {"state": "running"},
    ],
)  # fmt: skip
def test_what_is_another_owner_s_or_not_finished_here_or_no_other_seed_stands_by_itself(other):
    runs = [made(0.7), made(**{"accuracy": 0.8, "seed": 1} | other)]
    assert [line.seeds for line in lines_of(ranked(runs, usual_count))] == [1, 1]


def test_a_repetition_with_the_same_seed_is_in_the_line_and_counts_once():
    (line,) = lines_of(ranked([made(0.7), made(0.9), made(0.8, 1, name="Renamed")], usual_count))
    assert (len(line.members), line.seeds, line.validation_accuracy) == (3, 2, pytest.approx(0.75))


def test_copies_that_came_to_the_same_are_one_line_without_a_spread():
    copies, better = [made(0.7), made(0.7), made(0.7)], made(0.8, preset="9a")
    lines = lines_of(ranked([*copies, better], usual_count))
    assert told(lines) == [(1, 1), (2, 1)]
    assert len(lines[1].members) == 3 and lines[1].validation_accuracy == pytest.approx(0.7)
    assert lines[1].spread is None and lines[1].test_spread is None
    assert [line.is_inside for line in opened(lines, [lines[1].id])] == [False, False, True, True, True]
    assert near_best(lines, lambda run: 10) == {lines[1].id}


def test_equal_means_share_a_place():
    rows = ranked([made(0.5, 0), made(0.75, 1), made(0.625, preset="9a"), made(0.5, preset="0")], usual_count)
    assert told(lines_of(rows)) in ([(1, 2), (1, 1), (3, 1)], [(1, 1), (1, 2), (3, 1)])


def test_two_that_look_at_once_group_the_runs_once(monkeypatch):
    rows, grouped = ranked((made(0.7, 0), made(0.8, 1)), usual_count), []

    def slowly(rows):
        grouped.append(rows)
        time.sleep(0.3)  # until the other has come as well
        return [lines.single(row) for row in rows]

    monkeypatch.setattr(lines, "_grouped", slowly)
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lines_of, [rows, rows])
    assert len(grouped) == 1 and one is other


def test_runs_of_one_text_are_told_to_have_one_design_without_hashing_it_again(monkeypatch):
    base = get("4").experiment
    changed = [edited(base, ("training", field), value) for field, value in (("seed", 7), ("epochs", 2))]
    texts = map(design_text, (base, *changed))
    runs = [made(0.5, experiment=design_of(one, f"Run {number}")) for number, one in enumerate(texts)]
    hashed = []
    monkeypatch.setattr(Network, "__hash__", lambda network: hashed.append(network) or 1)
    first, second, third = map(design_number, runs)
    assert first == second != third
    assert len({id(network) for network in hashed}) == 2


def test_an_opened_line_is_followed_by_its_runs_in_the_order_of_their_seeds():
    lines = lines_of(ranked([made(0.7, 3), made(0.8, 1), made(0.6, preset="9a")], usual_count))
    shown = opened(lines, [lines[0].id])
    assert [(line.is_inside, line.run.experiment.training.seed) for line in shown[1:3]] == [(True, 1), (True, 3)]
    assert len(shown) == 4 and opened(lines, ["gone"]) == lines


def test_designs_differ_by_everything_but_name_and_seed():
    base = made(0.5)
    assert design_number(base) == design_number(made(0.9, 7, name="Other", owner="you"))
    for path, value in ((("training", "batch_size"), 64), (("data", "limit"), 400), (("data", "split_seed"), 1)):
        assert design_number(base) != design_number(made(0.5, experiment=edited(base.experiment, path, value)))


def test_chance_in_the_images_marks_a_line_as_near_the_best():
    # 0.80 and 0.79 of 10,000: 1.96 sqrt(.8 × .2 / 10000 + .79 × .21 / 10000) = 0.0112; 0.80 and 0.788 are apart.
    lines = lines_of(ranked([made(0.80), made(0.79, preset="9a"), made(0.788, preset="0")], usual_count))
    assert near_best(lines, lambda run: 10_000) == {lines[1].id}
    assert near_best(lines, lambda run: 100) == {lines[1].id, lines[2].id}
    assert near_best(lines, lambda run: 0) == frozenset()


def test_chance_in_the_seeds_marks_a_line_where_both_have_several():
    # scipy's ttest_ind([.78, .80, .82], [.74, .76, .78], equal_var=False).pvalue is 0.070.
    best = [made(value, seed) for seed, value in enumerate([0.78, 0.80, 0.82])]
    other = [made(value, seed, "9a") for seed, value in enumerate([0.74, 0.76, 0.78])]
    lines = lines_of(ranked([*best, *other], usual_count))
    assert near_best(lines, lambda run: 1_000_000) == {lines[1].id}
    alone = lines_of(ranked([*best, other[1]], usual_count))
    assert near_best(alone, lambda run: 1_000_000) == frozenset()
