"""The command line without training: documents on stdout, one line on stderr for wrong input."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from builder.cli import training
from builder.cli.main import main
from builder.design.edit.fields import changed
from builder.design.images import SOURCES
from builder.design.training.progressive_size import ProgressiveSize
from builder.export import to_script
from builder.jobs import SubmitError
from builder.presets import BEYOND, PRESETS

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """Every command here works in a home of its own, without CIFAR-10."""
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BUILDER_CIFAR10", raising=False)
    monkeypatch.delenv("BUILDER_DATABASE_URL", raising=False)


def run(capsys, *arguments: str):
    status = main(list(arguments))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_presets_lists_the_21_projects_with_documented_percent_and_those_beyond_them_with_parameters(capsys):
    status, out, err = run(capsys, "presets", "--json")
    document = json.loads(out)
    assert status == 0 and err == "" and len(document) == 21 + len(BEYOND)
    assert [preset["id"] for preset in document if preset["documented"] is None] == [*BEYOND]
    nine = next(preset for preset in document if preset["id"] == "9a")
    assert nine["documented"]["test_accuracy"] == 80.07
    assert nine["parameters"] == {"total": 1_238_506, "trainable": 1_238_506, "non_trainable": 0}
    assert {"id", "title", "lesson", "documented", "parameters"} <= set(nine)


@pytest.mark.parametrize("command", ["presets", "reproduced"])
def test_the_slides_doubtful_figures_are_marked_in_every_list_of_them(capsys, command):
    document = json.loads(run(capsys, command, "--json")[1])
    marked = {preset.get("id") or preset["project"]: preset["documented_marks"] for preset in document}
    assert {id: marks for id, marks in marked.items() if marks} == {
        "16": ["validation images were trained on"],
        "18": ["validation images were trained on", "the test set chose this model"],
    }
    if command == "presets":
        lines = run(capsys, "presets")[1].splitlines()
        assert [line.split()[0] for line in lines if "(the test set chose this model)" in line] == ["18"]


def test_summary_gives_the_layers_as_keras_counts_them(capsys):
    status, out, _ = run(capsys, "summary", "--preset", "12", "--json")
    document = json.loads(out)
    assert status == 0
    assert document["layers"][0] == {
        "kind": "Conv2D", "name": "conv2d", "output_shape": [32, 32, 32], "parameters": 896, "activation": "relu",
    }  # fmt: skip
    assert (document["total"], document["trainable"], document["non_trainable"]) == (1_964_970, 1_964_906, 64)


def test_summary_names_the_activations_that_are_not_relu(capsys):
    """The whitening layer has GELU in itself, the blocks have it in layers of their own; the output's is softmax."""
    lines = run(capsys, "summary", "--preset", "19")[1].splitlines()
    named = [line for line in lines if line.endswith("GELU")]
    assert [line.split("(")[1].split(")")[0] for line in named] == ["Conv2D", *["Activation"] * 6]
    assert not re.search("ReLU|softmax", run(capsys, "summary", "--preset", "0")[1])


def test_a_spec_file_gives_the_same_summary_as_its_preset(capsys, tmp_path):
    spec = tmp_path / "spec.json"
    spec.write_text(PRESETS["9b"].experiment.to_json(), encoding="utf-8")
    assert run(capsys, "summary", "--spec", str(spec), "--json") == run(capsys, "summary", "--preset", "9b", "--json")


def test_summary_says_what_train_would_refuse_in_the_same_words(capsys, tmp_path):
    from builder.jobs.service.readiness import readiness
    from builder.settings import load_settings

    one = PRESETS["0"].experiment.on("digits")
    refused = changed(one, training=changed(one.training, progressive_size=ProgressiveSize(size=24)))
    spec = tmp_path / "spec.json"
    spec.write_text(refused.to_json(), encoding="utf-8")
    status, out, _ = run(capsys, "summary", "--spec", str(spec))
    told = out.splitlines()[-1]
    assert status == 0
    assert told.startswith("This design cannot be trained. This network takes images of one size. dense has 262,176 ")
    assert told == readiness(load_settings(), refused).refusal  # which is what `train` says
    (problem,) = json.loads(run(capsys, "summary", "--spec", str(spec), "--json")[1])["problems"]
    assert problem["title"] == "This network takes images of one size" and problem["what"] in told
    assert json.loads(run(capsys, "summary", "--preset", "0", "--json")[1])["problems"] == []


