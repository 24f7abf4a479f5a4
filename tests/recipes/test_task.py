"""The recipe for a task: a kind of the test's own is registered, asked for, and answered as every kind is."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine

from builder import jobs
from builder.design.experiment import Experiment
from builder.engine.build import build_model
from builder.engine.bundle import save_bundle
from builder.jobs.inference import main as inference
from builder.jobs.service import starting
from builder.jobs.tasks.kind import KINDS, Refused, Report, TaskKind, kinds_of, register
from builder.jobs.tasks.loop import answer_next
from builder.settings import Settings
from builder.store import tasks
from builder.store.artifacts import artifacts_of
from builder.store.runs import lifecycle
from builder.store.runs.attempts import record_weights
from builder.store.sent_picture import SentPicture
from builder.store.tasks import Task

OWNER = "a" * 64
FOUR_PIXELS = SentPicture(height=1, width=4, channels=1, pixels=bytes([0, 10, 20, 30]))


def brightness(settings: Settings, db: Engine, task: Task, report: Report) -> Mapping[str, Any]:
    """The mean of the picture's numbers, times the parameter "scale"."""
    if task.picture is None:
        raise Refused("There is no picture; choose one.")
    report({"shape": list(task.picture.shape)})
    return {"brightness": task.parameters["scale"] * sum(task.picture.pixels) / len(task.picture.pixels)}


@pytest.fixture(autouse=True)
def nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The processes that would have been started; the test answers in their place."""
    started: list[str] = []
    monkeypatch.setattr(starting.services, "ensure", lambda settings, name: started.append(name))
    return started


@pytest.fixture
def with_brightness() -> Iterator[None]:
    """The recipe: one call."""
    register(TaskKind("brightness", process="inference", answer=brightness))
    yield
    del KINDS["brightness"]


def test_a_registered_kind_is_asked_for_with_parameters_and_a_picture_and_answered(
    settings, db, with_brightness, nothing_is_started
):
    task = jobs.ask(settings, db, "brightness", parameters={"scale": 2}, picture=FOUR_PIXELS)
    assert (task.state, nothing_is_started) == ("queued", ["supervisor"])
    assert answer_next(settings, db, kinds_of("inference"))
    task = tasks.get_task(db, task.id)
    assert (task.state, task.result, task.progress) == ("done", {"brightness": 30.0}, {"shape": [1, 4, 1]})
    assert not answer_next(settings, db, kinds_of("inference"))


def test_the_inference_process_answers_a_registered_kind_until_nothing_more_comes(
    settings, db, with_brightness, monkeypatch
):
    monkeypatch.setenv("BUILDER_HOME", str(settings.home))
    monkeypatch.setenv("BUILDER_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("BUILDER_INFERENCE_IDLE_SECONDS", "0.1")
    asked = [jobs.ask(settings, db, "brightness", parameters={"scale": scale}, picture=FOUR_PIXELS) for scale in (1, 3)]
    assert inference() == 0
    assert [tasks.get_task(db, task.id).result for task in asked] == [{"brightness": 15.0}, {"brightness": 45.0}]


def test_what_a_kind_refuses_is_the_tasks_error(settings, db, with_brightness):
    task = jobs.ask(settings, db, "brightness", parameters={"scale": 2})
    answer_next(settings, db, kinds_of("inference"))
    assert tasks.get_task(db, task.id).error.text == "There is no picture; choose one."


def test_a_kind_that_takes_long_is_done_once_at_a_time(settings, db, monkeypatch):
    monkeypatch.setitem(KINDS, "long", TaskKind("long", process="inference", answer=brightness, long=True))
    assert jobs.ask(settings, db, "long").id == jobs.ask(settings, db, "long").id


@pytest.mark.parametrize("name", ["classify", "evaluate", "download"])
def test_a_kind_that_is_taken_out_is_gone(settings, db, monkeypatch, name):
    process = KINDS[name].process
    monkeypatch.delitem(KINDS, name)
    assert name not in kinds_of(process)
    with pytest.raises(jobs.SubmitError, match=f"There is no task '{name}'; expected one of those that exist: "):
        jobs.ask(settings, db, name)
    assert tasks.latest_task(db, name) is None


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (TaskKind("classify", process="inference", answer=brightness), "already"),
        (TaskKind("a name that no column holds", process="inference", answer=brightness), "expected 1 to 16"),
        (TaskKind("brightness", process="painting", answer=brightness), "expected one of inference, download"),
    ],
)
def test_a_kind_that_could_not_be_answered_is_not_registered(kind, sentence):
    before = dict(KINDS)
    with pytest.raises(ValueError, match=sentence):
        register(kind)
    assert before == KINDS


def test_a_picture_of_another_size_than_the_network_takes_is_refused_with_both_sizes(settings, db):
    design = Experiment(name="Any")
    lifecycle.submit(db, design, OWNER)
    run, token = lifecycle.claim_next(db)
    save_bundle(build_model(design, seed=0), design, artifacts_of(settings).folder(run.id))
    record_weights(db, run.id, token)
    fits = jobs.classify(settings, db, run.id, np.zeros((32, 32, 3), np.uint8))
    grey = jobs.classify(settings, db, run.id, np.zeros((28, 28, 1), np.uint8))
    while answer_next(settings, db, kinds_of("inference")):
        pass
    assert tasks.get_task(db, fits.id).state == "done"
    error = tasks.get_task(db, grey.id).error.text
    assert "28 × 28 × 1" in error and "32 × 32 × 3" in error


def test_asking_for_tasks_loads_neither_tensorflow_nor_numpy():
    code = "import sys, builder.jobs.tasks.kind; print(sorted({'tensorflow', 'keras', 'numpy'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
