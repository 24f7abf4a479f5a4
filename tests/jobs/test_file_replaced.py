"""The database file deleted while a run trains: its worker ends with a sentence, and the next run trains."""

from pathlib import Path

from builder import jobs
from builder.store.runs.records import list_runs
from tests.jobs.watching import OWNER, gone, small, wait_for_end, wait_for_epoch, wait_until, worker_of


def test_a_run_whose_row_went_with_the_file_ends_in_one_sentence_and_the_next_one_trains(settings, db, soon_idle):
    run = jobs.submit_run(settings, db, small(epochs=10_000), OWNER)
    wait_for_epoch(db, run)
    worker = worker_of(db, run)
    Path(settings.database_url.removeprefix("sqlite:///")).unlink()
    assert list_runs(db) == ()
    wait_until(lambda: gone(worker))
    after = wait_for_end(db, jobs.submit_run(settings, db, small(), OWNER))
    assert after.state == "finished"
    logs = [path.read_text(encoding="utf-8") for path in (settings.home / "logs").iterdir()]
    assert not any("Traceback" in log for log in logs)
    assert any(f"Run {run.id} no longer belongs to this process" in log for log in logs)
