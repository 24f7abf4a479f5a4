"""Runs that another home has trained or trains: every page shows them, and says plainly where their files are."""

import pytest
from sqlalchemy import insert, update

from builder.progress.epoch import Progress
from builder.settings import load_settings
from builder.store import visitors
from builder.store.runs import attempts, lifecycle
from builder.store.runs.queue import queue_position
from builder.store.runs.records import get_run
from builder.store.schema.database import now, open_database, writing
from builder.store.schema.tables import homes, runs
from builder.ui.session import chosen_run
from tests.ui.leaderboard.page import button, opened, shown, visit
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import SECRET, labelled, opened_page

ME = visitors.owner_of(SECRET)
ELSEWHERE = "elsewhr2"
FILES_ARE_THERE = "was trained on another computer (lab-2), and its files are there"


@pytest.fixture
def db(started):
    engine = open_database(load_settings())
    visitors.set_nickname(engine, ME, "Quiet Otter")
    with writing(engine) as connection:
        connection.execute(insert(homes).values(id=ELSEWHERE, machine="lab-2", holds_database=False))
    yield engine
    engine.dispose()


def elsewhere(db, *ids: str) -> None:
    """These runs belong to a home on another machine."""
    with writing(db) as connection:
        connection.execute(update(runs).where(runs.c.id.in_(ids)).values(home=ELSEWHERE))


def running(db, updated_at: float) -> str:
    run = lifecycle.submit(db, design(), ME, home=ELSEWHERE)
    _, token = lifecycle.claim_next(db, ELSEWHERE)
    attempts.report_progress(db, run.id, token, Progress(phase="loading_images", updated_at=updated_at))
    return run.id


def told(app) -> str:
    blocks = [block.proto.body for block in app.get("html")]
    texts = [one.value for one in (*app.markdown, *app.caption, *app.warning, *app.info)]
    return unescaped("\n".join([*texts, *blocks]))


def unescaped(markdown: str) -> str:
    return markdown.replace("\\", "")


def test_build_says_where_a_run_trains_and_that_its_machine_no_longer_reports(db):
    running(db, now())
    page = told(opened_page("build"))
    assert "Trains on another computer (lab-2)." in page and "reported" not in page


def test_build_says_of_a_machine_that_no_longer_reports_what_its_owner_can_do_and_stop_does_it(db):
    id = running(db, now() - 600)
    app = opened_page("build")
    assert "has not reported for 10 min" in told(app) and "stop the run, and train it again here" in told(app)
    app.button(key=f"stop_{id}").click().run()
    assert get_run(db, id).state == "stopped"


def test_build_says_what_a_run_waits_for_that_another_home_will_train(db):
    run = lifecycle.submit(db, design(), ME, home=ELSEWHERE)
    assert "Waits on another computer (lab-2), where it was submitted" in told(opened_page("build"))
    assert queue_position(db, run.id) == 1


def test_the_leaderboard_ranks_both_homes_runs_and_offers_no_picture_to_a_network_elsewhere(db):
    here, there = ended_run(db, design(name="Here"), ME), ended_run(db, design(name="There"), ME, accuracy=0.7)
    elsewhere(db, there.id)
    app = opened(there)
    assert shown(app, "Run") == ["There", "Here"]
    assert button(app, "Classify").disabled and FILES_ARE_THERE in unescaped(button(app, "Classify").help)
    assert FILES_ARE_THERE in told(app)
    assert not button(opened(here), "Classify").disabled


def test_two_runs_whose_predictions_are_in_two_homes_are_compared_by_their_intervals_and_it_is_said_why(db):
    here = ended_run(db, design(name="Here"), ME, test=(200, 299))
    there = ended_run(db, design("4", name="There"), ME, test=(210, 299))
    elsewhere(db, there.id)
    page = told(visit(here.id, there.id))
    assert "The 95 % intervals overlap" in page
    assert "Not compared image by image" in page and FILES_ARE_THERE in page


def test_classify_opens_with_a_network_that_is_here(db):
    here, there = ended_run(db, design(name="Here"), ME), ended_run(db, design(name="There"), ME, accuracy=0.9)
    elsewhere(db, there.id)
    app = opened_page("classify")
    assert app.session_state[chosen_run.CHOSEN_RUN] == here.id
    assert "There" in " ".join(labelled(app.selectbox, "Network").options)


def test_the_course_says_why_a_pair_in_two_homes_has_no_verdict(db):
    pair = [ended_run(db, design("4", name=name), ME, test=(200, 299)) for name in ("P4", "P4 + more")]
    elsewhere(db, pair[1].id)
    page = told(opened_page("course", {"pair": ",".join(run.id for run in pair)}))
    assert "No verdict" in page and FILES_ARE_THERE in page


def test_a_runs_page_shows_its_curve_and_says_where_its_files_are(db):
    run = ended_run(db, design(), ME, accuracy=0.6, test=(180, 299))
    elsewhere(db, run.id)
    page = opened_page("run", {"id": run.id})
    assert "It gets 6 of 10 new pictures right." in told(page) and FILES_ARE_THERE in told(page)
    assert len(page.get("plotly_chart")) == 2 and not page.get("tab")
