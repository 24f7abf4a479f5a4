"""What is refused before anything is queued, and what people are told."""

import sys

import pytest

from builder import jobs
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.jobs import SubmitError, deaths, options, retry
from builder.jobs.executor.local import logs, processes
from builder.jobs.executor.local.exit_codes import how_it_died
from builder.progress.failure import Hung
from builder.store.errors import StoreBusyError, StoreError
from builder.store.runs import lifecycle, owners, records
from builder.words.reasons import said
from tests.jobs.watching import OWNER, processes_of, small


def test_a_design_whose_shapes_do_not_fit_is_refused_and_not_queued(settings, db):
    seven_pools = Network(conv_blocks=(ConvBlock(filters=4),) * 7)
    with pytest.raises(SubmitError, match="cannot be trained"):
        jobs.submit_run(settings, db, small().model_copy(update={"network": seven_pools}), OWNER)
    assert records.list_runs(db) == () and not processes_of(settings)


def test_images_that_are_not_there_are_named_before_anything_is_queued(settings, db):
    experiment = small()
    experiment = experiment.on("cifar10")
    with pytest.raises(SubmitError, match="BUILDER_CIFAR10"):
        jobs.submit_run(settings, db, experiment, OWNER)
    assert records.list_runs(db) == ()


@pytest.mark.parametrize("state", ["queued", "stopped"])
def test_a_run_without_weights_is_not_measured_on_the_test_set(settings, db, state):
    run = lifecycle.submit(db, small(), OWNER)
    if state == "stopped":
        owners.request_stop(db, run.id, OWNER)
    with pytest.raises(SubmitError):
        jobs.request_test_reading(settings, db, run.id, OWNER)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize(
    ("code", "word"),
    [
        (-9, "memory"),
        (-6, "memory"),
        (-11, "crashed"),
        (-4, "processor"),
        (-15, "from outside"),
        (1, "exit code 1"),
        (None, "no word"),
    ],
)
def test_the_way_a_worker_ended_is_put_into_a_sentence_with_a_way_out(code, word):
    sentence = said(deaths.of_worker(how_it_died(code), code, batch_size=512, kept_epoch=3))
    assert word in sentence and sentence.endswith("The weights after epoch 3 are kept.")


def test_a_process_that_the_app_ended_for_its_silence_is_not_said_to_have_run_out_of_memory():
    told = said(deaths.of_worker("memory", -9, batch_size=1, kept_epoch=None, hung=Hung(seconds=60, kept_epoch=None)))
    assert "had not reported for 60 seconds" in told and "memory" not in told


def test_memory_that_ran_out_inside_the_process_is_told_without_a_type_or_a_traceback():
    assert "Memory ran out" in said(deaths.of_exception(MemoryError(), batch_size=64, kept_epoch=None))
    assert "(64 now)" in said(deaths.of_exception(MemoryError(), batch_size=64, kept_epoch=None))
    assert "Memory ran out" in said(deaths.of_task(RuntimeError("OOM when allocating tensor")))


def test_a_log_stays_within_its_bound_and_keeps_its_end(tmp_path):
    path = logs.log_file(tmp_path, "worker")
    path.parent.mkdir()
    path.write_bytes(b"x" * 1_500_000 + b"the end")
    with open(path, "ab") as writer:  # a process that writes meanwhile
        logs.shorten_all(tmp_path)
        writer.write(b", and more")
    assert path.stat().st_size < 300_000
    assert path.read_bytes().endswith(b"the end, and more")


def test_a_child_loads_the_settings_of_its_starter_whatever_the_environment_says(settings, monkeypatch):
    monkeypatch.setenv("BUILDER_HOME", "/somewhere/else")
    monkeypatch.setenv("BUILDER_CIFAR10", "/somewhere/else.npz")
    environment = processes.environment_for(settings)
    assert environment["BUILDER_HOME"] == str(settings.home.resolve())
    assert environment["BUILDER_DATABASE_URL"] == settings.database_url
    assert "BUILDER_CIFAR10" not in environment


def test_a_setting_that_is_not_a_number_is_passed_over(monkeypatch):
    for text, value in (("", 60), ("5", 5), ("soon", 60), ("-1", 60), ("nan", 60), ("inf", 60)):
        monkeypatch.setenv("BUILDER_IDLE_SECONDS", text)
        assert options.number("BUILDER_IDLE_SECONDS", 60) == value


def test_a_busy_database_is_waited_for_and_a_broken_one_is_not(monkeypatch):
    monkeypatch.setattr(retry.time, "sleep", lambda seconds: None)
    answers = [StoreBusyError("busy"), StoreBusyError("busy"), None]

    def call():
        answer = answers.pop(0)
        if answer:
            raise answer
        return "written"

    assert retry.patiently(call) == "written"
    answers[:] = [StoreError("broken"), None]
    with pytest.raises(StoreError, match="broken"):
        retry.patiently(call)
