"""Classify with the trained network that comes with the app."""

import shutil

import pytest

from builder.analysis.calibration import with_temperature
from builder.settings import load_settings
from builder.shipped.network import shipped_network
from builder.store import tasks
from builder.store.schema.database import open_database
from builder.ui.session import chosen_run, history
from builder.words.numbers import NO_BREAK, whole_percent
from tests.shipped.changed import arrays, signed, to
from tests.shipped.made import ship_small
from tests.ui.classify import visits
from tests.ui.classify.pictures import png
from tests.ui.classify.visits import CAT, ME, answer, upload, visit
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import labelled, run

LABEL = "Record, shipped · CIFAR-10 · 94.1 % of the test images"


def words(app) -> str:
    """What is on the page, as it is read."""
    return visits.words(app).replace("\\", "").replace(NO_BREAK, " ")


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return ship_small(tmp_path_factory.mktemp("shipped") / "record")


@pytest.fixture
def db(started, record, monkeypatch):
    monkeypatch.setenv("BUILDER_SHIPPED", str(record))
    engine = open_database(load_settings())
    yield engine
    engine.dispose()


def test_where_nothing_was_trained_it_answers_and_the_page_says_whose_it_is_and_invites(db):
    app = visit()
    assert labelled(app.selectbox, "Network").options == [LABEL]
    said = words(app)
    assert "This network comes with the app. It names photographs: airplane, automobile, bird, cat, deer," in said
    assert "names 94.1 % rightly. It is called Record: see " in said
    assert '<a href="./course" target="_self">Course</a>.' in said
    assert "No network here can be taught classes of your own." in said
    assert "Train your own" in [button.label for button in app.button]
    assert "Opens Build with handwritten digits: seconds to train, and you can draw one here then." in said
    assert "See what it learned" not in [button.label for button in app.button]
    assert "| 94.1 % (9,412 of 10,000), likely between" in said and "it was not made for people" in said
    assert tasks.latest_task(db, "classify").run_id is None  # the first of its test images is asked about


def test_of_the_twenty_test_images_ten_are_shown_and_then_the_other_ten(db):
    app = run(labelled(visit().button, "10 at once").click())
    assert "10 of 20 test images, drawn once at random." in words(app)
    assert "The other 10" in [button.label for button in app.button]
    assert [one.label for one in app.expander][-2:] == ["What is known of this network", "How it was made and measured"]


def test_the_invitation_to_train_comes_after_the_answer(db):
    app = visit()
    answer(db, CAT)
    columns = [column for column in run(app).columns if any(one.label == "Train your own" for one in column.button)]
    assert len(columns) == 1 and "## cat, 71 %" in [text.value for text in columns[0].markdown]


@pytest.mark.parametrize(
    ("has_cifar10", "has_design", "told"),
    [
        (False, False, "Photographs need CIFAR-10: Build says how to get it."),
        (True, False, "Photographs can be chosen there, too."),
        (True, True, "Opens Build with the design that you have there."),
    ],
)
def test_the_button_says_where_it_leads(db, monkeypatch, has_cifar10, has_design, told):
    monkeypatch.setattr("builder.ui.classify.shipped.is_available", lambda images, settings: has_cifar10)
    app = visit(**({history.EXPERIMENT: design("4")} if has_design else {}))
    assert told in words(app)


def test_the_card_stands_below_the_picture_and_the_answer(db):
    app = visit()
    answer(db, CAT)
    order = [text.value for text in run(app).markdown]
    card = next(place for place, text in enumerate(order) if "It learned from 50,000 small photographs" in text)
    assert card > order.index("## cat, 71 %")


def test_its_test_images_are_one_press_away_and_are_called_that(db):
    app = visit()
    answer(db, CAT, temperature=0.8)
    app = run(app)
    said = words(app)
    assert "A test image:" in said and "What it said of these test images, drawn once at random:" in said
    assert len([button for button in app.button if button.key and button.key.startswith("classify.try.")]) == 20
    assert "on pictures that it had not learned from" in said and "twin that did not train" not in said
    first = with_temperature(shipped_network(load_settings()).samples.probabilities[0], 0.8)
    assert whole_percent(float(first.max())) in app.button(key="classify.try.0").label  # as the answer would say
    assert "Where did it look?" not in [button.label for button in app.button]
    before = tasks.latest_task(db, "classify").id
    run(app.button(key="classify.try.7").click())
    assert tasks.latest_task(db, "classify").id != before


