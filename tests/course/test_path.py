"""The course as a path, and the table of what was measured on it."""

import json
from pathlib import Path

import pytest

from builder.cli.main import main
from builder.course.path import measured, path, step_of
from builder.course.results import RESULTS_FILE, Reproduction, append_result, read_results
from builder.course.table import NoMarkersError, reproduced_table, with_table
from tests.course_results import made_result

DOCUMENT = Path(__file__).parents[2] / "docs" / "course.md"

#: What each project goes on from: the one before it, but nothing goes on from 15b, and 17 starts without 16's images.
PREDECESSORS = {
    "0": None, "1": "0", "2": "1", "3": "2", "4": "3", "5": "4", "6": "5", "7": "6", "8": "7", "9a": "8", "9b": "9a",
    "10": "9b", "11": "10", "12": "11", "13": "12", "14": "13", "15": "14", "15b": "15", "16": "15", "17": "15",
    "18": "17",
}  # fmt: skip

BEGIN, END = "<!-- reproduced -->", "<!-- /reproduced -->"


def test_every_project_goes_on_from_the_one_that_the_slides_started_from():
    assert {step.id: step.predecessor and step.predecessor.id for step in path()} == PREDECESSORS


def test_every_step_but_the_first_changes_something_and_knows_its_parameters():
    assert [step.id for step in path() if not step.changes] == ["0"]
    # The course's table.
    assert (step_of("4").parameters, step_of("11").parameters, step_of("18").parameters) == (
        421_546,
        1_964_842,
        1_967_018,
    )
    assert step_of("99") is None


def test_one_result_has_the_interval_of_its_test_images():
    found = measured((made_result("7", test_accuracy=0.8046, epochs=50),), "7")
    # scipy's binomtest(8046, 10000).proportion_ci(method="wilson")
    assert found.interval == pytest.approx((0.7967122, 0.8122538), abs=1e-7)
    assert (found.seeds, found.epochs, found.budget) == (1, 50, None)


def test_several_seeds_have_a_mean_and_a_range_and_the_newest_of_each_counts():
    results = tuple(made_result("4", seed=seed, test_accuracy=test) for seed, test in ((0, 0.5), (1, 0.7), (0, 0.72)))
    found = measured(results, "4")
    assert (found.seeds, found.lowest, found.highest) == (2, 0.7, 0.72)
    assert found.test_accuracy == pytest.approx(0.71)


def test_a_shortened_result_counts_only_until_there_is_a_complete_one():
    short = made_result("16", complete=False, budget="at most 30 min of training", test_accuracy=0.8)
    assert measured((short,), "16").budget == "at most 30 min of training"
    whole = made_result("16", test_accuracy=0.86)
    assert measured((whole, short), "16").results == (whole,)
    assert measured((short,), "15") is None


def test_the_table_has_a_row_for_every_project_and_says_what_was_not_run():
    table = reproduced_table((made_result("0", test_accuracy=0.5512, validation_accuracy=0.551, seconds=247),))
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) == 21 and sum("not run yet" in row for row in rows) == 20
    assert rows[0] == "| 0 | 263,402 | 54.70 % | 55.10 % | 55.12 % (54.14–56.09) | 1 | 3 | 4 min | float32 |"
    assert table.endswith("Measured on Test, 2 cores, TensorFlow 2.21.0.")


def test_a_shortened_project_has_a_mark_and_its_note():
    table = reproduced_table((made_result("16", complete=False, budget="at most 30 of 300 epochs"),))
    assert ")¹ |" in table and "¹ Project 16 was shortened: at most 30 of 300 epochs." in table


def test_without_results_every_project_says_so():
    table = reproduced_table(())
    assert table.count("not run yet") == 21 and "Measured on" not in table


def test_the_course_document_shows_exactly_what_was_measured():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert BEGIN in text and END in text, (
        f"docs/course.md lacks a place for the table: a line {BEGIN}, then a line {END}"
    )
    shown = text.split(BEGIN)[1].split(END)[0].strip()
    expected = reproduced_table(read_results(RESULTS_FILE))
    assert shown == expected, (
        "docs/course.md is behind the results; refresh: python -m builder reproduced --update docs/course.md"
    )


def test_the_command_writes_the_table_between_the_markers_and_leaves_the_rest(tmp_path, capsys):
    results, readme = tmp_path / "results.jsonl", tmp_path / "README.md"
    append_result(made_result("0", test_accuracy=0.55), results)
    readme.write_text(f"Before\n\n{BEGIN}\nold\n{END}\n\nAfter ±\n", encoding="utf-8")
    assert main(["reproduced", "--results", str(results), "--update", str(readme)]) == 0
    table = reproduced_table(read_results(results))
    assert readme.read_text(encoding="utf-8") == f"Before\n\n{BEGIN}\n{table}\n{END}\n\nAfter ±\n"
    capsys.readouterr()
    assert main(["reproduced", "--results", str(results)]) == 0
    assert capsys.readouterr().out.strip() == table


def test_the_command_gives_everything_as_json(tmp_path, capsys):
    results = tmp_path / "results.jsonl"
    append_result(made_result("5", test_accuracy=0.78), results)
    assert main(["reproduced", "--results", str(results), "--json"]) == 0
    document = {project["project"]: project for project in json.loads(capsys.readouterr().out)}
    assert len(document) == 21 and document["0"]["reproduced"] is None
    assert document["5"]["reproduced"]["test_accuracy"] == 0.78 and document["5"]["predecessor"] == "4"
    assert document["5"]["changes"][0] == {"kind": "added", "part": "network", "text": "Dropout 0.2 after every pool"}


@pytest.mark.parametrize("text", ["", f"{BEGIN} only", f"{END} {BEGIN}", f"{BEGIN} {END} {BEGIN} {END}"])
def test_a_file_without_one_place_for_the_table_is_left_as_it_is(text, tmp_path, capsys):
    with pytest.raises(NoMarkersError):
        with_table(text, "| a |")
    file = tmp_path / "README.md"
    file.write_text(text, encoding="utf-8")
    assert main(["reproduced", "--results", str(tmp_path / "none"), "--update", str(file)]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1 and BEGIN in said and file.read_text(encoding="utf-8") == text


def test_damaged_results_are_one_sentence(tmp_path, capsys):
    results = tmp_path / "results.jsonl"
    results.write_text("{damaged\n", encoding="utf-8")
    assert main(["reproduced", "--results", str(results)]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1 and "Line 1" in said


def test_made_results_are_like_real_ones():
    assert Reproduction.model_validate_json(made_result("0").model_dump_json()) == made_result("0")
