"""What a student does on the Course page, without a browser."""

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from builder import jobs, presets
from builder.course import results as course_results
from builder.course.one_change import options
from builder.course.pairs import pairs_of
from builder.course.results import Looked, Views, Work, append_result
from builder.design.data import Data
from builder.settings import load_settings
from builder.store import visitors
from builder.store.runs import lifecycle
from builder.store.runs.records import list_runs
from builder.store.schema.database import open_database
from builder.ui.course import actions
from builder.ui.session import history
from tests.course_results import made_result
from tests.ui.course.made_pairs import ME, keep_answers, made_pair
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import checked, labelled, opened_page, run, the_only


@pytest.fixture
def results(monkeypatch, tmp_path) -> Path:
    """A file of results of this test's own, which does not exist yet."""
    file = tmp_path / "reproduced.jsonl"
    monkeypatch.setattr(course_results, "RESULTS_FILE", file)
    return file


@pytest.fixture
def db(started, results):
    engine = open_database(load_settings())
    visitors.set_nickname(engine, ME, "Quiet Otter")
    yield engine
    engine.dispose()


def visit(**address: str) -> AppTest:
    """The Course page as me, at this address."""
    return opened_page("course", address)


def press(app: AppTest, key: str) -> AppTest:
    return checked(app.button(key=key).click().run())


def text(app: AppTest) -> str:
    return "\n".join(element.value for element in (*app.title, *app.markdown, *app.caption))


def card(app: AppTest, project: str) -> str:
    """The project's card; a press on its row opens it."""
    if f"course.build.{project}" not in [button.key for button in app.button]:
        app = press(app, f"course.look.{project}")
    number = f"</span>{project}</span>"
    return next(m.value for m in app.markdown if number in m.value and "project-why" in m.value)


def test_all_projects_stand_on_the_path_in_the_order_of_the_course(db):
    app = visit()
    assert the_only(app.title).value == "Course: 21 projects"
    assert "A project is a network and how it is trained." in text(app)
    assert "they climb from 54.70 % to 90.06 %" in text(app) and "small photos" in text(app)
    rows = [markdown.value for markdown in app.markdown if "project-number" in markdown.value]
    assert len(rows) == 21
    for html, preset in zip(rows, presets.PRESETS.values(), strict=True):
        assert f"</span>{preset.id}</span>" in html and '<svg class="thumbnail"' in html
        assert f"{preset.documented.test_accuracy:.2f}" in html
    assert "Since project 8" in card(app, "9a") and "Dropout 0.3 instead of 0.2 after every pool" in card(app, "9a")


def test_what_was_not_measured_says_how_to_measure_it(db):
    app = visit()
    assert "None of them was measured by us yet" in text(app)
    assert "python -m builder reproduce --projects 7" in card(app, "7")


def test_what_was_measured_stands_beside_the_slides_with_its_interval_and_curve(db, results):
    append_result(made_result("7", test_accuracy=0.8046, epochs=40), results)
    app = visit()
    shown = card(app, "7")
    assert "80.46" in shown and "likely between 79.7 and 81.2" in shown and "463,914" in shown
    assert '<svg class="sparkline"' in shown and "40 epochs" in shown
    assert "1 of them was measured by us" in text(app) and "Not measured by us yet" in card(app, "8")


def test_where_every_project_of_the_course_was_measured_their_number_is_said_since_there_are_presets_beyond_it(
    db, results
):
    for project in presets.PRESETS:
        append_result(made_result(project), results)
    assert "All 21 projects were measured by us." in text(visit())


def test_a_shortened_training_is_marked_with_its_budget(db, results):
    append_result(made_result("16", complete=False, budget="at most 30 of 300 epochs"), results)
    app = visit()
    shown = next(m.value for m in app.markdown if "row-shortened" in m.value)
    assert "Measured by us, shortened <b>50.00\N{NO-BREAK SPACE}%*</b>" in shown
    assert "* Course: the test set chose this model. Measured by us: project 16 with a shortened training" in text(app)
    assert "* Shortened: at most 30 of 300 epochs." in card(app, "16")


def test_where_our_accuracy_is_far_from_the_courses_the_likely_reason_stands_beside_it(db, results):
    append_result(made_result("16", test_accuracy=0.8191), results)
    append_result(made_result("0", test_accuracy=0.5570), results)
    app = visit()
    assert "Measured by us is 5.1 points lower. The slides very likely trained on all 50,000" in card(app, "16")
    assert "points higher" not in card(app, "0"), "one point needs no reason"


