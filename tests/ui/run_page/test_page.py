"""A run's page: whose run it is, what it came to, and what is said where there is none."""

import re

import pytest
from sqlalchemy import update

from builder.design.edit.fields import changed
from builder.settings import load_settings
from builder.store.runs import lifecycle, owners
from builder.store.runs.claims import Claims
from builder.store.runs.records import list_runs
from builder.store.schema.database import writing
from builder.store.schema.tables import runs
from builder.store.tasks import latest_task
from builder.ui.run_page.sections import SECTIONS
from builder.ui.session import history
from tests.ui.leaderboard.page import opened, press
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import checked, labelled, opened_page, the_only
from tests.ui.run.panel import started
from tests.ui.run_page.made_predictions import keep_predictions, places_of
from tests.ui.run_page.opened import ME, YOU, visit, words


def test_a_finished_run_begins_with_its_accuracy_in_words_and_with_its_interval(db):
    run = ended_run(db, design(name="Mine *x*"), ME, accuracy=0.62, test=(7043, 10_000))
    app = visit(run.id)
    told = words(app)
    assert "Mine *x*" in told and "by Quiet Otter" in told and "3 epochs in 3 s" in told
    assert "It gets 7 of 10 new pictures right." in told
    assert "7,043 of 10,000 test images" in told
    # Wilson's interval of 7,043 in 10,000, from statsmodels' proportion_confint.
    assert "Likely between 69.5 and 71.3 % (its 95 % interval)." in told
    assert "62.0 %" in told  # validation


def test_without_a_reading_of_the_test_set_the_validation_images_speak(db):
    run = ended_run(db, design(), ME, accuracy=0.6, state="stopped")
    told = words(visit(run.id))
    assert "It gets 6 of 10 validation images right." in told
    assert "179 of 299 validation images" in told


@pytest.mark.parametrize("protocol", [{"trains_on_validation": True}])
def test_a_run_without_an_honest_accuracy_says_so(db, protocol):
    run = ended_run(db, design(**protocol), ME, accuracy=0.99, state="stopped")
    told = words(visit(run.id))
    assert "No accuracy on images that it had not seen." in told and "validation images were trained on" in told


def test_a_failed_run_says_why_and_one_without_an_epoch_has_nothing_to_show(db):
    run = ended_run(db, design(), ME, accuracy=None, state="failed")
    app = visit(run.id)
    assert "try a smaller learning rate" in the_only(app.error).value
    assert "ended before its first epoch was over" in words(app)


def test_the_accuracies_of_an_imported_run_s_curve_are_called_claims(db):
    run = ended_run(db, design(), ME, accuracy=0.6)
    assert "Claimed" not in words(visit(run.id))
    with writing(db) as connection:
        connection.execute(update(runs).where(runs.c.id == run.id).values(imported_at=1.0, validation_accuracy=None))
    told = words(visit(run.id))
    assert "Claimed validation accuracy" in told and "Claimed training accuracy" in told
    assert "As the curve in its file tells it" in told


def test_an_imported_run_that_was_evaluated_has_figures_of_its_own_and_no_word_that_it_has_none(db):
    run = ended_run(db, design(), ME, accuracy=0.9, test=(283, 299))
    claims = Claims(
        by="Ada", product="1.0", exported_at=1.0, state="finished", validation_accuracy=0.9,
        test_accuracy=283 / 299, test_count=299,
    )  # fmt: skip
    with writing(db) as connection:
        values = {"imported_at": 1.0, "claims": claims.model_dump_json()}
        connection.execute(update(runs).where(runs.c.id == run.id).values(values))
    told = words(visit(run.id))
    assert "283 of 299 test images right; its file, from Ada, claimed the same." in told
    assert "Whether it was trained on these images is not known here." in told
    assert "Claimed validation accuracy" not in told and "measured here" in told
    assert "not measured here" not in told.replace("that curve was not measured here", "")
    assert "once they have been measured" not in told and "took no part in its training" not in told


