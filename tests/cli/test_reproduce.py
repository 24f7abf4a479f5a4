"""`reproduce` for real, on a few images of CIFAR-10: written down once, and gone on with after a kill."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from builder.cli import reproduction as commands
from builder.cli.main import main
from builder.course.results import ResultsError, check_appendable, read_results
from builder.jobs import reproduction
from builder.jobs.measurement import Budget, Measurement
from builder.settings import load_settings

ROOT = Path(__file__).parents[2]
SHORT = ("--projects", "0", "--limit", "200")


def writing_into(folder: Path, home: Path, cifar10: Path):
    """The command's words and its environment, with a file of results in this folder."""
    environment = os.environ | {"BUILDER_HOME": str(home), "BUILDER_CIFAR10": str(cifar10)}

    def words(*arguments: str) -> dict:
        line = [sys.executable, "-m", "builder", "reproduce", *arguments, "--output", str(folder / "results.jsonl")]
        return {"args": line, "env": environment, "cwd": ROOT, "text": True}

    return words


@pytest.fixture
def command(tmp_path, cifar10_path):
    """The command in a home of its own."""
    return writing_into(tmp_path, tmp_path / "home", cifar10_path)


def lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "results.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def whole(tmp_path_factory, cifar10_path) -> tuple[Path, dict]:
    """A home, and what is written down of a reproduction there that nothing ends early.

    What is to be the same is trained in the same home, where the fastest number format is measured once.
    """
    folder = tmp_path_factory.mktemp("whole")
    subprocess.run(**writing_into(folder, folder / "home", cifar10_path)(*SHORT), capture_output=True, check=True)
    (line,) = lines(folder)
    return folder / "home", comparable(line)


def comparable(line: dict) -> dict:
    """The line without what is never twice the same."""
    for point in line["curve"]:
        del point["seconds"]
    del line["seconds"], line["work"]["matrix_speed"], line["work"]["elsewhere"]
    return line


@pytest.mark.slow
def test_a_project_is_written_down_and_not_trained_again(command, tmp_path):
    keep = str(tmp_path / "networks")
    first = subprocess.run(**command(*SHORT, "--epochs", "2", "--json", "--keep", keep), capture_output=True)
    assert first.returncode == 0, first.stderr
    (line,) = lines(tmp_path)
    assert (line["project"], line["complete"], line["seed"], line["test_count"]) == ("0", False, 0, 50)
    assert line["budget"] == "at most 2 of 20 epochs, 200 training images"
    assert [point["epoch"] for point in line["curve"]] == [1, 2]
    assert line["curve"][-1]["val_accuracy"] == line["validation_accuracy"]
    assert (line["test_accuracy"] * 50) == pytest.approx(round(line["test_accuracy"] * 50))
    assert json.loads(first.stdout)[0]["project"] == "0"
    assert not list((tmp_path / "home" / "reproductions").iterdir())
    (network,) = (tmp_path / "networks").iterdir()
    assert {file.name for file in network.iterdir()} >= {"spec.json", "weights.safetensors"}

    again = subprocess.run(**command(*SHORT, "--epochs", "2"), capture_output=True)
    assert (again.returncode, len(lines(tmp_path))) == (0, 1)
    assert "is in results.jsonl already" in again.stderr


