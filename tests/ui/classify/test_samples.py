"""The samples on Classify: which ones come, and a lesson that guesses first."""

import numpy as np
import pytest

from builder.datasets.held_out import held_out_images, held_out_indices
from builder.settings import load_settings
from builder.statistics.predictions import Predictions
from builder.store import tasks
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import save_predictions
from builder.store.schema.database import open_database
from builder.ui.classify.sample_images import AT_ONCE, STEP, First, first_of
from tests.ui.classify.visits import CAT, ME, answer, visit, words
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import labelled, run
from tests.waiting_tasks import waiting_tasks


@pytest.fixture
def db(started):
    engine = open_database(load_settings())
    yield engine
    engine.dispose()


def sampled(app):
    labelled(app.segmented_control, "Picture").set_value("Sample")
    return run(app)


def tiles(app) -> list[str]:
    return [button.label for button in app.button if (button.key or "").startswith("classify.try.")]


def predictions(labels: np.ndarray, wrong: list[int]) -> Predictions:
    said = labels.copy()
    said[wrong] = (said[wrong] + 1) % 10
    return Predictions(labels, np.eye(10, dtype=np.float32)[said])


def test_the_first_are_one_of_each_class_and_one_of_them_is_wrong_where_there_is_one():
    labels = np.random.default_rng(2).integers(0, 10, 299).astype(np.uint8)
    for wrong in ([], [31], [5, 77, 200]):
        first = first_of(predictions(labels, wrong))
        assert len(first.places) == AT_ONCE and set(labels[list(first.places)]) == set(range(10))
        assert any(place in wrong for place in first.places) == bool(wrong)
        assert first == first_of(predictions(labels, wrong))
    assert first_of(predictions(labels, [31])).adds_wrong
    assert not first_of(predictions(labels, list(range(299)))).adds_wrong  # they are wrong anyway


def test_of_fewer_classes_others_follow_and_of_more_nothing_is_chosen():
    labels = np.arange(299, dtype=np.int32) % 3
    first = first_of(predictions(labels, []))
    assert len(set(first.places)) == AT_ONCE and set(labels[list(first.places[:3])]) == {0, 1, 2}
    assert first_of(Predictions(np.arange(299) % 11, np.eye(11)[np.arange(299) % 11])) == First()


def test_the_samples_are_one_of_each_class_and_the_page_says_how_they_were_chosen(db):
    network = ended_run(db, design(), ME)
    settings = load_settings()
    labels = held_out_images(
        network.experiment,
        "validation",
        settings,
        range(len(held_out_indices(network.experiment, "validation", settings))),
    ).labels
    kept = predictions(labels, [150])
    save_predictions(artifacts_of(settings), network.id, "validation", kept.labels, kept.probabilities)
    assert not any(turn * STEP % len(labels) == 150 for turn in range(AT_ONCE))
    app = visit()
    told = words(app)
    assert "validation images, chosen to be one of each class and among them one that it gets wrong: 9 right" in told
    assert {label.split()[-1] if label[0] == "✗" else label.split()[1].rstrip(",") for label in tiles(app)} == set(
        "0123456789"
    )
    shown = tiles(app)
    app = run(app.button(key="classify.try.4").click())
    assert "Try one of these" not in words(app)  # there is no answer yet
    answer(db, CAT)
    app = run(run(app))
    assert tiles(app) == shown  # the pressed one stays where it was
    many = "10 validation images, chosen to be one of each class"
    assert many not in words(app) and many in words(run(labelled(app.button, "10 at once").click()))


def test_whoever_guesses_first_sees_no_answer_before_it_is_asked_for(db):
    network = ended_run(db, design(), ME)
    app = visit()
    assert "answers" not in app.query_params
    app = run(app.toggle(key="classify.hide").set_value(True))
    assert "".join(app.query_params["answers"]) == "hidden"
    assert tiles(app) == [f"Picture {number}" for number in range(1, 11)] and "right," not in words(app)
    app = sampled(app)
    assert tasks.latest_task(db, "classify") is None
    assert "Guess first" in words(app) and "A validation image" in words(app)
    assert "A validation image:" not in words(app)
    app = run(labelled(app.button, "10 at once").click())
    assert waiting_tasks(db, ["classify"]) == 0 and [text.value for text in app.markdown].count("?") == 10
    app = run(labelled(app.button, "One at a time").click())
    app = run(labelled(app.button, "Show the answer").click())
    assert tasks.latest_task(db, "classify").run_id == network.id and "A validation image:" in words(app)
    answer(db, CAT)
    app = run(run(app))
    assert "## 3, 71 %" in words(app) and tiles(app)[0] == "Picture 1"
    app = run(labelled(app.button, "Another digit").click())
    assert "Guess first" in words(app)
    app = run(app.toggle(key="classify.hide").set_value(False))
    assert "Guess first" not in words(app) and "answers" not in app.query_params


def test_an_address_with_the_answers_hidden_gives_none_away(db):
    ended_run(db, design(), ME)
    app = sampled(visit(address={"answers": "hidden"}))
    assert "Guess first" in words(app) and app.toggle(key="classify.hide").value
    assert tasks.latest_task(db, "classify") is None
