"""One supervisor a home, there when it is needed and gone when it is not."""

import subprocess
import sys
import time

from builder import jobs
from builder.jobs.executor.local import processes, services
from builder.store import tasks
from builder.store.runs import lifecycle, owners
from tests.jobs.watching import OWNER, processes_of, read_log, small, wait_for_task, wait_until


def test_of_two_supervisors_one_stays(settings, db):
    started = [processes.start(settings, "supervisor") for _ in range(2)]
    wait_until(lambda: any(one.poll() is not None for one in started))
    assert len(processes_of(settings, "supervisor")) == 1
    assert "another supervisor is at work" in read_log(settings, "supervisor")


def test_a_supervisor_with_nothing_to_do_ends(settings, db, soon_idle):
    jobs.ensure_supervisor(settings)
    wait_until(lambda: "nothing to do" in read_log(settings, "supervisor"))
    wait_until(lambda: not processes_of(settings, "supervisor"))
    assert not services.is_held(settings.home, "supervisor")


def test_asking_for_a_supervisor_again_and_again_starts_one(settings, db):
    """benchmarks/parts.py has the milliseconds of asking."""
    assert [services.ensure(settings, "supervisor") for _ in range(5)] == [True] + [False] * 4
    wait_until(lambda: services.is_held(settings.home, "supervisor"))
    assert not any(services.ensure(settings, "supervisor") for _ in range(100))
    assert len(processes_of(settings, "supervisor")) == 1


def test_work_that_comes_as_the_supervisor_ends_is_done_all_the_same(settings, db, monkeypatch):
    monkeypatch.setenv("BUILDER_IDLE_SECONDS", "0.2")
    monkeypatch.setenv("BUILDER_INFERENCE_IDLE_SECONDS", "0.1")
    run = lifecycle.submit(db, small(), OWNER)
    owners.request_stop(db, run.id, OWNER)
    for pause in (0.0, 0.2, 0.35, 0.5):
        # Refused without TensorFlow, so quickly: the run has no weights.
        task = tasks.submit_task(db, "classify", run_id=run.id)
        jobs.ensure_supervisor(settings)
        assert wait_for_task(db, task).state == "failed"
        time.sleep(pause)


def test_the_supervisor_loads_neither_tensorflow_nor_numpy(tmp_path):
    code = "import sys, builder.jobs.supervisor; print(sorted({'tensorflow', 'keras', 'numpy'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