def test_export_writes_a_script_that_python_accepts(capsys, tmp_path):
    output = tmp_path / "network.py"
    assert run(capsys, "export", "--preset", "9a", "--output", str(output))[0] == 0
    compile(output.read_text(encoding="utf-8"), "network.py", "exec")


def test_export_writes_a_notebook_where_the_format_or_the_files_name_says_so(capsys, tmp_path):
    named, told = tmp_path / "a.ipynb", tmp_path / "b.ipynb"
    assert run(capsys, "export", "--preset", "16", "--output", str(named))[0] == 0
    assert run(capsys, "export", "--preset", "16", "--format", "ipynb", "--output", str(told))[0] == 0
    assert json.loads(named.read_text(encoding="utf-8"))["nbformat"] == 4
    assert named.read_bytes() == told.read_bytes()


def test_export_without_a_file_prints(capsys):
    status, out, err = run(capsys, "export", "--preset", "9a")
    assert (status, err) == (0, "") and out == to_script(PRESETS["9a"].experiment)
    assert json.loads(run(capsys, "export", "--preset", "9a", "--format", "ipynb")[1])["nbformat_minor"] == 5


def test_a_spec_of_a_newer_version_is_one_line_and_writes_nothing(capsys, tmp_path):
    spec, output = tmp_path / "newer.json", tmp_path / "x.ipynb"
    spec.write_text(json.dumps({"version": 3}), encoding="utf-8")
    status, out, err = run(capsys, "export", "--spec", str(spec), "--output", str(output))
    assert (status, out) == (2, "") and err.count("\n") == 1 and "reads versions up to 2" in err
    assert not output.exists()


WRONG = [
    ((), "COMMAND"),
    (("presnets",), "presnets"),
    (("summary", "--json"), "--preset --spec"),
    (("summary", "--preset", "99", "--json"), "expected one of 0, 1, 2"),
    (("summary", "--preset", "19", "--as-in-slides"), "preset 19 is in no slides"),
    (("summary", "--preset", "4", "--spec", "x.json"), "not allowed with"),
    (("summary", "--spec", "missing.json", "--json"), "missing.json cannot be read"),
    (("summary", "--spec", "\0", "--json"), "cannot be used"),
    (("export", "--preset", "0", "--output", "script.txt"), "ends with .py or .ipynb"),
    (("export", "--preset", "0", "--output", "script"), "ends with .py or .ipynb"),
    (("export", "--preset", "0", "--output", ""), "ends with .py or .ipynb"),
    (("export", "--preset", "0", "--output", "\0.py"), "cannot be a file's name"),
    (("export", "--preset", "0", "--format", "ipynb", "--output", "x.py"), "expected a name that ends with .ipynb"),
    (("export", "--preset", "0", "--format", "py", "--output", "x.ipynb"), "expected a name that ends with .py"),
    (("export", "--preset", "0", "--format", "pdf", "--output", "x.pdf"), "pdf"),
    (("export", "--run", "x", "--as-in-slides", "--output", "x.py"), "but --run was given"),
    (("export", "--preset", "17", "--as-in-slides", "--output", "x.py"), "project 17 is as in the slides without it"),
    (("export", "--preset", "9c", "--output", "x.py"), "expected one of 0, 1, 2"),
    (("export", "--preset", "", "--format", "ipynb"), "expected one of 0, 1, 2"),
    (("export", "--output", "x.py"), "--preset --spec --run"),
    (("export", "--preset", "0", "--output", "/no/such/folder/x.py"), "cannot be written"),
    (("export", "--run", "nothing", "--output", "x.py"), "nothing"),
    (("train", "--preset", "0", "--epochs", "0"), "whole number from 1 to 10000"),
    (("reproduce", "--projects", "0-"), "no project ''; expected one of 0, 1, 2"),
    (("reproduce", "--projects", "6-0"), "6 comes after 0"),
    (("train", "--preset", "0", "--limit", "7"), "whole number from 40 to 1000000"),
    (("train", "--preset", "0", "--seed", "x"), "'x' was given"),
    (("train", "--preset", "0", "--dataset", "mnist"), "mnist"),
    (("train", "--preset", "0", "--as-in-slides"), "belongs to --preset 16 and --preset 18; project 0 is"),
    (("summary", "--spec", "x.json", "--as-in-slides"), "but --spec was given"),
    (("train", "--preset", "0", "--target", "101"), "a number over 0 and at most 100"),
    (("train", "--preset", "0", "--target", "0"), "a number over 0 and at most 100"),
    (("train", "--preset", "0", "--target", "nan"), "'nan' was given"),
    (("train", "--preset", "0", "--minutes", "0"), "a number over 0 and at most 10080"),
    (("train", "--preset", "18", "--as-in-slides", "--target", "95"), "the test accuracy ends the training, at 90 %;"),
    (("train", "--preset", "0", "--dataset", "cifar10", "--epochs", "1"), "BUILDER_CIFAR10"),
    (("show", "../../etc/passwd", "--json"), "etc/passwd"),
    (("classify", "missing.png", "--json"), "missing.png cannot be read"),
    (("classify", __file__, "--json"), "JPEG"),
    (("classify", "x.png", "--box", "0", "0", "-5", "5"), "'-5' was given"),
    (("classify", "x.png", "--fit", "whole", "--box", "0", "0", "5", "5"), "not allowed with"),
]