def test_a_shortened_training_is_not_set_off_against_a_complete_one(db, results):
    append_result(made_result("15", test_accuracy=0.84, epochs=40), results)
    append_result(made_result("14", test_accuracy=0.83, epochs=30), results)
    append_result(made_result("16", test_accuracy=0.7, complete=False, budget="at most 9 of 300 epochs"), results)
    table = next(
        markdown.value for markdown in visit(compare="16").markdown if "Measured by us: epochs" in markdown.value
    )
    assert "84.00" in table and "70.00" in table and "shortened: at most 9 of 300 epochs" in table
    assert "14.00 points" not in table and "+2.70 points" in table, "the slides' own difference stays"
    assert "+1.00 points" in text(visit(compare="15")), "of two complete ones the difference is shown"


def test_a_new_result_appears_with_the_next_look(db, results):
    app = visit()
    append_result(made_result("3", test_accuracy=0.6987), results)
    assert "69.87" in card(run(app), "3")


def test_damaged_results_are_one_sentence_and_everything_else_is_there(db, results):
    results.write_text('{"project": "0"}\nnonsense\n', encoding="utf-8")
    app = visit()
    assert "What was measured cannot be shown" in the_only(app.warning).value
    assert "Not measured by us yet" in card(app, "0")
    assert len([button for button in app.button if button.label.startswith(("Open project", "Close project"))]) == 21


def test_the_slides_doubtful_figures_are_marked(db):
    app = visit()
    assert "validation 13 standard errors above test" in card(app, "16")
    assert "validation 21 standard errors above test" in card(app, "18")
    assert "the test set chose this model" in card(app, "18")
    assert not any("standard errors" in card(app, id) for id in presets.PRESETS if id not in ("16", "18"))


def test_without_cifar_10_build_opens_the_project_on_the_digits(db):
    app = press(visit(open="5"), "course.build.5")
    assert app.session_state[history.EXPERIMENT] == presets.get("5").experiment.on("digits")
    assert list_runs(db) == ()


def test_without_cifar_10_it_is_said_what_to_expect_on_the_digits(db):
    assert "Expect smaller steps there" in text(visit())


def test_train_queues_the_project_and_shows_it_on_build(db):
    app = press(visit(open="2"), "course.train.2")
    (queued,) = list_runs(db, owner=ME)
    assert (queued.name, queued.preset, queued.state) == ("Project 2", "2", "queued")
    assert app.session_state[history.EXPERIMENT].name == "Project 2"


@pytest.mark.parametrize(("minutes", "is_long"), [((2, 8), False), ((40, 180), True)])
def test_beside_the_buttons_stands_how_long_and_what_takes_longer_than_ten_minutes_is_started_in_build(
    db, monkeypatch, minutes, is_long
):
    low, high = (60.0 * one for one in minutes)
    takes = jobs.HowLong(low, high, may_end_sooner=False, crowd="none")
    monkeypatch.setattr(actions.jobs, "how_long", lambda *_: takes)
    for app, key in ((visit(open="2"), "course.train.2"), (visit(compare="2"), "course.compared.train")):
        assert f"Here {'40 min to 3 h.' if is_long else '2 to 8 min.'}" in text(app)
        assert ("longer than 10 minutes, so it is started in Build." in text(app)) == is_long
        assert (key in [button.key for button in app.button]) == (not is_long)
    app = visit()
    assert ("course.train.21" in [button.key for button in app.button]) == (not is_long)
    assert ("It may take longer than 10 minutes" in text(app)) == is_long


@pytest.mark.parametrize(("dataset", "starts"), [("cifar10", False), ("digits", True)])
def test_as_long_as_this_machine_is_not_measured_all_of_cifar_10_is_started_in_build(db, monkeypatch, dataset, starts):
    monkeypatch.setattr(actions.jobs, "how_long", lambda *_: None)
    monkeypatch.setattr(actions, "default_dataset", lambda _: dataset)
    for address, kind in (({"open": "2"}, "{}.2"), ({"compare": "2"}, "compared.{}"), ({}, "{}.21")):
        app = visit(**address)
        keys = [button.key for button in app.button]
        assert f"course.{kind.format('build')}" in keys and (f"course.{kind.format('train')}" in keys) == starts
        assert ("How long it takes here is not known yet, so it is started in Build." in text(app)) == (not starts)