def test_what_was_measured_of_an_imported_run_stands_apart_from_what_its_curve_claims_and_overrules_it(db):
    run = ended_run(db, design(), ME, accuracy=0.9, test=(283, 299))
    settings = load_settings()
    keep_predictions(settings, run, dict.fromkeys(places_of(settings, run, 3, 99), (5, 0.95)))
    imported = update(runs).where(runs.c.id == run.id).values(imported_at=1.0)
    for measured, told_by_curve in ((None, True), (0.9, True), (0.612, False)):
        with writing(db) as connection:
            connection.execute(imported.values(validation_accuracy=measured))
        app = visit(run.id)
        told = words(app)
        assert "As its network answers here." in told and "Classes that it never recognises" in told
        assert ("As the curve in its file tells it" in told) == told_by_curve == ("Too few epochs to tell" in told)
        assert ("it claims a validation accuracy of 90.0 %, and 61.2 % was measured here." in told) != told_by_curve
        assert "As its file claims: In epoch 3" in told
        assert app.get("plotly_chart")[0].proto.alt.startswith("As its file claims: ")
        legend = app.get("plotly_chart")[0].proto.spec
        assert "Validation, claimed" in legend and "Most accurate and kept, epoch 3, claimed" in legend


@pytest.mark.parametrize("given", [None, "zzzzzzzz", "../../etc/passwd", "<b>bold</b>" * 200])
def test_an_address_without_a_run_says_so_and_leads_to_ones_own_runs(db, given):
    ended_run(db, design(name="Kept"), ME)
    ended_run(db, design(name="Somebody's"), YOU)
    app = visit(given)
    told = words(app)
    assert ("this one has none" if given is None else "There is no run") in told
    links = [link.proto.label for link in app.get("page_link")]
    assert len(links) == 1 and links[0].startswith("Kept")
    assert [button.label for button in app.button] == ["Leaderboard"]


def test_a_run_under_way_shows_its_panel_and_only_its_owner_can_stop_it(db):
    run = lifecycle.submit(db, design(), YOU)
    app = visit(run.id)
    assert "You can see what it learned when training has ended." in words(app)
    assert [button.label for button in app.button] == []
    mine = lifecycle.submit(db, design(), ME)
    assert "Cancel" in [button.label for button in visit(mine.id).button]
    owners.request_stop(db, mine.id, ME)
    assert "ended before its first epoch was over" in words(visit(mine.id))


def test_only_the_owner_of_a_stopped_run_has_its_test_set_read(db):
    for owner, offered in ((YOU, False), (ME, True)):
        run = ended_run(db, design(), owner, state="stopped")
        app = visit(run.id)
        assert (f"read_{run.id}" in [button.key for button in app.button]) == offered
    checked(app.button(key=f"read_{run.id}").click().run())
    assert latest_task(db, "evaluate").run_id == run.id


def test_the_curves_can_be_read_by_time_and_the_gap_is_said(db):
    run = ended_run(db, design(), ME, accuracy=0.6)
    app = visit(run.id)
    assert "a gap of 0.0 points" in words(app)
    labelled(app.segmented_control, "By").set_value("minutes")
    checked(app.run())


def test_pages_that_name_a_run_lead_to_its_page(db):
    run = ended_run(db, design(name="Led to"), ME, accuracy=0.62, test=(7043, 10_000))
    for page in (opened(run), opened_page("classify")):
        app = press(page, "See what it learned")
        assert "It gets 7 of 10 new pictures right." in words(app) and app.query_params["id"] == run.id


def test_what_treats_the_curve_is_one_press_away_on_this_very_design(db):
    run = ended_run(db, design(), YOU, accuracy=0.6, epochs=20)
    app = visit(run.id)
    assert "Still improving" in words(app)
    twice = 2 * run.experiment.training.epochs
    main = [button.label for button in app.main.button if button.proto.type == "primary"]
    assert main == [f"Open in Build with {twice} epochs"], "one step is the next one"
    press(app, f"Open in Build with {twice} epochs")
    assert f"{twice} epochs instead of {run.experiment.training.epochs}" in words(app)
    opened = app.session_state[history.EXPERIMENT]
    assert opened.training.epochs == twice
    assert opened.network == run.experiment.network