@pytest.mark.parametrize("arguments, part", WRONG, ids=[" ".join(case[0])[:40].replace("\0", "0") for case in WRONG])
def test_wrong_input_is_one_line_on_stderr_and_status_2(capsys, arguments, part):
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.endswith("\n") and err.count("\n") == 1
    assert part in err


TRAINING = [
    ({"target_validation_accuracy": 1.5}, "training.target_validation_accuracy is 1.5; expected less than or equal"),
    ({"target_test_accuracy": 0}, "training.target_test_accuracy is 0; expected greater than 0"),
    ({"time_limit": 0}, "training.time_limit is 0; expected greater than 0"),
    ({"validation_steps": 0}, "training.validation_steps is 0; expected greater than or equal to 1"),
    ({"target_validation_accuracy": 0.9, "target_test_accuracy": 0.9}, "are both given; give one, and the other null"),
]


@pytest.mark.parametrize("training, part", TRAINING, ids=[" ".join(case[0]) for case in TRAINING])
def test_a_spec_file_with_an_impossible_target_or_budget_is_one_sentence(capsys, tmp_path, training, part):
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps({"training": training}), encoding="utf-8")
    status, out, err = run(capsys, "train", "--spec", str(spec), "--json")
    assert (status, out) == (2, "") and err.count("\n") == 1 and part in err
    assert json.loads(run(capsys, "runs", "--json")[1]) == []


def test_a_project_as_in_the_slides_is_exported_as_it_was_trained_there(capsys, tmp_path):
    output = tmp_path / "slides.py"
    assert run(capsys, "export", "--preset", "18", "--as-in-slides", "--output", str(output))[0] == 0
    assert output.read_text(encoding="utf-8") != run(capsys, "export", "--preset", "18")[1]


def test_marks_and_leaks_are_in_lists_and_in_show(capsys):
    from builder.settings import load_settings
    from builder.store.schema.database import open_database
    from tests.ui.made_runs import ended_run

    slides = PRESETS["18"].as_in_slides
    slides = slides.model_copy(update={"data": slides.data.model_copy(update={"images": SOURCES["digits"]})})
    # 0.95 and 0.6020 of 299 images each lie 11.2 standard errors apart (see the leaderboard's test).
    marked = ended_run(open_database(load_settings()), slides, "me", accuracy=0.95, test=(180, 299))
    marks = ["validation images were trained on", "the test set chose this model"]
    marks.append("validation 11 standard errors above test")
    for command in ("runs", "leaderboard"):
        assert json.loads(run(capsys, command, "--json")[1])[0]["marks"] == marks
        assert all(f"({mark})" in run(capsys, command)[1] for mark in marks), "evaluate prints the same line"
    shown = json.loads(run(capsys, "show", marked.id, "--json")[1])
    assert (shown["marks"], shown["validation_count"]) == (marks, 299)
    assert shown["leak"]["standard_errors"] == pytest.approx(11.2, abs=0.05)
    assert "The cause is known" in shown["leak"]["explanation"]
    assert shown["leak"]["explanation"] in run(capsys, "show", marked.id)[1]