def test_my_best_run_on_cifar_10_is_shown_and_shorter_or_other_ones_are_not(db):
    mine = ended_run(db, design("4", dataset="cifar10"), ME, accuracy=0.7, test=(6900, 10_000), epochs=5)
    ended_run(db, design("4", dataset="cifar10"), ME, accuracy=0.6, test=(6000, 10_000))
    ended_run(db, design("4", dataset="digits"), ME, accuracy=0.9, test=(290, 299))
    ended_run(db, design("4", dataset="cifar10", limit=400), ME, accuracy=0.95)
    ended_run(db, design("4", dataset="cifar10", trains_on_validation=True), ME, accuracy=0.99)
    ended_run(db, design("4", dataset="cifar10"), ME, accuracy=0.98, test=(6000, 10_000))  # which shows a leak
    ended_run(db, design("5", dataset="cifar10"), visitors.owner_of("somebody else"), accuracy=0.8)
    app = visit()
    assert "Yours" in card(app, "4") and "69.00" in card(app, "4") and "after 5 epochs" in card(app, "4")
    assert f"./run?id={mine.id}" in card(app, "4")
    assert "not trained on all of CIFAR-10 yet" in card(app, "5")


def test_the_path_says_what_was_tried_also_on_few_images_and_where_to_go_on(db):
    app = visit()
    assert app.button(key="course.next").label == "Start here: project 0"
    assert [row(app, id) for id in ("0", "1")] == ["Start here", ""]
    ended_run(db, design("0", dataset="cifar10", limit=4000), ME)
    ended_run(db, design("4"), ME, accuracy=None, state="failed")
    ended_run(db, design("1"), visitors.owner_of("somebody else"))
    app = run(app)
    assert [row(app, id) for id in ("0", "1", "4")] == ["✓ tried", "Next", ""] and "tried 1." in text(app)
    assert "gains ten points" in card(press(app, "course.next"), "1")


def row(app: AppTest, project: str) -> str:
    """What is marked on the project's row."""
    html = next(m.value for m in app.markdown if f"</span>{project}</span>" in m.value and "row-lesson" in m.value)
    return re.search("(?:<em[^>]*>([^<]*)</em>)?</span><span class=.row-picture", html)[1] or ""


def test_the_pictures_mark_what_is_new_and_compare_both_networks(db):
    assert "In colour: what is new or changed, block 2." in card(visit(), "1")
    assert "only its training changes" in card(visit(), "15")
    both = next(m.value for m in visit(compare="7").markdown if "two-networks" in m.value)
    assert both.count("stroke-dasharray") == 4  # block 1 of each, for wide and for narrow screens
    assert any("Both have the same network" in m.value for m in visit(compare="15").markdown)


def test_compare_shows_both_projects_their_difference_and_what_chance_explains(db, results):
    append_result(made_result("6", test_accuracy=0.7868), results)
    append_result(made_result("7", test_accuracy=0.8246), results)
    app = press(visit(open="7"), "course.compare.7")
    assert app.query_params["compare"] == "7"
    assert the_only(app.title).value == "Project 7 compared with 6"
    shown = text(app)
    assert "Block 1: a second convolution" in shown
    assert "+1.78 points" in shown  # the slides: 80.46 - 78.68
    assert "+3.78 points" in shown and "The 95 % intervals lie apart" in shown
    assert len(app.get("plotly_chart")) == 2
    assert the_only(press(app, "course.back").title).value.startswith("Course")


def test_where_one_project_also_trains_longer_the_difference_after_equally_many_epochs_is_told(db, results):
    append_result(made_result("0", test_accuracy=0.54, validation_accuracy=0.5, epochs=20), results)
    append_result(made_result("1", test_accuracy=0.64, validation_accuracy=0.6, epochs=50), results)
    shown = text(visit(compare="1"))
    # The made curve stands at 60 % × (1 - 0.6 / 20) after its epoch 20.
    assert "After epoch 20 of both" in shown and "+8.20 points with equally many epochs" in shown
    append_result(made_result("2", test_accuracy=0.69, epochs=50), results)
    assert "equally many epochs" not in text(visit(compare="2")), "both train for 50"


def test_my_own_shortened_run_says_so_beside_the_slides_and_is_set_off_against_nothing(db):
    short = design("0", dataset="cifar10")
    short = short.model_copy(update={"training": short.training.model_copy(update={"epochs": 2})})
    ended_run(db, short, ME, accuracy=0.45, test=(4450, 10_000), epochs=2)
    ended_run(db, design("1", dataset="cifar10"), ME, accuracy=0.6, test=(6000, 10_000), epochs=50)
    app = visit(compare="1")
    table = next(markdown.value for markdown in app.markdown if "Yours: test accuracy" in markdown.value)
    assert "after 2 of 20 epochs" in table and "after 50 epochs" in table
    assert "+15.50" not in table and "+15.00" not in table
    row = next(m.value for m in visit().markdown if "row-own" in m.value)
    assert "44.50" in row and 'title="after 2 of 20 epochs"' in row
    assert "* Yours: project 0 after 2 of 20 epochs." in text(visit()), "what its star says, for who cannot hover"


