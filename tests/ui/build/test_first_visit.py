"""A first visit: what this is, the pictures with their names, and one button; and what later visits see instead."""

import time

from streamlit.testing.v1 import AppTest

from builder.engine.known_pace import PACE
from builder.engine.remembered import keep
from builder.jobs import HowLong
from builder.settings import load_settings
from builder.store.homes.identity import home_of
from builder.store.runs import lifecycle
from builder.store.runs.records import list_runs
from builder.ui.build import takes
from builder.ui.build.amount import Amount
from tests.jobs.paces import PACE_HERE
from tests.patience import HANG_SECONDS
from tests.ui.build.page import preset, press, words
from tests.ui.opened import checked, labelled

FIRST = "Train your first network"
QUICK = "Use 10,000 pictures: 1 to 4 min"
#: Amounts of training images.
OFFERED = ["Digits", "CIFAR-10: 4,000", "10,000", "all 40,000"]


def pictures(app: AppTest) -> list[str]:
    shown = [element.proto.body for element in app.get("html")]
    return [body for body in shown if body.startswith('<div class="kinds') and "<img" in body]


def with_pictures(app: AppTest) -> AppTest:
    """The page once its pictures have been read, which the browser sees by itself."""
    deadline = time.monotonic() + HANG_SECONDS
    while not pictures(app):
        assert time.monotonic() < deadline, "there are still no pictures"
        checked(app.run())
    return app


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def primary(app: AppTest) -> list[str]:
    return [button.label for button in app.main.button if button.proto.type == "primary"]


def test_a_first_visit_says_what_this_is_shows_the_digits_and_has_one_primary_button(visit):
    app = with_pictures(visit())
    assert "you build a neural network" in words(app)
    [shown] = pictures(app)
    assert all(f"<figcaption>{digit}</figcaption>" in shown for digit in range(10))
    assert shown.count('alt=""') == shown.count("<img") == 10, "a screen reader says each name once"
    assert "It looks at 1,199 digits 20 times" in words(app)
    # Of project 0 the course reports an accuracy on photographs.
    assert [figure.label for figure in app.metric][-1] == "Whole training"
    assert primary(app) == [FIRST]


def test_the_first_button_trains_what_the_sidebar_shows_and_then_the_welcome_is_gone(visit, store):
    before = {run.id for run in list_runs(store)}
    app = with_pictures(visit(project="2"))
    press(app, FIRST)
    [run] = [run for run in list_runs(store) if run.id not in before]
    assert run.preset == "2"
    assert FIRST not in labels(app) and primary(app) == ["Train"]
    assert len(pictures(app)) == 1  # in their own card now
    assert [heading.value for heading in app.header] == ["Training", "Pictures", "Network", "Summary"]
    assert [heading.value for heading in app.title] == ["Project 2"]
    assert "1,199 pictures to learn from" in words(app)


def test_a_first_visit_has_one_title_and_it_comes_first(visit):
    app = visit()
    assert [heading.value for heading in app.title] == ["Teach a computer to see"]
    assert [heading.value for heading in app.header][:1] == ["Project 0"]


def test_while_the_pictures_are_read_their_places_are_there(visit, monkeypatch):
    monkeypatch.setattr("builder.ui.build.pictures.samples", lambda data: None)
    app = visit()
    assert "The pictures are being read" in words(app) and not pictures(app)
    [places] = [one.proto.body for one in app.get("html") if one.proto.body.startswith('<div class="kinds')]
    assert places.count("<figure>") == 10


def test_the_pictures_show_more_of_each_and_what_augmentation_does_and_switch_it_on(visit):
    app = with_pictures(visit())
    one = pictures(app)[0].count("<img")
    app = checked(labelled(app.button_group, "How many pictures are shown").set_value("More of each").run())
    assert (one, pictures(app)[0].count("<img")) == (10, 80)
    app = checked(labelled(app.button_group, "How many pictures are shown").set_value("Augmented").run())
    assert pictures(app)[0].count("<img") == 40
    assert "rotation ±15°, shifts ±10 %, zoom ±10 %. Not mirrored: a mirrored 2 is no 2." in words(app)
    press(app, "Switch augmentation on")
    assert "Augmentation studio" in [heading.value for heading in app.header]
    assert "mirrored: half" not in words(app)


def test_how_long_it_takes_stands_beside_train_once_the_machine_is_measured(visit, home, monkeypatch):
    app = visit()
    assert takes.NOT_MEASURED not in words(app)  # nothing is to stand by in these tests, so nothing will measure
    monkeypatch.setattr(takes.jobs, "will_be_measured", lambda: True)
    assert takes.NOT_MEASURED in words(checked(app.run()))
    keep(home / "speed", PACE, PACE_HERE)
    assert words(checked(app.run())).count("Takes **") == 1
    app = visit(project="16")  # 300 epochs of 100 batches
    assert "longer than 10 minutes" in words(app)