def test_what_a_picture_shows_names_the_marks_of_the_run_that_answers(capsys, monkeypatch, tmp_path):
    from PIL import Image

    from builder.cli import pictures
    from builder.settings import load_settings
    from builder.store.schema.database import open_database
    from builder.store.tasks import Task
    from tests.ui.made_runs import ended_run

    Image.new("RGB", (32, 32)).save(tmp_path / "picture.png")
    answer = Task.model_construct(state="done", result={"probabilities": [0.1] * 10})
    monkeypatch.setattr(pictures, "submit_classification", lambda *_: answer)
    db = open_database(load_settings())
    for project, told in (("0", False), ("18", True)):
        preset = PRESETS[project]
        shown = ended_run(db, preset.as_in_slides or preset.experiment, "me", accuracy=0.9)
        _, out, _ = run(capsys, "classify", str(tmp_path / "picture.png"), "--run", shown.id)
        assert ("The test set ended the training" in out, "were among the training images" in out) == (told, told)


@pytest.mark.parametrize("temperature", [None, 0.8])
def test_what_a_picture_shows_says_whether_it_is_calibrated(temperature, capsys, monkeypatch, tmp_path):
    from PIL import Image

    from builder.cli import pictures
    from builder.settings import load_settings
    from builder.store.schema.database import open_database
    from builder.store.tasks import Task
    from tests.ui.made_runs import ended_run

    Image.new("RGB", (32, 32)).save(tmp_path / "picture.png")
    answer = Task.model_construct(state="done", result={"probabilities": [0.1] * 10, "temperature": temperature})
    monkeypatch.setattr(pictures, "submit_classification", lambda *_: answer)
    shown = ended_run(open_database(load_settings()), PRESETS["0"].experiment, "me", accuracy=0.9)
    asked = ("classify", str(tmp_path / "picture.png"), "--run", shown.id)
    assert ("How sure it says it is was checked" in run(capsys, *asked)[1]) == (temperature is not None)
    document = json.loads(run(capsys, *asked, "--json")[1])
    assert document["temperature"] == temperature and "test" not in document


def classified(capsys, monkeypatch, picture: Path, *options: str, **answer: object):
    """The document of `classify --json` about a digits network, its text, and the pixels that the network was asked
    about."""
    from builder.cli import pictures
    from builder.settings import load_settings
    from builder.store.schema.database import open_database
    from builder.store.tasks import Task
    from tests.ui.made_runs import design, ended_run

    asked = []
    done = Task.model_construct(state="done", result={"probabilities": [0.1] * 10, **answer})
    monkeypatch.setattr(pictures, "submit_classification", lambda *given: asked.append(given[3]) or done)
    shown = ended_run(open_database(load_settings()), design(), "me", accuracy=0.9)
    text = run(capsys, "classify", str(picture), "--run", shown.id, *options)[1]
    return json.loads(run(capsys, "classify", str(picture), "--run", shown.id, *options, "--json")[1]), text, asked[0]


def test_ink_on_paper_is_inverted_and_cropped_as_on_the_page_and_that_is_said(capsys, monkeypatch, tmp_path):
    from tests.pens import seven_on_paper

    picture = tmp_path / "seven.png"
    picture.write_bytes(seven_on_paper())
    document, text, seen = classified(capsys, monkeypatch, picture)
    assert document["seen"] == {"part": "centre", "box": None, "inverted": True, "cropped_to_writing": True}
    assert "Ink on paper is inverted and cropped to the writing" in text
    assert seen.mean() < 110 and np.ptp(np.flatnonzero((seen[:, :, 0] > 127).any(axis=1))) >= 26
    document, text, seen = classified(capsys, monkeypatch, picture, "--as-is")
    assert not document["seen"]["inverted"] and "Ink" not in text and seen.mean() > 200


