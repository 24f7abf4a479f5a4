"""`explain` without a process behind it: the test answers, or the command refuses before anything is asked."""

import json

import numpy as np
import pytest
from PIL import Image

from builder import jobs
from builder.cli import explanation
from builder.cli.main import main
from builder.store import tasks
from tests.ui.made_runs import design, ended_run

MAP = [[0.0, 0.25], [0.5, 1.0]]


@pytest.fixture
def asked(commands_db, monkeypatch):
    """What was asked; each question is answered at once with MAP."""
    given: list[dict] = []
    ask = jobs.ask

    def answered(settings, database, kind, **question):
        monkeypatch.setattr("builder.jobs.service.starting.call_supervisor", lambda settings: None)
        ask(settings, database, kind, **question)
        given.append(question["parameters"])
        task, token = tasks.claim_task(database, ["explain"])
        number = (question["parameters"]["classes"] or [3])[0]
        said = {"probabilities": [0.1] * 10, "own": [0.2] * 10, "temperature": 1.5}
        said |= {"classes": [number], "maps": [MAP], "layer": "conv2d_3"}
        tasks.finish_task(database, task.id, token, said)
        return tasks.get_task(database, task.id)

    monkeypatch.setattr(explanation.jobs, "ask", answered)
    return given


@pytest.fixture
def picture(tmp_path) -> str:
    file = tmp_path / "picture.png"
    Image.fromarray(np.full((40, 40, 3), 128, np.uint8)).save(file)
    return str(file)


def test_the_document_has_the_map_and_the_file_the_picture_under_it(commands_db, asked, picture, tmp_path, capsys):
    run, output = ended_run(commands_db, design("4"), "me"), tmp_path / "map.png"
    assert main(["explain", run.id, picture, "--class", "7", "--output", str(output), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    said = {"class": "7", "probability": 0.1, "uncalibrated": 0.2, "temperature": 1.5}
    seen = {"part": "centre", "box": None, "inverted": False, "cropped_to_writing": False}
    assert document == said | {"map": MAP, "layer": "conv2d_3", "seen": seen}
    assert asked == [{"method": "grad-cam", "classes": [7], "layer": None}]
    shown = np.asarray(Image.open(output)).astype(int)
    assert shown.shape == (512, 512, 3)
    assert np.ptp(shown[5, 5]) == 0 and shown[-5, -5].sum() > 600  # grey where the map is 0, bright where it is 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--class", "zebra"], "--class is 'zebra'; run {run} knows 0, 1,"),
        (["--layer", "dense"], "--layer is 'dense'; run {run} has feature maps of conv2d, max_pooling2d,"),
        (["--layer", "conv2d", "--method", "occlusion"], "--layer belongs to --method grad-cam"),
        (["--method", "guess"], "invalid choice: 'guess'"),
        (["--output", "map.jpg"], "expected a file name that ends with .png"),
        (["--output", "nowhere/map.png"], "cannot be written"),
    ],
)
def test_what_cannot_be_explained_is_one_line_with_status_2(commands_db, asked, picture, capsys, arguments, sentence):
    run = ended_run(commands_db, design("4"), "me")
    status = main(["explain", run.id, picture, "--output", "map.png", *arguments])
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert sentence.format(run=run.id) in err.splitlines()[-1]
    assert "Asking" not in err  # nothing is begun that could not be written down


def test_a_run_or_picture_that_is_not_there_is_one_line_with_status_2(commands_db, picture, tmp_path, capsys):
    no_weights = ended_run(commands_db, design("4"), "me", accuracy=None, state="failed")
    for run, image in (("notthere", picture), (no_weights.id, picture), (no_weights.id, str(tmp_path / "none.png"))):
        status = main(["explain", run, image, "--output", "map.png"])
        out, err = capsys.readouterr()
        assert (status, out, err.count("\n")) == (2, "", 1)
