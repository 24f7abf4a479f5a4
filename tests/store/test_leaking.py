"""A run whose accuracies show a leak has no place, whatever its design says of its training images."""

import csv
import io

from builder.settings import Settings
from builder.store.board.boards import boards_of
from builder.store.board.csv_export import runs_csv
from builder.store.board.leaks import leak_of, usual_count, validation_counts
from builder.store.board.lines import lines_of
from builder.store.board.ranking import best_first, ranked
from builder.ui.leaderboard.rows import best_of_each_size
from tests.store.board_runs import made_run

#: 10,000 validation images and 10,000 test images: 5.39 points are 22.6 standard errors.
LEAKING = {"validation_accuracy": 0.9968, "test_accuracy": 0.9429, "test_count": 10_000}


def test_a_run_whose_accuracies_show_a_leak_has_no_place_and_stands_on_no_podium():
    rows = ranked([made_run("forged", **LEAKING), made_run("a", validation_accuracy=0.6)], usual_count)
    assert [(row.place, row.run.id) for row in rows] == [(1, "a"), (None, "forged")]
    assert round(rows[1].leak.standard_errors, 1) == 22.6 and rows[0].leak is None
    (board,) = boards_of(lines_of(rows))
    assert [line.id for line in board.groups[0].medals] == ["a"]


def test_a_gap_that_chance_explains_costs_no_place():
    near = made_run("near", validation_accuracy=0.95, test_accuracy=0.94, test_count=10_000)  # 3.1 standard errors
    assert [(row.place, row.leak) for row in ranked([near], usual_count)] == [(1, None)]
    few = made_run("few", validation_accuracy=1.0, test_accuracy=0.88, test_count=50, data={"limit": 200})
    assert ranked([few], usual_count)[0].place == 1


def test_it_is_chosen_after_every_honest_run():
    stopped = made_run("stopped", state="stopped", validation_accuracy=0.1)
    chosen = best_first([made_run("forged", **LEAKING), stopped], usual_count)
    assert [run.id for run in chosen] == ["stopped", "forged"]


def test_of_seeds_of_one_design_those_that_leak_are_a_line_of_their_own_without_a_place():
    seeds = [made_run(f"s{seed}", training={"seed": seed}, validation_accuracy=0.6 + seed / 100) for seed in (0, 1)]
    forged = [made_run(f"f{seed}", training={"seed": seed}, **LEAKING) for seed in (2, 3)]
    lines = lines_of(ranked([*seeds, *forged], usual_count))
    assert [(line.place, [run.id for run in line.runs]) for line in lines] == [
        (1, ["s0", "s1"]), (None, ["f2", "f3"]),
    ]  # fmt: skip


def test_it_hides_no_honest_run_of_its_size_in_the_chart():
    runs = [made_run("forged", **LEAKING), made_run("a", validation_accuracy=0.6, owner="p")]
    lines = lines_of(ranked(runs, usual_count))
    assert {line.id for line in best_of_each_size(lines)} == {"a", "forged"}
    assert [line.leak is None for line in lines] == [True, False]


def test_a_line_does_not_keep_the_leak_that_it_had_before_the_number_of_images_was_known():
    unplaced = [made_run("forged", data={"trains_on_validation": True}, **LEAKING)]
    found = [lines_of(ranked(unplaced, count_of))[0].leak for count_of in (lambda _: 0, usual_count)]
    assert [leak is None for leak in found] == [True, False]


def test_the_csv_says_it_among_the_marks():
    text = runs_csv(ranked([made_run("forged", **LEAKING)], usual_count), {})
    (line,) = csv.DictReader(io.StringIO(text))
    assert (line["place"], line["marks"]) == ("", "validation 23 standard errors above test")


def test_how_many_images_validated_it_is_asked_of_the_images_that_are_here(settings: Settings):
    run = made_run("digits", dataset="digits", **LEAKING | {"test_count": 299})
    assert validation_counts(settings)(run) == usual_count(run) == 299
    assert usual_count(made_run("steps", training={"validation_steps": 2})) < 10_000
    assert leak_of(made_run("forged", **LEAKING), lambda _: 0) is None
    assert ranked([made_run("forged", **LEAKING)], lambda _: 0)[0].place == 1


def test_the_very_same_runs_are_ranked_once_until_one_changes_or_another_number_of_images_is_known():
    runs = [made_run("forged", **LEAKING), made_run("a", validation_accuracy=0.6)]
    first = ranked(runs, usual_count)
    assert ranked(list(runs), usual_count) is first
    assert [row.leak for row in ranked(runs, lambda _: 0)] == [None, None]
    assert ranked(runs, usual_count) == first
    better = [runs[0], runs[1]._replace(validation_accuracy=0.7)]
    assert [row.run.validation_accuracy for row in ranked(better, usual_count) if row.place] == [0.7]
    assert ranked(better[1:], usual_count)[0].place == 1