def test_all_of_a_picture_or_a_box_is_classified_where_that_is_asked_for(capsys, monkeypatch, tmp_path):
    pixels = np.zeros((60, 180, 3), np.uint8)
    pixels[:, 120:] = (200, 40, 40)
    picture = tmp_path / "wide.png"
    Image.fromarray(pixels).save(picture)
    assert (classified(capsys, monkeypatch, picture)[2] == 0).all()
    document, _, seen = classified(capsys, monkeypatch, picture, "--fit", "whole")
    assert document["seen"]["part"] == "whole" and (seen[16, -1] == (200, 40, 40)).all() and (seen[16, 0] == 0).all()
    document, _, seen = classified(capsys, monkeypatch, picture, "--box", "121", "1", "50", "50")
    assert document["seen"]["box"] == [121, 1, 50, 50] and (seen == (200, 40, 40)).all()


def test_whether_a_picture_is_none_of_the_classes_is_a_field_beside_them_or_why_it_is_missing(
    capsys, monkeypatch, tmp_path
):
    Image.new("RGB", (32, 32)).save(tmp_path / "picture.png")
    judged = {"probably": True, "score": 0.1, "threshold": 0.4, "false_alarms": 0.05, "validation_images": 299}
    document, text, _ = classified(capsys, monkeypatch, tmp_path / "picture.png", none_of_these=judged)
    assert document["none_of_these"] == judged and len(document["classes"]) == 10
    assert "Probably none of these ten classes: the picture's colours and textures are unlike those that" in text
    document, text, _ = classified(capsys, monkeypatch, tmp_path / "picture.png", no_none_of_these="Nothing was kept.")
    assert "none_of_these" not in document and document["no_none_of_these"] == "Nothing was kept."
    assert "cannot be told. Nothing was kept." in text
    strokes = Image.new("RGB", (200, 200))
    ImageDraw.Draw(strokes).line((100, 30, 100, 170), fill=(255, 255, 255), width=28)
    strokes.save(tmp_path / "one.png")
    document, text, _ = classified(capsys, monkeypatch, tmp_path / "one.png", none_of_these=judged)
    assert "none_of_these" not in document and "about handwriting: whatever" in document["no_none_of_these"]
    assert document["no_none_of_these"] in text and "cannot be told" not in text
    assert "Probably none" not in text


def test_the_leaderboard_of_runs_that_all_wait_does_not_say_that_there_are_none(capsys):
    from builder.settings import load_settings
    from builder.store.runs.lifecycle import submit
    from builder.store.schema.database import open_database

    submit(open_database(load_settings()), PRESETS["0"].experiment, "me")
    assert "No run has ended yet" in run(capsys, "leaderboard")[1]


def test_classify_chooses_an_honest_run_before_a_better_one_that_trained_on_its_validation_images(capsys):
    from builder.cli.networks import best_network
    from builder.cli.place import open_place
    from tests.ui.made_runs import design, ended_run

    place = open_place()
    ended_run(place.db, design("16", name="slides", trains_on_validation=True), "me", accuracy=0.95)
    honest = ended_run(place.db, design("0", name="honest"), "me", accuracy=0.6)
    assert best_network(place).run.id == honest.id


def test_a_design_that_cannot_be_built_is_refused_before_anything_starts(capsys, tmp_path):
    spec = tmp_path / "deep.json"
    spec.write_text(json.dumps({"network": {"conv_blocks": [{}] * 6}}), encoding="utf-8")
    for command in (("summary",), ("export", "--output", str(tmp_path / "x.py")), ("train",)):
        status, out, err = run(capsys, *command, "--spec", str(spec))
        assert (status, out) == (2, "") and "2×2 patches" in err and err.count("\n") == 1


def test_a_picture_cannot_be_classified_before_a_run_has_finished(capsys, tmp_path):
    picture = tmp_path / "grey.png"
    Image.fromarray(np.full((40, 40), 128, np.uint8)).save(picture)
    status, out, err = run(capsys, "classify", str(picture), "--json")
    assert (status, out) == (2, "") and "no finished run" in err


def test_a_hostile_or_damaged_picture_is_one_line_with_status_2(capsys, tmp_path):
    from benchmarks.hostile_files import thin_png
    from builder.settings import load_settings
    from builder.store.schema.database import open_database
    from tests.ui.made_runs import ended_run

    ended_run(open_database(load_settings()), PRESETS["0"].experiment, "me", accuracy=0.9)
    hostile, damaged = tmp_path / "hostile.png", tmp_path / "damaged.png"
    hostile.write_bytes(thin_png())
    Image.fromarray(np.full((40, 40), 128, np.uint8)).save(damaged)
    damaged.write_bytes(damaged.read_bytes()[:60])
    for picture, told in ((hostile, "1 x 25,000,000 pixels"), (damaged, "damaged or cut off")):
        status, out, err = run(capsys, "classify", str(picture), "--json")
        assert (status, out) == (2, "") and told in err and err.count("\n") == 1


