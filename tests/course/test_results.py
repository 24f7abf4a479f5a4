"""What was measured of the course's projects, and which measurements are asked for."""

import json
from pathlib import Path

import pytest

from builder.cli.errors import InputError
from builder.cli.reproduction import parse_projects
from builder.course.beyond import beyond_table
from builder.course.path import measured
from builder.course.results import (
    Looked,
    Reproduction,
    ResultsError,
    Views,
    Work,
    append_result,
    of_project,
    read_results,
)
from builder.course.table import reproduced_table
from builder.jobs.measurement import Budget, shortened
from builder.presets import BEYOND, PRESETS, get
from tests.course_results import made_result


def result(**values) -> Reproduction:
    usual = {
        "project": "4", "complete": True, "budget": None, "seed": 0, "curve": (), "validation_accuracy": 0.71,
        "test_accuracy": 0.7, "test_count": 10_000, "seconds": 60.0, "precision": "float32",
        "processor": "Test, 2 cores", "versions": {"keras": "3"},
    }  # fmt: skip
    return Reproduction(**usual | values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0-3", ("0", "1", "2", "3")),
        ("9a-10", ("9a", "9b", "10")),
        ("15b, 0,9b", ("0", "9b", "15b")),
        ("18-20", ("18", "19", "20")),
        ("14-16", ("14", "15", "15b", "16")),
    ],
)
def test_projects_are_named_by_ids_and_ranges_in_the_order_of_the_course(text, expected):
    assert parse_projects(text) == expected


def test_all_projects_are_21():
    assert len(parse_projects("0-18")) == 21


@pytest.mark.parametrize(("text", "said"), [("0-99", "'99'"), ("5-3", "turn them round"), ("", "0-6"), ("9", "9a, 9b")])
def test_projects_that_do_not_exist_are_said_in_one_sentence(text, said):
    with pytest.raises(InputError, match=said) as raised:
        parse_projects(text)
    assert "\n" not in str(raised.value)


def test_a_result_is_one_line_with_the_promised_fields_and_reads_back_as_it_was(tmp_path):
    file = tmp_path / "results" / "reproduced.jsonl"
    append_result(result(), file)
    append_result(result(project="15b", complete=False, budget="at most 3 of 200 epochs"), file)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert set(json.loads(lines[0])) == {
        "project", "complete", "budget", "seed", "curve", "validation_accuracy", "test_accuracy", "test_count",
        "seconds", "precision", "processor", "versions", "views", "work",
    }  # fmt: skip
    assert [line.project for line in read_results(file)] == ["4", "15b"]


def test_a_result_goes_to_a_line_of_its_own_where_the_last_one_has_no_end(tmp_path):
    file = tmp_path / "reproduced.jsonl"
    append_result(result(), file)
    file.write_text(file.read_text(encoding="utf-8").rstrip(), encoding="utf-8")
    append_result(result(project="15b"), file)
    assert [line.project for line in read_results(file)] == ["4", "15b"]


def test_no_file_is_no_result(tmp_path):
    assert read_results(tmp_path / "none.jsonl") == ()


@pytest.mark.parametrize("damage", ['{"project": "4"', '{"project": "4"}', "[]", '{"project": 4, "extra": 1}'])
def test_a_damaged_line_is_named(tmp_path, damage):
    file = tmp_path / "reproduced.jsonl"
    append_result(result(), file)
    with file.open("a", encoding="utf-8") as opened:
        opened.write(damage + "\n")
    with pytest.raises(ResultsError, match="Line 2 of"):
        read_results(file)


def test_of_a_line_that_was_cut_off_it_is_said_what_to_do(tmp_path):
    file = tmp_path / "reproduced.jsonl"
    append_result(result(), file)
    append_result(result(), file)
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(ResultsError) as raised:
        read_results(file)
    assert str(raised.value) == (
        f"Line 2 of {file} is no JSON object, or was cut off; take that line out, and measure it again."
    )


def test_complete_results_stand_before_shortened_ones():
    short = result(complete=False, budget="at most 3 of 200 epochs")
    assert of_project((short, result(seed=0), result(seed=1), result(project="5")), "4") == (result(), result(seed=1))
    assert of_project((result(project="5"), short), "4") == (short,)
    assert of_project((), "4") == ()