def test_any_two_projects_can_be_compared(db):
    app = visit(compare="18", **{"with": "16"})
    assert the_only(app.title).value == "Project 18 compared with 16"
    assert "very likely validation images were trained on" in text(app)
    app.selectbox(key="course.with.18.16").select("0")
    assert the_only(run(app).title).value == "Project 18 compared with 0"
    assert the_only(visit(compare="7", **{"with": "7"}).title).value == "Project 7 compared with 0"


def test_my_own_two_runs_are_compared_image_by_image(db):
    for id, right in (("6", 700), ("7", 760)):
        made = ended_run(db, design(id, dataset="cifar10"), ME, accuracy=right / 1000, test=(right, 1000))
        keep_answers(made.id, right, 1000)
    assert "60 images" in text(visit(compare="7")) and "McNemar" in text(visit(compare="7"))


def test_curves_that_are_compared_by_eye_have_one_scale(db, results):
    for id in ("6", "7"):
        append_result(made_result(id, test_accuracy=0.8, epochs=40), results)
        ended_run(db, design(id, dataset="cifar10"), ME, accuracy=0.3, test=(3000, 10_000), epochs=4)
    charts = [json.loads(chart.proto.spec)["layout"] for chart in visit(compare="7").get("plotly_chart")]
    assert len(charts) == 4
    assert len({tuple(chart["yaxis"]["range"]) for chart in charts}) == 1
    assert [chart["xaxis"]["range"] for chart in charts] == [[1, 40]] * 4
    assert "<span>100 %</span><span>0 %</span>" in card(visit(), "7")


@pytest.mark.parametrize("address", [{"compare": "99"}, {"compare": "7", "with": "x"}, {"change": "<b>"}])
def test_a_project_that_does_not_exist_is_one_sentence(db, address):
    app = visit(**address)
    assert "There is no project" in the_only(app.info).value


@pytest.mark.parametrize("address", ["", "a,b", "abcdefgh", "abcdefgh,abcdefgj,abcdefgk"])
def test_an_address_that_names_no_two_runs_says_so_and_what_to_do(db, address):
    said = the_only(visit(pair=address).info).value
    assert said == "This address names no pair of runs. Choose a project and change one thing of it."


def test_an_address_of_runs_that_are_not_there_names_the_first_of_them(db):
    said = the_only(visit(pair="abcdefgh,abcdefgj").info).value
    assert said.startswith("There is no run 'abcdefgh'; it may have been deleted")


def test_one_change_begins_with_the_project_and_says_what_differs(db):
    app = press(visit(open="4"), "course.change.4")
    assert app.query_params["change"] == "4" and the_only(app.title).value == "One change"
    app.button_group(key="course.topic.4").set_value("Dense layers")
    app = run(app)
    app.radio(key="course.option.4.Dense layers").set_value(
        next(option for option in options(presets.get("4").experiment) if option.text == "Dense 64 instead of 32")
    )
    shown = text(run(app))
    # Project 4's 421,546 parameters; its last map is 2 × 2 × 256, and 32 units more are there twice.
    assert "Dense 64 instead of 32" in shown and f"+{1024 * 32 + 32 + 32 * 10:,}" in shown
    assert app.radio(key="course.images").options == ["Digits"]
    assert "CIFAR-10 is not on this machine yet" in shown


def test_another_project_can_be_chosen_to_start_from(db):
    app = visit(change="4")
    labelled(app.selectbox, "Start from").select("12")
    assert "Project 12" in text(run(app)) and app.query_params["change"] == "12"


def test_each_view_of_a_project_has_a_field_of_its_own_to_leave_it_by(db):
    """What was chosen in an earlier view may still be known, and would lead away from the project again."""
    app = visit(change="4")
    first = labelled(app.selectbox, "Start from")
    first.select("5")
    app = run(app)
    assert app.query_params["change"] == "5"
    app.query_params["change"] = "4"
    again = labelled(run(app).selectbox, "Start from")
    assert again.value == "4" and again.key != first.key


def test_train_both_queues_two_runs_that_differ_in_one_thing_and_shows_them(db):
    app = visit(change="4")
    app.number_input(key="course.epochs.4").set_value(2)
    app.number_input(key="course.seed").set_value(7)
    app = press(run(app), "course.train_both")
    changed, base = list_runs(db, owner=ME)
    assert (base.name, changed.name) == ("P4", "P4 + Dropout 0.1 after every pool")
    for one in (base, changed):
        assert (one.experiment.training.seed, one.experiment.training.epochs) == (7, 2)
        assert one.experiment.data == Data(images="digits")
    assert app.query_params["pair"] == f"{base.id},{changed.id}"
    assert the_only(app.title).value == "Project 4: one change"
    assert "The verdict appears here once both have ended" in text(app)


