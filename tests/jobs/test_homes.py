"""Two homes' supervisors on one database: each looks after its own runs, whatever it sees of the other's."""

import pytest

from builder import jobs
from builder.jobs import SubmitError
from builder.jobs.executor.protocol import WorkerEnd
from builder.jobs.supervise.rounds import look_after_runs
from builder.jobs.supervise.silence import SILENCE_SECONDS, Beats
from builder.jobs.supervise.supervision import Supervision
from builder.progress.epoch import Progress
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.homes import identity
from builder.store.homes.elsewhere import UNREPORTED_SECONDS
from builder.store.homes.identity import home_of
from builder.store.runs import attempts, lifecycle, owners, records
from builder.store.schema.database import now
from builder.words.reasons import said
from tests.jobs.machines import Machines
from tests.jobs.rounds import Clock
from tests.jobs.watching import OWNER, small


class Home:
    """A home with a supervisor, whose workers the test lets live and die; no process is started."""

    def __init__(self, settings: Settings, db, clock: Clock) -> None:
        self.settings, self.db, self.machines = settings, db, Machines()
        self.supervision = Supervision(settings, db, self.machines, beats=Beats(clock=clock))

    def submit(self) -> str:
        return lifecycle.submit(self.db, small(), OWNER, home=home_of(self.settings)).id

    def look(self) -> bool:
        return look_after_runs(self.supervision)

    def take_up(self, id: str) -> None:
        """The run's worker records itself."""
        token = self.machines.tokens[-1]
        attempts.record_worker(self.db, id, token, self.machines.machines[id].name)

    def leave_checkpoint(self, id: str) -> None:
        artifacts_of(self.settings).checkpoint(id).mkdir(parents=True)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def homes(tmp_path, settings, db, clock, monkeypatch):
    """Two homes on one database, which is in neither."""
    monkeypatch.setattr(jobs.service.starting, "ensure_supervisor", lambda settings: None)
    made = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        made.append(Home(settings.model_copy(update={"home": tmp_path / name}), db, clock))
    return made


def test_each_supervisor_starts_its_own_runs_at_the_same_time(homes, db):
    first, second = homes
    mine, theirs = first.submit(), second.submit()
    assert first.look() and second.look()
    assert set(first.machines.machines) == {mine} and set(second.machines.machines) == {theirs}
    assert {records.get_run(db, id).state for id in (mine, theirs)} == {"running"}


def test_a_supervisor_has_nothing_to_do_while_only_the_other_home_has_runs(homes):
    first, second = homes
    second.submit()
    second.submit()
    second.look()
    assert not first.look() and not first.machines.tokens


def test_a_worker_that_this_machine_cannot_see_is_neither_missed_nor_ended_nor_replaced(homes, db, clock):
    """A process number of another machine means nothing here, or another process."""
    first, second = homes
    id = second.submit()
    second.look()
    second.take_up(id)
    first.machines.machines[id] = gone = first.machines.start(id, "a namesake")
    gone.end = WorkerEnd(how="unknown")
    owners.request_stop(db, id, OWNER)
    for _ in range(10):
        clock.now += SILENCE_SECONDS
        first.look()
    run = records.get_run(db, id)
    assert (run.state, run.restarts, run.error) == ("running", 0, None)
    assert not second.machines.machines[id].has_ended()


def test_its_own_supervisor_resumes_a_run_whose_worker_was_killed(homes, db):
    first, second = homes
    id = second.submit()
    second.look()
    second.take_up(id)
    second.machines.machines[id].end = WorkerEnd(how="memory")
    first.look()
    assert records.get_run(db, id).restarts == 0
    second.look()
    assert (records.get_run(db, id).restarts, len(second.machines.tokens), first.machines.tokens) == (1, 2, [])


def test_a_paused_run_goes_on_where_its_checkpoint_is(homes, db):
    first, second = homes
    id = second.submit()
    second.look()
    lifecycle.mark_paused(db, id, second.machines.tokens[-1], seconds=1.0)
    second.leave_checkpoint(id)
    jobs.resume_run(first.settings, db, id, OWNER)
    assert not first.look() and second.look()
    assert records.get_run(db, id).home == home_of(second.settings)


def test_a_paused_run_of_a_home_that_is_gone_goes_on_in_a_copy_that_has_its_checkpoint(homes, db):
    first, second = homes
    id = second.submit()
    second.look()
    lifecycle.mark_paused(db, id, second.machines.tokens[-1], seconds=1.0)
    first.leave_checkpoint(id)
    jobs.resume_run(first.settings, db, id, OWNER)
    assert first.look() and set(first.machines.machines) == {id}


def test_a_run_whose_machine_reports_is_stopped_there_and_one_that_is_gone_here_and_at_once(homes, db):
    first, second = homes
    id = second.submit()
    second.look()
    token = second.machines.tokens[-1]
    attempts.report_progress(db, id, token, Progress(phase="training"))
    assert jobs.stop_run(first.settings, db, id, OWNER).state == "running"
    attempts.report_progress(db, id, token, Progress(phase="training", updated_at=now() - UNREPORTED_SECONDS - 1))
    stopped = jobs.stop_run(first.settings, db, id, OWNER)
    assert stopped.state == "stopped" and "on request" in said(stopped.end_reason)


def test_a_picture_for_a_network_in_another_home_is_refused_with_where_it_is(homes, db):
    first, second = homes
    id = second.submit()
    second.look()
    token = second.machines.tokens[-1]
    attempts.record_weights(db, id, token)
    with pytest.raises(SubmitError, match="its files are there: open the app there"):
        jobs.ask(first.settings, db, "classify", run_id=id)
    lifecycle.mark_stopped(db, id, token, end_reason=None, seconds=1.0)
    first.leave_checkpoint(id)  # files, as in a copy; but the test set is read once
    with pytest.raises(SubmitError, match="its files are there: open the app there"):
        jobs.request_test_reading(first.settings, db, id, OWNER)
    assert jobs.request_test_reading(second.settings, db, id, OWNER).state == "queued"


def test_a_run_that_is_deleted_elsewhere_loses_its_files_when_its_home_next_looks(homes, db):
    first, second = homes
    id = second.submit()
    second.leave_checkpoint(id)
    jobs.stop_run(first.settings, db, id, OWNER)
    jobs.delete_run(first.settings, db, id, OWNER)
    assert artifacts_of(second.settings).has(id)
    second.look()
    assert not artifacts_of(second.settings).has(id)


def test_a_home_whose_identity_is_lost_while_its_supervisor_runs_claims_under_the_new_one(homes):
    first, _ = homes
    first.look()
    (first.settings.home / "identity").unlink()
    identity._known.clear()  # as in a process that has never read it, and is the first to look
    id = first.submit()
    assert first.look() and set(first.machines.machines) == {id}
