"""A waiting command whose database is busy or away: it says so, goes on by itself, and can be ended."""

import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from builder.cli import training, waiting
from builder.cli.main import main
from builder.cli.place import open_place
from builder.cli.terminal import ended_by_signals
from builder.design.experiment import Experiment
from builder.progress.epoch import Epoch
from builder.progress.failure import CheckpointDamaged
from builder.progress.told import Told
from builder.store.errors import StoreBusyError
from builder.store.runs import attempts, lifecycle, owners
from builder.store.runs.records import get_run
from tests.patience import HANG_SECONDS

ROOT = Path(__file__).parents[2]
OWNER = "a" * 64


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A home where nothing is started."""
    monkeypatch.setenv("BUILDER_HOME", str(tmp_path))
    for name in ("BUILDER_DATABASE_URL", "BUILDER_CIFAR10"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(training, "ensure_supervisor", lambda settings: None)
    place = open_place()
    yield place
    place.db.dispose()


class Locked:
    """The whole database, which another program holds until `free`."""

    def __init__(self, home: Path):
        self._connection = sqlite3.connect(
            home / "model-builder.sqlite3", isolation_level=None, check_same_thread=False, timeout=HANG_SECONDS
        )
        self._connection.execute("BEGIN EXCLUSIVE")

    def free(self) -> None:
        self._connection.execute("ROLLBACK")
        self._connection.close()


def test_a_command_that_waits_for_its_run_says_that_the_database_is_busy_and_goes_on(place, monkeypatch, capsys):
    monkeypatch.setattr(waiting, "SILENT_SECONDS", 0.05)
    lifecycle.submit(place.db, Experiment(), OWNER)
    run, token = lifecycle.claim_next(place.db)
    locked, said = Locked(place.settings.home), threading.Event()
    monkeypatch.setattr(waiting, "say", lambda sentence: (print(sentence, file=sys.stderr), said.set()))
    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(training._watch, place, run)
        assert said.wait(HANG_SECONDS)
        locked.free()
        lifecycle.finish(place.db, run.id, token, end_reason=Told(text="done"), seconds=1.0)
        assert watching.result(HANG_SECONDS).state == "finished"
    told = capsys.readouterr().err
    assert told.count("The database does not answer; waiting for it.") == 1


def test_a_database_that_answers_late_again_and_again_is_said_once(place, capsys):
    late = StoreBusyError("The database is busy.")
    answers = iter([late, 1, late, 2])

    def seldom(db):
        if isinstance(answer := next(answers), Exception):
            raise answer
        return answer

    assert [waiting.ask(seldom, place.db), waiting.ask(seldom, place.db)] == [1, 2]
    assert capsys.readouterr().err.count("The database does not answer; waiting for it.") == 1


def test_a_command_says_that_training_began_again_and_shows_each_new_epoch(place, monkeypatch, capsys):
    """Between two looks of the command one thing happens."""
    lifecycle.submit(place.db, Experiment(), OWNER)
    run, token = lifecycle.claim_next(place.db)

    def trained(number: int) -> None:
        epoch = Epoch(epoch=number, loss=1.0, accuracy=0.5, val_loss=1.0, val_accuracy=0.5, seconds=1.0)
        told = {"best_epoch": number, "kept_epoch": number, "validation_accuracy": 0.5, "seconds": 1.0}
        attempts.record_epoch(place.db, run.id, token, epoch, **told)

    for number in (1, 2, 3):
        trained(number)
    happens = iter([
        lambda: attempts.record_new_beginning(place.db, run.id, token, CheckpointDamaged()),
        lambda: None,
        *(partial(trained, number) for number in (1, 2, 3, 4)),
        lambda: lifecycle.finish(place.db, run.id, token, end_reason=Told(text="done"), seconds=1.0),
    ])  # fmt: skip
    monkeypatch.setattr(training.time, "sleep", lambda seconds: next(happens)())
    training._watch(place, get_run(place.db, run.id))
    told = [line for line in capsys.readouterr().err.splitlines() if "…" not in line]
    assert told[0] == "Its checkpoint was damaged, so training began again from the start."
    assert [line.partition(":")[0] for line in told[1:]] == ["Epoch 1", "Epoch 2", "Epoch 3", "Epoch 4"]


def test_resume_of_another_homes_run_names_the_command_that_takes_it_out_of_the_queue(place, monkeypatch, capsys):
    lifecycle.submit(place.db, Experiment(), OWNER)
    run, token = lifecycle.claim_next(place.db)
    lifecycle.mark_paused(place.db, run.id, token, seconds=None)
    monkeypatch.setattr(training, "resume_run", lambda settings, db, id, owner: get_run(db, id))
    monkeypatch.setattr(training, "belongs_elsewhere", lambda settings, run: True)
    assert main(["resume", run.id]) == 1
    told = capsys.readouterr().err
    assert f"If that is gone for good, end it with `python -m builder stop {run.id}`, and train it again here." in told


def test_a_command_whose_database_stays_away_ends_with_status_2_and_a_sentence(place, monkeypatch, capsys):
    monkeypatch.setattr(waiting, "SILENT_SECONDS", 0.05)
    monkeypatch.setenv("BUILDER_PATIENCE_SECONDS", "0.1")
    lifecycle.submit(place.db, Experiment(), OWNER)
    run, _ = lifecycle.claim_next(place.db)
    held: list[Locked] = []

    def asked_then_locked(*arguments):
        asked = owners.request_stop(place.db, run.id, OWNER)
        held.append(Locked(place.settings.home))
        return asked

    monkeypatch.setattr(training, "stop_run", asked_then_locked)
    assert main(["stop", run.id]) == 2
    held[0].free()
    first, last = capsys.readouterr().err.splitlines()
    assert first.startswith("The database does not answer")
    assert last.startswith("The database has not answered for 0 s, so this command ends; what was started goes on")


#: Waits for the run named on the command line, as `stop` does.
WATCH = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it, and so its children
from builder.cli import main, training
training.ensure_supervisor = lambda settings: None
training.stop_run = lambda settings, db, id, owner: (print("watching", flush=True), sys.stdin.readline(),
                                                     training.get_run_before)[2]
from builder.cli.place import open_place
from builder.store.runs.records import get_run
training.get_run_before = get_run(open_place().db, sys.argv[1])
sys.exit(main.main(["stop", sys.argv[1]]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_a_command_that_waits_for_a_busy_database_ends_with_ctrl_c(place):
    lifecycle.submit(place.db, Experiment(), OWNER)
    run, _ = lifecycle.claim_next(place.db)
    process = subprocess.Popen(
        [sys.executable, "-c", WATCH, run.id], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "watching\n"
    locked = Locked(place.settings.home)
    process.stdin.write("go\n")
    process.stdin.flush()
    assert process.stderr.readline().startswith("The database does not answer; waiting for it. Ctrl+C")
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=HANG_SECONDS)
    locked.free()
    assert process.returncode == 130 and told.startswith("Interrupted.") and len(told.splitlines()) == 1


def test_an_interrupt_that_comes_while_python_tidies_up_is_raised_with_the_next_question(place, capsys):
    class Tidied:
        def __del__(self):
            signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with ended_by_signals():
            waiting.ask(lambda db: Tidied() is None, place.db)
            with pytest.raises(KeyboardInterrupt):
                waiting.ask(lambda db: None, place.db)
    finally:
        signal.signal(signal.SIGINT, before)
    assert capsys.readouterr().err == ""


def test_a_command_whose_run_went_with_the_database_file_waits_until_it_is_back(place, monkeypatch, capsys):
    lifecycle.submit(place.db, Experiment(), OWNER)
    run, token = lifecycle.claim_next(place.db)
    file = place.settings.home / "model-builder.sqlite3"
    happens = iter([
        lambda: file.rename(file.with_name("away")),
        lambda: file.with_name("away").replace(file),
        lambda: lifecycle.finish(place.db, run.id, token, end_reason=Told(text="done"), seconds=1.0),
    ])  # fmt: skip
    monkeypatch.setattr(training.time, "sleep", lambda seconds: next(happens)())
    assert training._watch(place, run).state == "finished"
    told = [line for line in capsys.readouterr().err.splitlines() if "waiting for" in line]
    assert len(told) == 1 and told[0].startswith("The database's file was moved away or replaced; waiting for")


def test_a_command_whose_run_went_with_the_database_file_for_good_ends_with_a_sentence(place, monkeypatch, capsys):
    monkeypatch.setenv("BUILDER_PATIENCE_SECONDS", "0.1")
    lifecycle.submit(place.db, Experiment(), OWNER)
    run, _ = lifecycle.claim_next(place.db)

    def asked_then_deleted(*arguments):
        asked = owners.request_stop(place.db, run.id, OWNER)
        (place.settings.home / "model-builder.sqlite3").unlink()
        return asked

    monkeypatch.setattr(training, "stop_run", asked_then_deleted)
    assert main(["stop", run.id]) == 1
    told = [line for line in capsys.readouterr().err.splitlines() if run.id in line]
    assert told == [f"There is no run {run.id!r}; it may have been deleted. The leaderboard lists all runs."]