JUDGED = {"probably": True, "score": 9.0, "threshold": 5.0, "false_alarms": 0.05, "validation_images": 1000}


def test_of_an_uploaded_picture_it_says_that_it_is_none_of_its_classes_or_how_often_it_overlooks_that(db):
    app = upload(visit(), png())
    tasks.finish_task(db, *_claimed_away(db), {"probabilities": CAT, "seconds": 0.01})
    answer(db, CAT, temperature=0.8, none_of_these=JUDGED)
    said = " ".join(one.value for one in run(app).warning)
    assert "unlike those that the network knows" in said and "About 1 in 20 pictures" in said
    app = upload(app, png((0, 0, 200)))
    answer(db, CAT, temperature=0.8, none_of_these=JUDGED | {"probably": False})
    assert "6 of 48 such pictures got none; of the 24 text, 6." in words(run(run(app)))


def _claimed_away(db) -> tuple[str, str]:
    """The task about the test image that was shown before the upload."""
    task, token = tasks.claim_task(db, ["classify"])
    return task.id, token


def test_own_networks_come_before_it_and_it_is_offered_beside_one_of_cifar10(db):
    ended_run(db, design("4", dataset="cifar10"), ME, accuracy=0.7)
    app = visit()
    network = labelled(app.selectbox, "Network")
    assert network.value == network.options[0] and network.options[0].startswith("Project 4")
    assert network.options[-1] == LABEL
    assert labelled(app.selectbox, "Another network beside it").options == [LABEL]
    assert "This network comes with the app" not in words(app)
    app = run(network.select(LABEL))
    assert "This network comes with the app" in words(app)
    assert "Train your own" not in [button.label for button in app.button]


def test_a_visitor_without_a_run_begins_with_it_whatever_others_have_trained(db):
    ended_run(db, design("4", dataset="cifar10"), "b" * 64, accuracy=0.3)
    app = visit()
    network = labelled(app.selectbox, "Network")
    assert network.value == network.options[0] == LABEL and len(network.options) == 2
    assert "Train your own" in [button.label for button in app.button]
    ended_run(db, design("4", dataset="cifar10"), ME, accuracy=0.2)
    assert labelled(run(app).selectbox, "Network").value.endswith("20.0 %")


def test_the_first_own_network_is_open_though_it_was_looked_at_before(db):
    app = visit()
    assert app.session_state[chosen_run.CHOSEN_RUN] is None
    ended_run(db, design("4", dataset="cifar10"), ME, accuracy=0.7)
    assert labelled(run(app).selectbox, "Network").value.startswith("Project 4")


def test_a_damaged_one_is_one_sentence_beside_what_there_is_to_do(db, record, tmp_path, monkeypatch):
    shutil.copytree(record, tmp_path / "record")
    (tmp_path / "record" / "images.npz").write_bytes(b"")
    monkeypatch.setenv("BUILDER_SHIPPED", str(tmp_path / "record"))
    app = visit()
    (warning,) = app.warning
    assert "The network that comes with the app is damaged" in warning.value
    assert [button.label for button in app.button] == ["Open Build"] and "No network yet" in words(app)


def test_beside_own_networks_a_damaged_one_is_not_offered_and_nothing_of_the_page_is_missing(
    db, record, tmp_path, monkeypatch
):
    """Its samples have classes that there are not, and its card gives the sum of these."""
    folder = shutil.copytree(record, tmp_path / "record")
    signed(folder, "images.npz", arrays(folder, "images.npz", labels=to(99)))
    monkeypatch.setenv("BUILDER_SHIPPED", str(folder))
    ended_run(db, design("4", dataset="cifar10"), ME, accuracy=0.7)
    app = upload(visit(), png())
    answer(db, CAT)
    app = run(app)
    assert not app.exception and not app.warning and "## cat, 71 %" in words(app)
    assert len(labelled(app.selectbox, "Network").options) == 1


def test_a_setting_that_names_nothing_is_told_of_without_its_path(db, tmp_path, monkeypatch):
    told = "A setting says where the network is that comes with the app, and there is none."
    for place, is_told in (("away", True), ("empty", False)):
        monkeypatch.setenv("BUILDER_SHIPPED", str(tmp_path / place))
        (tmp_path / "empty").mkdir(exist_ok=True)
        app = visit()
        assert ([one.value for one in app.caption if one.value == told] == [told]) == is_told
        assert "No network yet" in words(app) and str(tmp_path) not in words(app)