def test_a_pair_that_has_ended_has_a_verdict(db):
    base, changed = made_pair(db, 200, 240)
    app = visit(pair=f"{base.id},{changed.id}")
    shown = text(app)
    assert "More than chance: the change made it better" in shown
    assert "On 40 images of 299 only the changed network was right" in shown.replace("\\", "")
    assert "+13.4 points" in shown and "one seed cannot speak for others" in shown
    assert len(app.get("plotly_chart")) == 2


def test_a_small_difference_is_called_chance(db):
    base, changed = made_pair(db, 240, 243)
    assert "Chance can explain it" in text(visit(pair=f"{base.id},{changed.id}"))


def test_another_seed_trains_both_once_more(db):
    base, changed = made_pair(db, 240, 243)
    press(visit(pair=f"{base.id},{changed.id}"), "course.another_seed")
    again = list_runs(db, owner=ME)[:2]
    assert [one.experiment.training.seed for one in again] == [1, 1]
    assert [one.name for one in reversed(again)] == [base.name, changed.name]
    assert [pair.base.id for pair in pairs_of(db, ME)] == [again[1].id, base.id]


def test_the_same_change_with_other_seeds_is_listed(db):
    made_pair(db, 200, 240)
    base, changed = made_pair(db, 240, 237, seed=1)
    shown = text(visit(pair=f"{base.id},{changed.id}"))
    assert "The same change with other seeds" in shown and "Better in 1 of 2 seeds" in shown


def test_pairs_are_found_again_from_the_store(db):
    base, changed = made_pair(db, 200, 240)
    app = visit(change="4")
    assert "Your comparisons" in text(app)
    app = press(app, f"course.open.{changed.id}")
    assert app.query_params["pair"] == f"{base.id},{changed.id}"


def test_a_pair_that_was_stopped_has_no_verdict_and_says_why(db):
    base, _ = made_pair(db, 200, 240)
    stopped = ended_run(db, design("4", name="P4 + Dense 64 instead of 32"), ME, state="stopped")
    shown = text(visit(pair=f"{base.id},{stopped.id}"))
    assert "No verdict" in shown and "The test set was not read" in shown.replace("\\", "")


def test_a_pair_under_way_shows_the_one_that_ended_too(db):
    base, _ = made_pair(db, 200, 240)
    waiting = lifecycle.submit(db, design("4", name="P4 + x"), ME)
    shown = text(visit(pair=f"{base.id},{waiting.id}"))
    assert "Finished" in shown and "Queued" in shown


@pytest.mark.parametrize("project", ["16", "18"])
def test_a_run_by_the_slides_protocol_is_no_half_of_a_pair(db, project):
    slides = presets.get(project).as_in_slides
    runs = [ended_run(db, slides, ME, accuracy=0.97), ended_run(db, design(project), ME, accuracy=0.8)]
    app = visit(pair=",".join(run.id for run in runs))
    assert "no fair pair" in the_only(app.info).value and "97" not in text(app)


def test_presets_beyond_the_slides_stand_below_the_path_and_count_to_no_chapter(db, results):
    app = visit()
    shown = text(app)
    assert "Course: 21 projects" in shown
    assert shown.index("Beyond the slides") > shown.index("Augmentation and L2")
    for told in ("Sprint", "Fast 90", "Record", "23.7 T", "It trains on all 50,000 images"):
        assert told in shown
    assert "not yet" in shown


def test_what_was_measured_of_a_preset_beyond_the_slides_is_shown_by_one_view_and_with_the_mirror(db, results):
    for seed, accuracy in ((0, 0.9012), (1, 0.9034)):
        views = Views(
            one=Looked(validation=accuracy, test=accuracy - 0.001),
            with_mirror=Looked(validation=accuracy + 0.006, test=accuracy + 0.005),
        )
        work = Work(multiply_adds=24_000_000_000_000, matrix_speed=100e9, elsewhere=0.01)
        append_result(made_result("20", seed=seed, seconds=400, views=views, work=work), results)
    shown = text(visit())
    assert "90.23" in shown and "90.12" in shown and "90.34" in shown  # validation: the mean, lowest and highest
    assert "90.73" in shown  # the test set with the mirror
    assert "60\N{NO-BREAK SPACE}%" in shown  # 24 T in 400 s, of 100 G a second: its share of the matrix speed