def hear_the_terminal() -> None:
    """Tests that nohup has started ignore its end, and so would what they start."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.slow
@pytest.mark.parametrize(
    "end", [signal.SIGKILL, signal.SIGINT, signal.SIGHUP], ids=["killed", "asked to stop", "terminal closed"]
)
def test_a_reproduction_that_ends_early_goes_on_to_the_same_curve(whole, tmp_path, cifar10_path, end):
    home, expected = whole
    command = writing_into(tmp_path, home, cifar10_path)
    started = subprocess.Popen(
        **command(*SHORT), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, preexec_fn=hear_the_terminal
    )
    while not started.stderr.readline().startswith("Epoch 2"):
        assert started.poll() is None
    started.send_signal(end)
    started.communicate()
    assert started.returncode in (1, -end)
    assert not (tmp_path / "results.jsonl").exists()

    went_on = subprocess.run(**command(*SHORT), capture_output=True)
    assert went_on.returncode == 0, went_on.stderr
    assert "Epoch 1:" not in went_on.stderr
    (mended,) = lines(tmp_path)
    assert comparable(mended) == expected


def test_what_another_command_trains_is_not_trained_beside_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(commands, "why_not", lambda images, settings: None)
    monkeypatch.setattr(reproduction, "reproduce", lambda *told: pytest.fail("it was trained"))
    wanted = Measurement(project="0", seed=0, precision="float32", budget=Budget(limit=200))
    with reproduction.alone(load_settings(), wanted):
        status = main(["reproduce", *SHORT, "--precision", "float32", "--output", str(tmp_path / "results.jsonl")])
    assert status == 2
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith("Project 0, seed 0 is being trained by another command")


@pytest.fixture
def untrained(tmp_path, monkeypatch):
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(commands, "why_not", lambda images, settings: None)
    monkeypatch.setattr(reproduction, "reproduce", lambda *told: pytest.fail("it was trained"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--output", "/proc/x.jsonl"),
            "/proc/x.jsonl cannot be written (no file can be made in /proc); give --output",
        ),
        (("--output", ""), "--output is empty; expected the name of a file."),
        (("--output", "FILE/x.jsonl"), "FILE/x.jsonl cannot be"),
        (
            ("--output", "x.jsonl", "--keep", "/proc/networks"),
            "The network cannot be copied into /proc/networks (No such",
        ),
        (
            ("--output", "x.jsonl", "--keep", "FILE"),
            "The network cannot be copied into FILE (File exists); give --keep a",
        ),
        (("--output", "x.jsonl", "--keep", " "), "--keep is empty; expected the name of a folder."),
        (("--output", "x", "--keep", "./x"), "--keep and --output both name x; expected a folder and a file."),
        (("--output", "x" * 300), f"{'x' * 300} cannot be read (File name too long)"),
    ],
)
def test_where_the_result_is_to_go_is_tried_before_it_is_trained(
    untrained, tmp_path, monkeypatch, capsys, arguments, said
):
    monkeypatch.chdir(tmp_path)
    Path("FILE").touch()
    assert main(["reproduce", *SHORT, *arguments]) == 2
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(said)
    assert not Path("x.jsonl").exists()


def test_what_was_written_before_is_left_as_it_is_where_nothing_is_trained(untrained, tmp_path, capsys):
    (tmp_path / "x.jsonl").touch()
    (tmp_path / "kept" / "project0-seed0-float32-limit200").mkdir(parents=True)
    reproduction.check_keepable(load_settings(), Measurement(project="0", seed=0, precision="float32",
                                budget=Budget(limit=200)), tmp_path / "kept")  # fmt: skip
    check_appendable(tmp_path / "x.jsonl")
    assert (tmp_path / "x.jsonl").exists() and len(list((tmp_path / "kept").iterdir())) == 1


def test_a_link_that_leads_nowhere_yet_stays_and_a_circle_of_links_and_a_pipe_are_refused(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "later.jsonl")
    check_appendable(tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and not (tmp_path / "later.jsonl").exists()
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(ResultsError, match="circle cannot be written .*; give --output a place that can"):
        check_appendable(tmp_path / "circle")
    assert (tmp_path / "circle").is_symlink()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ResultsError, match="is a pipe; expected a file"):
        read_results(tmp_path / "pipe")


def test_a_measurement_finds_the_checkpoint_that_an_earlier_version_left(tmp_path, monkeypatch):
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path))
    budget = Budget(epochs=12, minutes=0.5, limit=200, hold_out=True)
    wanted = Measurement(project="9b", seed=1, precision="mixed_bfloat16", budget=budget)
    name = "project9b-seed1-mixed_bfloat16-epochs12-minutes0.5-limit200-hold_out1"
    assert wanted.workplace(load_settings()) == tmp_path / "reproductions" / name


def test_without_cifar10_one_sentence_says_so(command, tmp_path):
    words = command(*SHORT)
    words["env"] = words["env"] | {"BUILDER_CIFAR10": str(tmp_path / "nothing")}
    answer = subprocess.run(**words, capture_output=True)
    assert answer.returncode == 2 and len(answer.stderr.splitlines()) == 1
    assert not (tmp_path / "home" / "logs").exists()  # no process was started
