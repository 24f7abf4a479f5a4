"""Where a run errs: the open cell, the boxes that choose it, and which images are shown."""

import base64
import io
import re
from html import escape

import numpy as np
import pytest
from PIL import Image

from builder.datasets.held_out import held_out_indices
from builder.datasets.table import load_split
from builder.jobs.temperature import temperature_of
from builder.settings import load_settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import save_predictions
from builder.store.tasks import claim_task, finish_task, latest_task
from builder.ui.run_page.images.strip import heading
from builder.ui.run_page.images.tiles import tiles_of
from builder.ui.run_page.predictions import kept
from builder.words.numbers import whole_percent
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import checked, labelled
from tests.ui.run_page.made_predictions import keep_predictions, places_of, told
from tests.ui.run_page.opened import YOU, visit, words


@pytest.fixture
def run(db):
    """Somebody's run that took three 3s for 5, surest of the second, one 3 for 8 and one 7 for 1."""
    settings = load_settings()
    run = ended_run(db, design(), YOU, accuracy=0.98, test=(280, 299))
    threes, sevens = places_of(settings, run, 3, 4), places_of(settings, run, 7, 1)
    said = {threes[0]: (5, 0.6), threes[1]: (5, 0.9), threes[2]: (5, 0.7), threes[3]: (8, 0.5), sevens[0]: (1, 0.98)}
    keep_predictions(settings, run, said)
    keep_predictions(settings, run, {places_of(settings, run, 2, 1, "test")[0]: (0, 0.8)}, "test")
    return run


def as_told(run, said, probability):
    return escape(told(load_settings(), run, said, probability))


def shown(app) -> list[str]:
    """What is said of each image of the gallery, which is the last on the page."""
    galleries = [part.value for part in app.markdown if part.value.startswith('<div class="tiles">')]
    said = re.findall(r"<figcaption><span>(.*?)</span>", galleries[-1].replace("\N{NO-BREAK SPACE}", " "))
    return [re.sub("<.*?>", "", one) for one in said]


def test_the_most_frequent_mistake_is_open_with_the_surest_image_first(db, run):
    app = visit(run.id)
    told = words(app)
    assert "Most often confused: 3 called 5 (3 times), then" in told
    assert "3 images of **3** taken for **5**, the surest first." in told
    assert shown(app) == [as_told(run, "5", 0.90), as_told(run, "5", 0.70), as_told(run, "5", 0.60)]


def test_no_line_break_parts_a_number_from_its_sign_below_a_small_image(db, run):
    galleries = [part.value for part in visit(run.id).markdown if part.value.startswith('<div class="tiles">')]
    said = re.findall(r"<figcaption><span>(.*?)</span>", "".join(galleries))
    assert said and all(re.search(r"\d\N{NO-BREAK SPACE}%$", one) for one in said)


def test_an_image_has_the_percentage_that_inside_and_classify_show(db, run):
    temperature = temperature_of(load_settings(), run)
    assert temperature is not None and as_told(run, "5", 0.6) != "said 5, 60 %"
    tiles = tiles_of(run, "validation", kept(run, "validation"), places_of(load_settings(), run, 3, 1))
    said, probability = tiles[0].ranked[0]
    assert f"said {said}, {whole_percent(probability)}" == as_told(run, "5", 0.6)


def test_every_recall_has_a_bar_of_its_own_length_apart_from_its_figure(db, run):
    table = next(part.value for part in visit(run.id).markdown if '<table class="scores">' in part.value)
    figures = re.findall(r'"scores-bar">([\d.]+)\s%<span><i style="width: ([\d.]+)%"></i></span></td>', table)
    assert len(figures) == 10 and all(told == width for told, width in figures)
    assert ("100.0", "100.0") in figures and len(set(figures)) == 3


def test_above_the_mistakes_stands_whether_the_accuracy_at_the_head_of_the_page_is_of_the_same_images(db, run):
    app = visit(run.id)
    others = "From the 299 validation images: other images than the test images of the accuracy above."
    assert words(app).count(others) == 2, "above the surest mistakes, and above the matrix"
    labelled(app.segmented_control, "Images").set_value("test")
    assert "From the 299 test images of the accuracy above." in words(checked(app.run()))
    stopped = ended_run(db, design(), YOU, accuracy=0.98, state="stopped")
    keep_predictions(load_settings(), stopped, {places_of(load_settings(), stopped, 3, 1)[0]: (5, 0.6)})
    assert "From the 299 validation images of the accuracy above." in words(visit(stopped.id))


def test_the_boxes_open_a_cell_without_a_mouse(db, run):
    app = visit(run.id)
    checked(app.selectbox(key="run.cell.said").select("8").run())
    assert "1 image of **3** taken for **8**" in words(app) and shown(app) == [as_told(run, "8", 0.50)]
    checked(app.selectbox(key="run.cell.true").select("8").run())
    assert "of **8** recognised" in words(app) and set(shown(app)) == {as_told(run, "8", 0.91)}
    checked(app.selectbox(key="run.cell.said").select("0").run())
    assert "No 8 was taken for **0**." in words(app)


def test_the_surest_mistakes_are_in_order_and_soon_in_sight(db, run):
    app = visit(run.id)
    strip = next(part.value for part in app.markdown if part.value.startswith('<div class="tiles">'))
    assert re.findall(r"<small>is (\d) ·", strip) == ["7", "3", "3", "3", "3"]
    labelled(app.segmented_control, "Which images").set_value("Surest mistakes")
    checked(app.run())
    assert shown(app) == [
        as_told(run, "1", 0.98),
        as_told(run, "5", 0.90),
        as_told(run, "5", 0.70),
        as_told(run, "5", 0.60),
        as_told(run, "8", 0.50),
    ]