def test_a_home_that_is_a_file_is_one_line(capsys, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "file"))
    status, out, err = run(capsys, "runs", "--json")
    assert (status, out) == (2, "") and err.count("\n") == 1 and "BUILDER_HOME" in err


def test_a_fresh_home_has_no_runs(capsys):
    assert json.loads(run(capsys, "runs", "--json")[1]) == []
    assert json.loads(run(capsys, "leaderboard", "--json")[1]) == []


def test_the_module_runs_as_a_program_and_prints_only_the_document(tmp_path):
    environment = os.environ | {"BUILDER_HOME": str(tmp_path)}
    answer = subprocess.run(
        [sys.executable, "-m", "builder", "summary", "--preset", "0", "--json"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(answer.stdout)["total"] == 263_402 and answer.stderr == ""


def test_the_command_line_ranks_as_the_page_does_and_never_across_different_images(capsys, tmp_path):
    from builder.settings import load_settings
    from builder.store.schema.database import open_database
    from tests.ui.made_runs import design, ended_run

    db = open_database(load_settings())
    ended_run(db, design("0", name="few images", limit=40), "me", accuracy=0.95)
    ended_run(db, design("0", name="lower"), "me", accuracy=0.6)
    ended_run(db, design("4", name="higher"), "me", accuracy=0.72)
    names = [run["name"] for run in json.loads(run(capsys, "leaderboard", "--json")[1])]
    assert names == ["higher", "lower", "few images"]


def test_a_terminal_gets_no_control_characters_of_paths_names_and_messages(capsys, tmp_path):
    from builder.settings import load_settings
    from builder.store.schema.database import open_database, writing
    from builder.store.schema.tables import runs
    from tests.ui.made_runs import design, ended_run

    db = open_database(load_settings())
    ended_run(db, design("0"), "me")
    with writing(db) as connection:  # as no version writes it
        connection.execute(runs.update().values(name="a\x1b[2Jb\u202ec\nd"))
    hostile = tmp_path / "a\x1b]0;x\x07\u202eb\nc.py"
    texts = [
        run(capsys, "runs")[1], run(capsys, "runs", "--json")[1], run(capsys, "summary", "--spec", str(hostile))[2],
        run(capsys, "show", "\x1b[31m")[2], run(capsys, "export", "--preset", "0", "--output", str(hostile))[1],
        run(capsys, "summary", "--spec", "x", "\x9b2J")[2], run(capsys, "\x1b[2J")[2],
    ]  # fmt: skip
    for text in texts:
        assert text.replace("\n", "").isprintable(), text
    assert texts[0].count("\n") == 1 and r"a\u001b[2Jb\u202ec\nd" in texts[0]
    assert json.loads(texts[1])[0]["name"] == "a\x1b[2Jb\u202ec\nd"
    assert r"a\u001b]0;x\u0007\u202eb\nc.py" in texts[2] and texts[4].count("\n") == 1


def test_a_queued_run_can_be_stopped_by_whoever_sits_at_the_machine(capsys):
    from builder.settings import load_settings
    from builder.store.runs.lifecycle import submit
    from builder.store.schema.database import open_database

    queued = submit(open_database(load_settings()), PRESETS["18"].experiment, "somebody who lost the cookie")
    status, out, _ = run(capsys, "stop", queued.id, "--json")
    assert (status, json.loads(out)["state"]) == (0, "stopped")
    assert run(capsys, "stop", "unknown", "--json")[0] == 2


def test_what_cannot_be_started_is_one_line_with_status_1_and_leaves_nothing_queued(capsys, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "logs").write_text("in the way", encoding="utf-8")
    status, out, err = run(capsys, "train", "--preset", "0", "--dataset", "digits", "--json")
    assert (status, out) == (1, "") and err.count("\n") == 1
    assert json.loads(run(capsys, "runs", "--json")[1]) == []


def test_a_queued_run_is_held_back_and_only_a_paused_one_goes_on(capsys):
    from builder.settings import load_settings
    from builder.store.runs.lifecycle import submit
    from builder.store.schema.database import open_database

    queued = submit(open_database(load_settings()), PRESETS["0"].experiment, "somebody else")
    status, _, told = run(capsys, "resume", queued.id)
    assert status == 2 and "only a paused one can go on" in told
    status, out, _ = run(capsys, "pause", queued.id, "--json")
    assert (status, json.loads(out)["state"]) == (0, "paused")
    run(capsys, "stop", queued.id)
    status, _, told = run(capsys, "pause", queued.id)
    assert status == 2 and "is stopped" in told


def test_a_run_whose_processes_were_all_killed_is_told_of_with_what_goes_on_with_it(capsys, monkeypatch):
    from builder.cli import training
    from builder.jobs.executor.local import services
    from builder.jobs.executor.local.worker import Handle
    from builder.jobs.service import starting
    from builder.settings import load_settings
    from builder.store.homes.identity import home_of
    from builder.store.runs import attempts, lifecycle
    from builder.store.schema.database import open_database

    settings = load_settings()
    db = open_database(settings)
    lifecycle.submit(db, PRESETS["0"].experiment, "somebody else", home=home_of(settings))
    killed, token = lifecycle.claim_next(db, home_of(settings))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    attempts.record_worker(db, killed.id, token, Handle(pid=ended.pid, created=1e9).model_dump_json())
    told = (
        f"No process is at work on run {killed.id}; it goes on from its last checkpoint with: python -m builder resume"
    )
    assert told in run(capsys, "runs")[2] and told in run(capsys, "show", killed.id)[1]
    assert json.loads(run(capsys, "show", killed.id, "--json")[1])["unattended"] is True

    called = []
    monkeypatch.setattr(starting, "ensure_supervisor", called.append)
    monkeypatch.setattr(training, "_watch", lambda _, run: run._replace(state="finished"))
    status, _, told_then = run(capsys, "resume", killed.id)
    assert (status, len(called)) == (0, 1), told_then

    lock = services.take(settings.home, "supervisor")
    assert told not in run(capsys, "runs")[2]
    status, _, refusal = run(capsys, "resume", killed.id)
    assert status == 2 and "only a paused one can go on" in refusal
    lock.release()


def test_a_run_whose_files_are_in_another_home_is_shown_with_where_they_are_and_classifies_nothing(capsys, tmp_path):
    from sqlalchemy import update

    from builder.settings import load_settings
    from builder.store.schema.database import open_database, writing
    from builder.store.schema.tables import runs
    from tests.ui.made_runs import design, ended_run

    db = open_database(load_settings())
    made = ended_run(db, design(name="There"), "me")
    with writing(db) as connection:
        connection.execute(update(runs).values(home="elsewhr2"))
    assert "its files are there" in run(capsys, "show", made.id)[1]
    Image.new("RGB", (8, 8)).save(tmp_path / "picture.png")
    status, out, err = run(capsys, "classify", str(tmp_path / "picture.png"), "--run", made.id)
    assert (status, out, err.count("\n")) == (2, "", 1) and "on another computer, and its files are there" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_an_output_that_finds_the_disk_full_is_one_line(tmp_path):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "builder", "presets"],
            stdout=full, stderr=subprocess.PIPE, text=True, env=os.environ | {"BUILDER_HOME": str(tmp_path)},
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "The output could not be written: the disk is full.\n")


def test_a_preset_that_mirrors_photos_mirrors_no_digits_when_it_is_trained_by_command(capsys, monkeypatch):
    taken = []

    def submitted(settings, db, experiment, owner):
        taken.append(experiment)
        raise SubmitError("not here")

    monkeypatch.setattr(training, "ensure_supervisor", lambda settings: None)
    monkeypatch.setattr(training, "submit_run", submitted)
    for given in (("--dataset", "digits"), ()):
        run(capsys, "train", "--preset", "21", *given)
    run(capsys, "train", "--preset", "21", "--dataset", "cifar10")
    flips = [one.training.augmentation.horizontal_flip for one in taken]
    assert flips[0] is False and flips[1] is (False if taken[1].data.dataset == "digits" else "alternating")
    assert flips[2] == "alternating"