def test_a_budget_is_said_and_changes_nothing_but_what_it_names():
    project = get("16").experiment
    same, words = shortened(project, 0, "float32", Budget())
    assert words is None
    assert same.model_copy(update={"training": same.training.model_copy(update={"precision": "auto"})}) == project
    cut, words = shortened(project, 3, "mixed_bfloat16", Budget(epochs=12, minutes=30, limit=4_000))
    assert words == "at most 12 of 300 epochs, at most 30 min of training, 4,000 training images"
    assert (cut.training.epochs, cut.training.time_limit, cut.data.limit, cut.training.seed) == (12, 30, 4_000, 3)
    assert cut.training.precision == "mixed_bfloat16"
    assert cut.network == project.network and cut.training.augmentation == project.training.augmentation


def test_as_many_epochs_as_documented_shorten_nothing():
    assert shortened(get("0").experiment, 0, "float32", Budget(epochs=20)) == shortened(
        get("0").experiment, 0, "float32", Budget()
    )


def test_the_table_marks_the_slides_figure_that_the_test_set_chose_and_no_other():
    rows = reproduced_table(()).splitlines()
    assert [row.split(" | ")[0] for row in rows if "the test set chose this model" in row] == ["| 18"]


def test_the_table_says_in_which_number_format_each_project_was_measured():
    both = (result(), result(seed=1, precision="mixed_bfloat16"), result(project="5", precision="mixed_bfloat16"))
    last = {row.split(" | ")[0]: row.split(" | ")[-1] for row in reproduced_table(both).splitlines() if "|" in row}
    assert (last["| 4"], last["| 5"], last["| 6"]) == ("float32 and bfloat16 |", "bfloat16 |", " |")


def test_a_preset_beyond_the_slides_is_measured_by_both_views_and_its_share_of_the_matrix_speed():
    work = Work(multiply_adds=24_000_000_000_000, matrix_speed=100e9, elsewhere=0.0)
    assert work.reached(400) == pytest.approx(0.6)  # 60 G a second
    one, mirror = Looked(validation=0.9, test=0.89), Looked(validation=0.91, test=0.9)
    found = made_result("20", views=Views(one=one, with_mirror=mirror), work=work, seconds=400)
    rows = dict(zip(BEYOND, beyond_table((found,)).splitlines()[2:], strict=False))
    fast = rows.pop("20")
    assert fast.startswith("| 20 Fast 90 | 438,574 | 23.7 | 90.00 % | 89.00 % | 90.00 % | 1 |")
    assert "| 60 % |" in fast
    assert rows and all(row.startswith(f"| {id} ") and "not run yet" in row for id, row in rows.items())


def test_the_course_document_shows_what_was_measured_beyond_the_slides():
    text = (Path(__file__).parents[2] / "docs" / "course.md").read_text(encoding="utf-8")
    shown = text.split("<!-- beyond -->")[1].split("<!-- /beyond -->")[0].strip()
    assert shown == beyond_table(read_results()), "refresh: python -m builder reproduced --update docs/course.md"


def test_the_readme_names_the_first_and_the_best_that_was_measured_beside_the_slides_claim():
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8").split("\n![")[0]
    every = {id: measured(read_results(), id) for id in PRESETS}
    found = {id: each for id, each in every.items() if each is not None}
    best = max(found, key=lambda id: found[id].test_accuracy)
    assert f"project 0 came to {100 * found['0'].test_accuracy:.2f} %" in text
    assert f"the best, project {best}, to {100 * found[best].test_accuracy:.2f} %" in text
    shortened = [id for id, each in found.items() if each.budget is not None]
    assert f"projects {' and '.join(shortened)} were not trained to their end" in text
    assert [*found] == [*PRESETS]


def test_a_preset_that_trains_on_all_images_is_shortened_by_holding_those_of_validation_out():
    record = get("21").experiment
    twin, words = shortened(record, 0, "float32", Budget(hold_out=True))
    assert words == "validation images held out"
    assert record.data.trains_on_validation and not twin.data.trains_on_validation
    assert twin.network == record.network
    assert shortened(get("20").experiment, 0, "float32", Budget(hold_out=True))[1] is None