def test_what_leads_elsewhere_does_so_whichever_section_is_open(db):
    run = ended_run(db, design(), ME, accuracy=0.6, epochs=20)
    keep_predictions(load_settings(), run, {})
    app = visit(run.id, show="Doubtful labels")
    leading = [button.key for button in app.button if button.key.startswith(("run.", "classify_"))]
    assert {f"classify_{run.id}", "run.build", "run.leaderboard", "run.treat.0"} <= set(leading)
    for key in leading:
        app = visit(run.id, show="Doubtful labels")
        checked(app.button(key=key).click().run())
        assert "Something in the app failed" not in words(app), key
        assert "id" not in app.query_params, key


@pytest.mark.parametrize("title", [section.title for section in SECTIONS])
def test_each_section_is_drawn_when_it_is_open_and_no_other_is(db, asked, title):
    run = ended_run(db, design(), ME, accuracy=0.6)
    keep_predictions(load_settings(), run, {})
    app = visit(run.id, show=title)  # which is checked: a section that fails is a sentence in its place
    titles = {section.title for section in SECTIONS}
    assert [tab.label for tab in app.tabs if tab.label in titles and len(tab)] == [title]


def test_another_training_is_told_on_the_page_itself(db):
    run = ended_run(db, design(name="Once more"), ME, accuracy=0.6)
    app = press(visit(run.id), "Train again")
    assert f"“Once more” with seed {run.experiment.training.seed} is queued. Starts next; Build shows it." in words(app)


def test_the_next_seed_is_offered_since_the_same_one_gives_equal_figures(db):
    run = ended_run(db, design(name="Once more"), ME, accuracy=0.6)
    seed = run.experiment.training.seed + 1
    app = press(visit(run.id), f"Train with seed {seed}")
    assert f"“Once more” with seed {seed} is queued." in words(app)
    other = next(one for one in list_runs(db) if one.id != run.id)
    assert other.experiment == changed(run.experiment, training=changed(run.experiment.training, seed=seed))


def test_curves_and_matrix_are_told_to_those_who_do_not_see_them(db):
    run = ended_run(db, design(), ME, accuracy=0.6)
    keep_predictions(load_settings(), run, {})
    app = visit(run.id, show="Where it errs")
    told = [chart.proto.alt for chart in app.get("plotly_chart")]
    assert "validation accuracy 60.0%" in told[0] and "Lowest validation loss" in told[1]
    assert '<th scope="col">called 3</th>' in words(app) and '<th scope="row">3</th>' in words(app)
    assert 'role="heading" aria-level="2"' in words(app)


def test_the_configuration_is_on_the_page(db):
    run = ended_run(db, design(), ME, accuracy=0.6)
    training = run.experiment.training
    told = words(visit(run.id))
    assert f"seed {training.seed}" in told and "ended " in told
    assert re.search(rf"Batch size</th><td>{training.batch_size}<", told) and run.id in told


def test_the_head_of_a_run_under_way_counts_no_epochs(db):
    run, _ = started(db, epochs=[0.5])
    head = next(part.value for part in visit(run.id).markdown if "parameters" in part.value)
    assert "submitted " in head and "epoch" not in head


def test_an_open_section_alone_is_drawn(db):
    run = ended_run(db, design(), YOU, accuracy=0.98)
    settings = load_settings()
    keep_predictions(settings, run, dict.fromkeys(places_of(settings, run, 3, 3), (5, 0.95)))
    app = visit(run.id)
    assert app.get("vega_lite_chart") and "On average it is" not in words(app)
    for title, told in (
        ("How far to trust it", "On average it is"),
        ("Doubtful labels", "doubts the labels of 3 images"),
    ):
        app = visit(run.id, show=title)
        assert told in words(app) and not app.get("vega_lite_chart")


def test_share_gives_the_link_to_what_is_looked_at(db):
    run = ended_run(db, design(), ME)
    app = visit(run.id, show="Configuration")
    assert f"?id={run.id}&show=Configuration" in [block.value for block in app.code]