def test_a_link_to_a_long_training_is_named_in_the_hero_with_a_warning_and_the_quick_amount(visit, monkeypatch):
    def how_long(settings, experiment, ready):
        limit = experiment.data.limit
        low, high = (180, 18_000) if limit is None else (limit / 100, limit / 50)
        return HowLong(low, high, may_end_sooner=limit is None)

    monkeypatch.setattr(takes.jobs, "how_long", how_long)
    # As where CIFAR-10 is on this machine.
    ready = takes.jobs.readiness
    monkeypatch.setattr(takes.jobs, "readiness", lambda *of: ready(*of).model_copy(update={"missing": None}))
    app = visit("Training", project="4", images="cifar10")
    told = words(app)
    assert "The link opened **Project 4**." in told and "**That may be longer than 10 minutes.**" in told
    assert labels(app).count(QUICK) == 2 and primary(app) == [FIRST]
    app = checked(app.button(key="welcome.quicker").click().run())
    assert labelled(app.number_input, "Training images at most").value == 10_000
    assert QUICK not in labels(app) and "longer than 10 minutes" not in words(app)
    assert "The link opened **Project 4**." in words(app)
    preset(app, "2")
    assert "The button trains **Project 2**." in words(app)


def test_the_hero_of_the_project_that_a_first_visit_opens_names_none(visit):
    told = words(visit())
    assert "The button trains" not in told and "The link opened" not in told


def test_on_a_busy_computer_about_how_long_is_said_and_that_others_make_it_longer():
    told = takes.said(takes.Takes(HowLong(33, 48, may_end_sooner=False, crowd="larger"), 0))
    assert told == "Takes **about 40 s**; longer while other programs keep this computer busy. Starts at once."
    known = takes.said(takes.Takes(HowLong(33, 48, may_end_sooner=False, crowd="as measured"), 0))
    assert known == "Takes **about 40 s** while other programs keep this computer busy. Starts at once."
    by_rules = takes.said(takes.Takes(HowLong(5, 110, may_end_sooner=True, crowd="larger"), 1))
    assert by_rules.startswith("Takes **5 s to 2 min**, as its rules for stopping decide; longer while other programs")
    assert takes.said(takes.Takes(HowLong(33, 48, may_end_sooner=False), 0)) == "Takes **30 to 50 s**. Starts at once."


def test_one_time_is_said_and_nothing_that_contradicts_it():
    def said(low: float, high: float, **more) -> str:
        return takes.said(takes.Takes(HowLong(low, high, may_end_sooner=False, **more), 0))

    assert said(330, 700, crowd="as measured") == (
        "Takes **about 8 min** while other programs keep this computer busy. Starts at once."
    )
    assert said(500, 700) == "Takes **8 to 12 min**. Starts at once."
    # Rounded they are no longer than ten minutes.
    assert "longer than 10" not in said(620, 620, crowd="as measured") + said(620, 800)
    assert said(700, 800) == "Takes **11 to 14 min**. Starts at once. That is longer than 10 minutes."


def test_beside_a_run_of_the_same_design_stands_no_second_time():
    known = takes.Takes(HowLong(33, 48, may_end_sooner=False), 1)
    assert takes.said(known._replace(same="queued")) == "Takes **30 to 50 s**."
    assert takes.said(known._replace(same="running")) == takes.TRAINS_NOW


def test_while_a_design_trains_its_run_alone_says_how_long_and_another_design_has_its_own_time(visit, home, store):
    keep(home / "speed", PACE, PACE_HERE)
    app = visit("Training", project="1")
    press(app, "Train")
    assert "Takes **" in words(app) and "come" not in next(text for text in words(app).split("\n") if "Takes" in text)
    while lifecycle.claim_next(store, home_of(load_settings()), parallel=1000):
        pass  # of the runs that other tests submitted, too
    app = checked(app.run())
    assert takes.TRAINS_NOW in words(app) and "Takes **" not in words(app)
    checked(labelled(app.number_input, "Seed").set_value(7).run())
    assert takes.TRAINS_NOW not in words(app) and "Takes **" in words(app)


def test_quick_or_full_is_chosen_beside_train_and_the_sidebar_follows(visit):
    app = visit("Training", project="0")
    amount = labelled(app.button_group, "Train on")
    assert list(amount.options) == OFFERED
    app = checked(amount.set_value(Amount(dataset="cifar10", limit=4_000)).run())
    assert labelled(app.button_group, "Data set").value == "cifar10"
    assert labelled(app.number_input, "Training images at most").value == 4_000
    app = checked(labelled(app.number_input, "Training images at most").set_value(600).run())
    amount = labelled(app.button_group, "Train on")
    assert list(amount.options)[1:3] == ["CIFAR-10: 600", "4,000"]
    assert amount.value == Amount(dataset="cifar10", limit=600)
    assert "60,000 small photos" in words(app) and "170 MB, once" in words(app)
    assert "BUILDER" not in words(app) and "These are the pictures" not in words(app)
    app = press(app, "Use Digits instead")
    assert list(labelled(app.button_group, "Train on").options) == OFFERED
    assert "These are the pictures" in words(app)