def test_a_picture_has_its_number_among_the_validation_images_and_its_index_in_the_data_set(db, run):
    settings = load_settings()
    place = places_of(settings, run, 7, 1)[0]
    strip = next(part.value for part in visit(run.id).markdown if part.value.startswith('<div class="tiles">'))
    assert f'data-number="{place + 1}"' in strip and f"no. {place + 1}<" in strip
    assert f"Index {held_out_indices(run.experiment, 'validation', settings)[place]:,} in the data set" in strip


def test_the_pictures_are_called_sure_mistakes_only_if_it_was_sure_of_each(db, run):
    assert "Its surest mistakes on the validation images" in words(visit(run.id))
    assert heading([0.98, 0.9]) == "It was sure of these validation images, and wrong"


def test_the_images_that_were_chosen_stay_chosen_in_another_section(db, run):
    app = visit(run.id)
    labelled(app.segmented_control, "Images").set_value("test")
    checked(app.run())
    app.query_params["show"] = "How far to trust it"
    checked(app.run())
    assert labelled(app.segmented_control, "Images").value == "test"


def test_precision_recall_and_f1_of_a_class_are_those_of_its_counts(db, run):
    table = next(part.value for part in visit(run.id).markdown if "scores" in part.value).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    support = len(places_of(load_settings(), run, 3, 99))
    recall = (support - 4) / support
    row = re.search(r'<th scope="row">3</th>(.*?)</tr>', table).group(1)
    # No other digit was taken for a 3, so that its precision is 1 and F1 = 2 R / (1 + R).
    assert re.findall(r"([\d.]+) %", row) == [f"{100 * recall:.1f}", "100.0", f"{200 * recall / (1 + recall):.1f}"]


def test_the_test_images_are_shown_as_they_were_read_and_nothing_is_read_anew(db, run):
    app = visit(run.id)
    labelled(app.segmented_control, "Images").set_value("test")
    checked(app.run())
    assert "1 image of **2** taken for **0**" in words(app)
    assert latest_task(db, "evaluate") is None


def test_a_run_that_trained_on_its_validation_images_opens_on_the_test_images(db):
    settings = load_settings()
    run = ended_run(db, design(trains_on_validation=True), YOU, accuracy=0.99, test=(280, 299))
    keep_predictions(settings, run, {})
    keep_predictions(settings, run, {places_of(settings, run, 2, 1, "test")[0]: (0, 0.8)}, "test")
    assert "1 image of **2** taken for **0**" in words(visit(run.id))


def test_a_run_without_kept_predictions_has_its_validation_images_looked_at_once(db):
    settings = load_settings()
    run = ended_run(db, design(), YOU, accuracy=0.5, state="stopped")
    artifacts_of(settings).folder(run.id).mkdir(parents=True)
    app = visit(run.id)
    assert "appears once the validation images have been looked at" in words(app)
    checked(app.run())
    task, token = claim_task(db, ["validate"])
    assert task.run_id == run.id and claim_task(db, ["validate"]) is None
    keep_predictions(settings, run, {})
    finish_task(db, task.id, token, {"count": 299, "correct": 299})
    checked(app.run())
    assert "It made no mistake on its validation images." in words(app)


def test_an_image_is_the_one_that_the_prediction_is_of(db, run):
    (tile,) = tiles_of(run, "validation", kept(run, "validation"), [17])
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(tile.source.split(",")[1]))))
    assert (shown == load_split(run.experiment.data, load_settings()).validation.images[17]).all()


@pytest.mark.parametrize("count", [299, 400])
def test_where_the_images_here_are_not_those_of_the_predictions_a_sentence_stands_for_them(db, count):
    """The last ten of its 400 images are wrong; the digits have 299 validation images, and other labels."""
    run = ended_run(db, design(), YOU, accuracy=0.9)
    labels = np.zeros(count, np.uint8)
    said = np.eye(10, dtype=np.float32)[[0] * (count - 10) + [1] * 10]
    save_predictions(artifacts_of(load_settings()), run.id, "validation", labels, said)
    told = words(visit(run.id))
    assert "The images on this machine have changed since this run was trained" in told
    assert "10 images of **0** taken for **1**" in told


def test_the_address_names_the_cell_and_the_images_that_are_looked_at(db, run):
    assert "1 image of **7** taken for **1**" in words(visit(run.id, cell="7-1"))
    app = visit(run.id)
    assert "cell" not in app.query_params
    checked(app.selectbox(key="run.cell.said").select("8").run())
    labelled(app.segmented_control, "Images").set_value("test")
    checked(app.run())
    assert (app.query_params["cell"], app.query_params["images"]) == ("3-8", "test")
    told = words(visit(run.id, cell="2-0", images="test"))
    assert "1 image of **2** taken for **0**" in told


def test_an_address_that_names_no_cell_or_images_is_as_one_that_says_nothing(db, run):
    app = visit(run.id, images="../test")
    for odd in ("", "3", "3-", "3-10", "-1-2", "1-2-3", "a-b", "²-3", "٣-5", "9" * 5000 + "-1", "<b>"):
        app.query_params["cell"] = odd
        assert "3 images of **3** taken for **5**" in words(checked(app.run())), odd
