"""What a student does on the Classify page, without a browser and without a network that runs."""

import contextlib
import io
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageDraw
from streamlit.runtime.uploaded_file_manager import DeletedFile
from streamlit.testing.v1 import AppTest

from benchmarks.hostile_files import thin_png
from builder.datasets.digits import from_drawing
from builder.datasets.held_out import held_out_images, held_out_indices
from builder.datasets.photo_checks import PhotoError
from builder.pictures import reading
from builder.pictures.part import Box
from builder.pictures.reading import BUSY, NotReadError
from builder.progress.epoch import Epoch
from builder.progress.told import Told
from builder.settings import load_settings
from builder.store import tasks
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import save_predictions
from builder.store.errors import StoreBusyError, StoreError
from builder.store.runs import attempts, lifecycle
from builder.store.runs.kept import kept_runs
from builder.store.runs.records import Run
from builder.store.schema.database import open_database
from builder.ui.app.text import plain
from builder.ui.classify import carried, sources, uploads
from builder.ui.classify import runs as classify_runs
from builder.ui.classify.box import BOXES, read_box
from builder.ui.classify.left import LEFT, SOURCE
from builder.ui.classify.opened import name_of
from builder.ui.classify.picture import prepared
from builder.ui.classify.uploads import NO_CAMERA, UPLOADER, Unread, camera_allowed, how_many_chosen
from builder.ui.run.waiting import waiting_text
from tests.patience import HANG_SECONDS
from tests.pens import seven_on_paper
from tests.ui.classify.pictures import png
from tests.ui.classify.visits import CAT, ME, answer, upload, visit, words
from tests.ui.made_runs import design, ended_run
from tests.ui.opened import ROOT, labelled, run, the_only
from tests.waiting_tasks import waiting_tasks


@pytest.fixture
def db(started):
    engine = open_database(load_settings())
    yield engine
    engine.dispose()


def test_without_a_network_there_is_one_thing_to_do(db):
    app = visit()
    assert [button.label for button in app.button] == ["Open Build"]
    assert "Train a project" in words(app)


def test_a_run_without_weights_is_no_choice(db):
    ended_run(db, design(), ME, accuracy=None, state="failed")
    assert "No network yet" in words(visit())


def test_finished_networks_come_first_and_the_best_of_them_before_the_others(db):
    ended_run(db, design(name="Stopped"), ME, accuracy=0.99, state="stopped")
    ended_run(db, design(name="Good"), ME, accuracy=0.9)
    ended_run(db, design(name="Better"), ME, accuracy=0.95)
    app = visit()
    assert labelled(app.selectbox, "Network").options == [
        "Better · Digits · 95.0 %",
        "Good · Digits · 90.0 %",
        "Stopped · Digits · 99.0 %",
    ]
    assert labelled(app.selectbox, "Network").value == "Better · Digits · 95.0 %"


def test_the_page_opens_on_the_visitors_own_network_though_somebody_elses_is_better_and_says_whose_that_is(db):
    ended_run(db, design(name="Mine"), ME, accuracy=0.7)
    ended_run(db, design(name="Theirs"), "somebody else", accuracy=0.9)
    network = labelled(visit().selectbox, "Network")
    assert network.options == ["Mine · Digits · 70.0 %", "Theirs · Digits · 90.0 % · by Anonymous"]
    assert network.value == network.options[0]


def test_networks_of_one_name_and_accuracy_are_still_told_apart(db):
    for _ in range(2):
        ended_run(db, design(name="Twin"), ME, accuracy=0.9)
    assert len(set(classify_runs.labels(kept_runs(db), ME))) == 2


def test_the_run_chosen_on_the_leaderboard_is_open(db):
    chosen = ended_run(db, design(name="Good"), ME, accuracy=0.5)
    ended_run(db, design(name="Better"), ME, accuracy=0.9)
    assert labelled(visit(chosen.id).selectbox, "Network").value.startswith("Good")


def test_the_page_opens_by_its_own_address(db):
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=HANG_SECONDS)
    assert the_only(run(app.switch_page("pages/classify.py")).title).value == "Classify a picture"


def test_a_good_picture_is_given_to_the_network_as_it_sees_it(db, started):
    network = ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), png((200, 30, 30)))
    task = tasks.latest_task(db, "classify")
    assert task.run_id == network.id and started == ["supervisor"]
    pixels = np.frombuffer(task.picture.pixels, np.uint8).reshape(32, 32, 3)
    assert (pixels == (200, 30, 30)).all()
    assert "64 × 48" in words(app) and "32 × 32" in words(app)


def test_the_answer_is_the_likeliest_class_with_all_ten_as_bars_and_the_time(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), png())
    answer(db, CAT)
    app = run(app)
    assert "## cat, 71 %" in [text.value for text in app.markdown]
    assert "took 12 ms" in words(app) and "knows only these ten classes" in words(app)
    assert "Not sure" not in words(app) and "How sure" not in words(app)
    assert len(app.get("plotly_chart")) == 1


def test_an_answer_with_a_temperature_says_that_its_certainty_was_checked_and_links_the_term(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), png())
    answer(db, CAT, temperature=1.4321)
    told = "How sure it says it is was [checked](./glossary?term=calibration) on pictures that it had not learned from."
    assert told in words(run(app))


def test_beside_an_uploaded_picture_stands_the_answer_in_a_line_for_a_narrow_window(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), png())
    assert "**cat**, 71 %" not in words(app)
    answer(db, CAT)
    assert [text.value for text in run(run(app)).markdown].count("**cat**, 71 %") == 1


def test_an_unsure_answer_says_so(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), png())
    answer(db, [0.3, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.25, 0.1])
    assert "Not sure" in words(run(app)) and "ship, 25" in words(app)


def test_another_network_is_asked_at_once_and_the_first_answer_is_kept(db):
    ended_run(db, design("4", name="A", dataset="cifar10"), ME, accuracy=0.9)
    other = ended_run(db, design("5", name="B", dataset="cifar10"), ME, accuracy=0.8)
    app = upload(visit(), png())
    answer(db, CAT)
    app = run(run(app))
    labelled(app.selectbox, "Network").select_index(1)
    app = run(app)
    assert tasks.latest_task(db, "classify").run_id == other.id
    answer(db, CAT[::-1])
    app = run(run(app))
    assert "## frog, 71 %" in [text.value for text in app.markdown]
    labelled(app.selectbox, "Network").select_index(0)
    assert "## cat, 71 %" in [text.value for text in run(app).markdown]
    assert waiting_tasks(db, ["classify"]) == 0


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"hello, I am not a picture", "The file is text"),
        (b"", "empty"),
        (png()[:60], "damaged or cut off"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "an SVG drawing"),
    ],
)
def test_a_file_that_is_no_picture_gets_one_sentence_and_the_page_goes_on(db, data, sentence):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), data)
    assert sentence in the_only(app.error).value
    assert tasks.latest_task(db, "classify") is None
    app = upload(app, png())
    assert not app.error and tasks.latest_task(db, "classify") is not None


def test_what_the_other_process_could_not_do_is_said_and_can_be_tried_again(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), png())
    task, token = tasks.claim_task(db, ["classify"])
    tasks.fail_task(db, task.id, token, Told(text="The weights of this run are damaged."))
    app = run(run(app))
    assert the_only(app.error).value == r"The weights of this run are damaged\."
    next(button for button in app.button if button.label == "Try again").click()
    run(app)
    assert waiting_tasks(db, ["classify"]) == 1


def test_a_digits_network_offers_to_invert_and_then_sees_the_negative(db):
    ended_run(db, design(), ME)
    app = upload(visit(), png((250, 250, 250)))
    assert "Invert should help" in words(app)
    app.toggle(key="classify.invert").set_value(True)
    run(app)
    assert set(tasks.latest_task(db, "classify").picture.pixels) == {5}
    assert "Invert should help" not in words(app)


def test_beside_an_answer_about_a_light_picture_stands_not_to_rely_on_it(db):
    ended_run(db, design(), ME)
    app = upload(visit(), png((250, 250, 250)))
    answer(db, CAT)
    app = run(run(app))
    assert "Do not rely on this answer" in the_only(app.warning).value and "Switch Invert on" in app.warning[0].value
    assert "Do not rely on this answer" not in words(app)  # the line beside the picture says it in short
    assert "Do not rely on that: see below." in words(app).replace("\\", "")
    app.toggle(key="classify.invert").set_value(True)
    run(app)
    answer(db, CAT)
    assert not run(run(app)).warning


@pytest.mark.parametrize("width", [20, 60])
def test_a_digit_in_pen_on_paper_is_seen_light_on_dark_and_fills_the_frame_by_itself(db, width):
    ended_run(db, design(), ME)
    app = upload(visit(), seven_on_paper(width=width))
    assert app.toggle(key="classify.invert").value and "Inverted and cropped to the writing" in words(app)
    assert words(app).count(sources.NEW_HAND) == 1
    seen = np.frombuffer(tasks.latest_task(db, "classify").picture.pixels, np.uint8).reshape(32, 32, 3)[:, :, 0]
    assert seen.mean() < 110 and seen[24:, 24:].max() < 40  # nothing stands to the lower right of a 7
    assert np.ptp(np.flatnonzero((seen > 127).any(axis=1))) >= 26
    assert np.ptp(np.flatnonzero((seen > 127).any(axis=0))) >= 18
    app.toggle(key="classify.invert").set_value(False)
    app = run(app)
    assert not app.toggle(key="classify.invert").value and "Invert should help" in words(app)
    assert not upload(app, jpeg_of_a_flower(), "flower.jpg").toggle(key="classify.invert").value


def test_of_several_pictures_those_of_ink_are_inverted_and_photographs_stay(db):
    ended_run(db, design(), ME)
    app = visit()
    flower = jpeg_of_a_flower()
    files = [("7.png", seven_on_paper(), "image/png"), ("flower.jpg", flower, "image/jpeg")]
    app.file_uploader(key="classify.upload").set_value([*files, ("paper.png", png((250, 250, 250)), "image/png")])
    app = run(app)
    assert app.toggle(key="classify.invert").value and "What is ink on paper is inverted" in words(app)
    assert words(app).count(sources.NEW_HAND) == 1
    asked = []
    while waiting_tasks(db, ["classify"]):
        task, token = tasks.claim_task(db, ["classify"])
        tasks.finish_task(db, task.id, token, {"probabilities": CAT, "seconds": 0.01})
        asked.append(task.picture.pixels)
    assert len(asked) == 3
    assert prepared(flower, (32, 32, 3)).pixels.tobytes() in asked and bytes([5]) * (32 * 32 * 3) in asked


def jpeg_of_a_flower() -> bytes:
    return Path(
        str(metadata.distribution("scikit-learn").locate_file("sklearn/datasets/images/flower.jpg"))
    ).read_bytes()


def test_a_photograph_shown_to_a_network_of_digits_gets_an_honest_sentence_instead_of_a_headline(db):
    ended_run(db, design(), ME)
    app = upload(visit(), jpeg_of_a_flower())
    answer(db, CAT)
    app = run(run(app))
    assert sources.NEW_HAND not in words(app)
    assert "knows only digits" in the_only(app.warning).value and "photograph" in app.warning[0].value
    assert "It says **3**, 71 %: do not rely on that." in words(app)
    assert not [text.value for text in app.markdown if text.value.startswith("## ")]


def strokes_on_white() -> bytes:
    picture = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(picture).line([(60, 40), (140, 80), (70, 160)], fill="black", width=14)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_a_drawing_shown_to_a_network_of_photographs_does_too_and_a_photograph_does_not(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), strokes_on_white())
    answer(db, CAT)
    assert "knows only photographs" in the_only(run(run(app)).warning).value
    app = upload(app, jpeg_of_a_flower(), "flower.jpg")
    answer(db, CAT)
    app = run(run(app))
    assert not app.warning and "## cat, 71 %" in [text.value for text in app.markdown]


def test_where_it_looked_opens_inside_with_the_same_picture_and_invert(db, monkeypatch):
    opened = []
    monkeypatch.setattr(
        "builder.ui.session.chosen_run.st.switch_page", lambda *page, **more: opened.append((page, more))
    )
    network = ended_run(db, design(), ME)
    app = upload(visit(), png((250, 250, 250)))
    answer(db, CAT)
    app = run(run(app))
    app.toggle(key="classify.invert").set_value(True)
    app = run(app)
    assert "Where did it look?" not in [button.label for button in app.button]  # there is no answer yet
    answer(db, CAT)
    app = run(run(app))
    next(button for button in app.button if button.label == "Where did it look?").click()
    app = run(app)
    assert opened == [(("pages/run.py",), {"query_params": {"id": network.id, "show": "Inside"}})]
    taken = app.session_state[carried.CARRIED]
    assert taken.inverted and set(taken.picture.pixels.flat) == {250}


def test_whoever_comes_back_from_the_look_inside_finds_the_picture_until_another_takes_its_place(db, monkeypatch):
    monkeypatch.setattr("builder.ui.session.chosen_run.st.switch_page", lambda *page, **more: None)
    ended_run(db, design(), ME)
    app = upload(visit(), png((250, 250, 250)))
    answer(db, CAT)
    app = run(run(app))
    next(button for button in app.button if button.label == "Where did it look?").click()
    app = run(app)
    # Of a page that is left Streamlit keeps what is no field's.
    back = visit(**{name: app.session_state[name] for name in (LEFT, SOURCE)})
    assert uploaded_source(back) == "File" and "Your picture, 64 × 48" in words(back)
    back = upload(back, png(size=(20, 20)))
    assert "20 × 20" in words(back) and LEFT not in back.session_state


def test_of_writing_the_centre_and_all_of_the_picture_are_one_choice(db):
    ended_run(db, design(), ME)
    app = upload(visit(), seven_on_paper())
    assert labelled(app.segmented_control, "The network sees").options == ["The writing", "Box"]
    app.toggle(key="classify.invert").set_value(False)
    app = upload(app, seven_on_paper())
    assert labelled(app.segmented_control, "The network sees").options == ["Centre", "Whole picture", "Box"]


def test_a_network_for_photos_offers_neither_invert_nor_drawing_and_without_its_images_no_samples(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), png())
    assert not app.toggle
    assert labelled(app.segmented_control, "Picture").options == ["File", "Camera"]


def test_a_sample_digit_is_classified_as_it_is(db):
    ended_run(db, design(), ME)
    app = visit()
    labelled(app.segmented_control, "Picture").set_value("Sample")
    app = run(app)
    assert "A validation image: " in words(app)
    first = tasks.latest_task(db, "classify").picture.pixels
    next(button for button in app.button if button.label == "Another digit").click()
    run(app)
    assert tasks.latest_task(db, "classify").picture.pixels != first


def keep_validation_predictions(network: Run, said: np.ndarray) -> None:
    """That the network says the class `said[label]` of each validation image, and is quite sure."""
    experiment, settings = network.experiment, load_settings()
    count = len(held_out_indices(experiment, "validation", settings))
    labels = held_out_images(experiment, "validation", settings, range(count)).labels
    probabilities = np.eye(10, dtype=np.float32)[said[labels]] * 0.89 + 0.011
    save_predictions(artifacts_of(settings), network.id, "validation", labels, probabilities)


def test_beside_the_answer_about_a_sample_stands_whether_it_is_right_and_what_was_said_of_others(db):
    network = ended_run(db, design(), ME)
    keep_validation_predictions(network, np.array([0, 1, 2, 4, 4, 5, 6, 7, 8, 9]))  # every 3 is taken for a 4
    app = visit()
    labelled(app.segmented_control, "Picture").set_value("Sample")
    run(app)
    shown = next(text.value for text in app.caption if "A validation image" in text.value)[-1]
    answer(db, [float(number == int(shown)) for number in range(10)])
    app = run(run(app))
    assert ":green-badge[:material/check: Right]" in words(app)
    tiles = [button.label for button in app.button if button.label[0] in "✓✗"]
    assert len(tiles) == 10 and all("✗ 4, " in tile and ", is 3" in tile for tile in tiles if tile.startswith("✗"))


def tiles_of(app: AppTest) -> list[tuple[str, int]]:
    """The kind of each tile of the grid, which is its frame, and how many pictures are in it."""
    found: list[tuple[str, int]] = []

    def look(block: object) -> None:
        for child in getattr(block, "children", {}).values():
            key = getattr(getattr(child, "proto", None), "id", "")
            if "own_tile_" in key:
                pictures = sum(element.type == "image" for element in child)
                found.append((key.split("own_tile_")[1].split(".")[0], pictures))
            look(child)

    look(app.main)
    return found


def test_a_sample_is_tried_by_a_press_on_it_and_ten_of_them_are_answered_as_a_grid(db):
    ended_run(db, design(), ME)
    app = visit()
    assert "Try one of these" in words(app) and labelled(app.segmented_control, "Picture").value == "Draw"
    tile = app.button(key="classify.try.3")
    app = run(tile.click())
    assert labelled(app.segmented_control, "Picture").value == "Sample"
    assert f"A validation image: {tile.label}" in words(app)  # nobody knows what it says of them
    app = run(labelled(app.button, "10 at once").click())
    app = answer_all(db, app)
    said = [text.value for text in app.markdown if "**3**, 71 %" in text.value]
    assert len(said) == 10 and all(text.endswith("✓ right") or "✗ wrong, it is" in text for text in said)
    frames = [kind for kind, pictures in tiles_of(app) if pictures == 1]
    assert frames == ["right" if text.endswith("✓ right") else "wrong" for text in said]
    app = run(labelled(app.button, "Open picture 2").click())
    assert "A validation image: " in words(app) and labelled(app.button, "All 10 pictures")


def test_a_picture_that_is_probably_none_of_the_classes_is_said_to_be_first(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), png())
    judged = {"probably": True, "score": 0.4, "threshold": 0.5, "false_alarms": 0.05, "validation_images": 10_000}
    answer(db, CAT, none_of_these=judged, temperature=0.8)
    app = run(run(app))
    told = the_only(app.warning).value.replace("\\", "")
    assert told == (
        "Probably none of these ten classes: the picture's colours and textures are unlike those that the network "
        "knows. About 1 in 20 pictures that do belong to the ten get this note, too."
    )
    assert "It says **cat**, 71 %: do not rely on that." in words(app) and "## cat" not in words(app)
    assert "How sure it says it is" not in words(app)  # that was checked on pictures of its classes
    assert "without a warning" not in words(app)
    app = upload(app, png((0, 0, 200)))
    answer(db, CAT, none_of_these=judged | {"probably": False}, temperature=0.8)
    app = run(run(app))
    assert "## cat, 71 %" in words(app) and not app.warning and "How sure it says it is" in words(app)


JUDGED = {"probably": True, "score": 0.4, "threshold": 0.5, "false_alarms": 0.05, "validation_images": 10_000}


def test_that_nothing_is_said_against_an_own_picture_is_said_to_prove_nothing(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), png())
    answer(db, CAT, none_of_these=JUDGED | {"probably": False})
    told = words(run(run(app))).replace("\\", "")
    assert told.count("always") == 1
    assert (
        "It always says one of its ten classes, whatever a picture shows. A picture without a warning may still be"
        in told
    )


def test_a_picture_gets_one_note_and_the_more_exact_one(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), strokes_on_white())
    answer(db, CAT, none_of_these=JUDGED)
    assert "knows only photographs" in the_only(run(run(app)).warning).value
    app = give(app, strokes_on_white(), png())
    while waiting_tasks(db, ["classify"]):
        answer(db, CAT, none_of_these=JUDGED)
        app = run(app)
    tiles = [text.value for text in app.markdown if ":material/help:" in text.value]
    assert words(app).count("do not rely on that") == 2
    assert len(tiles) == 2 and "knows only photographs" in tiles[0] and "Probably none of these ten" in tiles[1]


def test_of_a_sample_the_note_is_a_false_alarm_in_a_tile_as_when_it_is_opened(db):
    network = ended_run(db, design(), ME)
    keep_validation_predictions(network, np.arange(10))
    app = visit()
    labelled(app.segmented_control, "Picture").set_value("Sample")
    run(app)
    answer(db, CAT, none_of_these=JUDGED)
    app = run(run(app))
    told = words(app).replace("\\", "")
    assert not app.warning and "## 3, 71 %" in told
    assert "An unusual picture, and a false alarm: its colours and textures are unlike those" in told
    app = run(labelled(app.button, "10 at once").click())
    while waiting_tasks(db, ["classify"]):
        answer(db, CAT, none_of_these=JUDGED)
        app = run(app)
    told = words(app).replace("\\", "")
    assert (
        told.count("As a picture of your own it would get the note “probably none of these”, wrongly.") == 10
        and "Probably none" not in told
    )


def test_a_white_digit_on_black_is_not_called_none_of_the_digits_since_everybody_draws_in_another_way(db):
    ended_run(db, design(), ME)
    picture = Image.new("RGB", (200, 200))
    ImageDraw.Draw(picture).line((100, 30, 100, 170), fill=(255, 255, 255), width=28)
    file = io.BytesIO()
    picture.save(file, "PNG")
    app = upload(visit(), file.getvalue())
    judged = {"probably": True, "score": 11.7, "threshold": 3.5, "false_alarms": 0.05, "validation_images": 299}
    answer(db, CAT, none_of_these=judged)
    app = run(run(app))
    assert "## 3, 71 %" in words(app) and not app.warning
    told = words(app).replace("\\", "")
    assert "It cannot say “none of these” about handwriting: whatever you draw gets one of its ten classes." in told
    assert "cannot be told" not in told and told.count(sources.NEW_HAND) == 1


def test_why_nobody_can_tell_whether_it_is_none_of_them_is_said(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), png())
    answer(db, CAT, no_none_of_these="It was trained on its validation images.")
    assert "none of these ten classes cannot be told\\. It was trained on" in words(run(run(app)))


def half_red(size: tuple[int, int] = (300, 100)) -> bytes:
    """Red, and blue in its right half."""
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (size[0] // 2, 0, *size))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_the_network_gets_the_centre_all_of_a_picture_or_a_box_on_it(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), half_red())
    control = labelled(app.segmented_control, "The network sees")
    assert control.value == "Centre" and "the centre, 32 × 32" in words(app)
    app.session_state[BOXES] = {name_of(prepared(half_red(), (32, 32, 3))): Box(10, 20, 60, 60)}
    seen = {}
    for wanted, told in (("Centre", "the centre"), ("Whole picture", "all of it"), ("Box", "the box")):
        labelled(app.segmented_control, "The network sees").set_value(wanted)
        app = upload(app, half_red())  # as a browser does with each run
        assert f"{told}, 32 × 32" in words(app)
        seen[wanted] = np.frombuffer(tasks.latest_task(db, "classify").picture.pixels, np.uint8).reshape(32, 32, 3)
    assert (seen["Centre"][:, 0] == (200, 30, 30)).all() and (seen["Centre"][:, -1] == (30, 30, 200)).all()
    assert (seen["Whole picture"][:, 0] == (200, 30, 30)).all()
    assert (seen["Box"] == (200, 30, 30)).all()


def test_all_of_a_picture_stays_read_however_many_boxes_are_drawn_on_it(monkeypatch):
    """It would be read again else, and the bytes are not there in each run."""
    read = []
    monkeypatch.setattr(uploads, "_prepared_or_not", lambda file, shape, part: read.append(part) or Unread("", False))
    monkeypatch.setattr(uploads, "st", SimpleNamespace(session_state={}, spinner=contextlib.nullcontext))
    file, shape = SimpleNamespace(file_id="one", name="one.png"), (32, 32, 3)
    for left in range(2 * uploads.KEPT_PICTURES):
        for part in ("centre", Box(left, 0, 9, 9)):
            assert uploads._kept(file, shape, part, "") == Unread("", False, "one.png")
    assert read.count("centre") == 1 and len(uploads.st.session_state[uploads.READ]) == uploads.KEPT_PICTURES


@pytest.mark.parametrize(
    "sent",
    [None, "1 2 3 4", [1, 2, 3], [1, 2, 3, None], [1, 2, float("nan"), 4], [1, 2, 10**400, 4], {"left": 1}],
)
def test_what_is_no_box_is_none(sent):
    assert read_box(sent, (300, 100)) is None


def test_a_box_that_reaches_outside_is_cut_to_the_picture():
    assert read_box([-5.2, 20, 1e6, 1e6], (300, 100)) == Box(0, 20, 300, 80)
    assert read_box([1e9, 1e9, -1, 0], (300, 100)) == Box(299, 99, 1, 1)


def test_two_networks_of_one_data_set_answer_about_one_picture_side_by_side(db):
    first = ended_run(db, design(name="First"), ME, accuracy=0.9)
    ended_run(db, design("4", name="Second"), ME, accuracy=0.8)
    ended_run(db, design("4", name="Photos", dataset="cifar10"), ME, accuracy=0.7)
    app = upload(visit(first.id), png((20, 20, 20)))
    answer(db, CAT)
    app = run(run(app))
    other = labelled(app.selectbox, "Another network beside it")
    assert other.value is None and other.options == ["Second · Digits · 80.0 %"]
    app = run(other.set_value(other.options[0]))
    answer(db, CAT[::-1])
    app = run(run(app))
    assert [text.value for text in app.markdown if text.value.startswith("## ")] == ["## 3, 71 %", "## 6, 71 %"]
    assert [name for name in ("**First**", "**Second**") if name in words(app)] == ["**First**", "**Second**"]


def test_a_drawing_is_made_like_the_digits_and_what_was_said_stays_while_it_grows(db, monkeypatch):
    ended_run(db, design(), ME)
    drawing = np.zeros((64, 64), np.uint8)
    monkeypatch.setattr(sources, "draw_canvas", lambda one_image: drawing.copy() if drawing.any() else None)
    app = visit()
    assert labelled(app.segmented_control, "Picture").value == "Draw"
    assert tasks.latest_task(db, "classify") is None and "Give it a picture" in words(app)
    drawing[10:50, 30:34] = 255
    run(app)
    asked = tasks.latest_task(db, "classify")
    assert np.array_equal(np.frombuffer(asked.picture.pixels, np.uint8).reshape(32, 32, 3), from_drawing(drawing))
    answer(db, CAT)
    app = run(run(app))
    assert "## 3, 71 %" in [text.value for text in app.markdown]
    assert words(app).count(sources.NEW_HAND) == 1
    drawing[10:50, 34:44] = 255
    app = run(app)
    assert "## 3, 71 %" in [text.value for text in app.markdown]  # until there is another answer
    drawing[10:50, 44:50] = 255
    run(app)
    assert waiting_tasks(db, ["classify"]) == 1  # one question at a time


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://class.example.org/classify", True), ("http://localhost:8501/classify", True),
        ("http://127.0.0.1:8501", True), ("http://[::1]:8501", True), ("http://192.168.1.20:8501/classify", False),
        ("http://class.example.org", False), (None, True),
    ],
)  # fmt: skip
def test_the_camera_is_offered_where_browsers_allow_it(url, allowed):
    assert camera_allowed(url) is allowed


def test_where_the_camera_is_not_allowed_the_page_says_so_instead_of_a_dead_widget(db, monkeypatch):
    ended_run(db, design(), ME)
    monkeypatch.setattr("builder.ui.classify.uploads.camera_allowed", lambda url: False)
    app = visit()
    labelled(app.segmented_control, "Picture").set_value("Camera")
    app = run(app)
    assert the_only(app.info).value == NO_CAMERA and not app.get("camera_input")


def uploaded_source(app: AppTest) -> str:
    return labelled(app.segmented_control, "Picture").value


def test_a_picture_can_be_uploaded_before_there_is_a_network(db):
    app = upload(visit(), png())
    assert "64 × 48" in words(app) and "Train a project" in words(app)
    assert tasks.latest_task(db, "classify") is None and not app.error


@pytest.mark.parametrize("source", ["Camera", "Sample"])
def test_a_picture_can_be_uploaded_whatever_else_was_chosen_and_is_then_the_one_that_is_classified(db, source):
    ended_run(db, design(), ME)
    app = visit()
    labelled(app.segmented_control, "Picture").set_value(source)
    app = upload(run(app), png())
    assert uploaded_source(app) == "File" and "64 × 48" in words(app)
    assert set(tasks.latest_task(db, "classify").picture.pixels) == {200, 30}


def test_a_picture_taken_away_leaves_what_else_was_chosen(db):
    ended_run(db, design(), ME)
    app = upload(visit(), png())
    labelled(app.segmented_control, "Picture").set_value("Sample")
    app = run(app)
    app.file_uploader(key="classify.upload").set_value([])
    app = run(app)
    assert uploaded_source(app) == "Sample" and "A validation image: " in words(app)


def test_a_file_is_read_once_whether_it_is_a_picture_or_not(db, monkeypatch):
    read = []

    def prepare(data, shape, part):
        read.append(len(data))
        return prepared(data, shape, part)

    ended_run(db, design("4", dataset="cifar10"), ME)
    monkeypatch.setattr("builder.ui.classify.uploads.prepared", prepare)
    for data in (png(), png()[:60]):
        app = upload(visit(), data)
        for _ in range(2):
            app = run(app)
    assert read == [len(png()), 60]


def test_what_was_read_of_a_file_is_kept_and_the_file_is_not(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    for data in (png(), png()[:60]):
        app = upload(visit(), data)
        assert [file.getvalue() for file in app.session_state["classify.upload"]] == [b""]


def test_a_picture_that_could_not_be_read_in_time_can_be_tried_again(db, monkeypatch):
    def refuse(data, shape, part):
        raise NotReadError(BUSY)

    ended_run(db, design("4", dataset="cifar10"), ME)
    with monkeypatch.context() as patch:
        patch.setattr("builder.ui.classify.uploads.prepared", refuse)
        app = upload(visit(), png())
        assert the_only(app.error).value == plain(BUSY)
    next(button for button in app.button if button.label == "Try again").click()
    app = run(app)
    assert not app.error and tasks.latest_task(db, "classify") is not None


def test_a_hostile_picture_is_one_sentence_and_no_process_is_asked(db, monkeypatch):
    monkeypatch.setattr(reading, "_taken", lambda: pytest.fail("a decoder was asked"))
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = upload(visit(), thin_png())
    assert "1 x 25,000,000 pixels" in the_only(app.error).value.replace("\\", "")


def test_a_large_photo_is_shown_small(db):
    picture = prepared(png(size=(3000, 2000)), (32, 32, 3))
    assert Image.open(io.BytesIO(picture.shown)).size == (640, 427)
    assert picture.pixels.shape == (32, 32, 3)


def test_names_on_the_page_are_no_markdown(db):
    ended_run(db, design(name="[x](http://y) :smile: <b>"), ME)
    assert labelled(visit().selectbox, "Network").options == ["[x](http://y) :smile: <b> · Digits · 50.0 %"]


def test_what_is_said_while_waiting_depends_on_how_long():
    texts = [waiting_text(seconds) for seconds in (0.2, 3, 40)]
    assert "Looking" in texts[0] and "about 8 seconds" in texts[1] and "Still starting" in texts[2]


def test_what_went_wrong_with_a_file_is_no_markdown(db, monkeypatch):
    def refuse(data, shape, part):
        raise PhotoError("The file holds *stars* and [links].")

    ended_run(db, design(), ME)
    monkeypatch.setattr("builder.ui.classify.uploads.prepared", refuse)
    assert the_only(upload(visit(), png()).error).value == r"The file holds \*stars\* and \[links\]\."


def test_what_the_store_says_is_no_markdown(db, monkeypatch):
    def refuse(db):
        raise StoreError("The file runs_*_old_*.sqlite is locked.")

    monkeypatch.setattr("builder.ui.classify.page.kept_runs", refuse)
    assert [error.value for error in visit().error] == [r"The file runs\_\*\_old\_\*\.sqlite is locked\."]


def one_epoch_more(db, run: Run, token: str, number: int) -> None:
    epoch = Epoch(epoch=number, loss=1, accuracy=0.5, val_loss=1, val_accuracy=0.5, seconds=1)
    attempts.record_epoch(
        db, run.id, token, epoch, best_epoch=1, kept_epoch=number, validation_accuracy=0.5, seconds=number
    )
    attempts.record_weights(db, run.id, token)


def test_a_run_that_still_trains_is_asked_again_after_another_epoch(db):
    lifecycle.submit(db, design("4", dataset="cifar10"), ME)
    trained, token = lifecycle.claim_next(db)
    one_epoch_more(db, trained, token, 1)
    app = upload(visit(), png())
    answer(db, CAT)
    app = run(run(app))
    assert "## cat, 71 %" in [text.value for text in app.markdown]
    one_epoch_more(db, trained, token, 2)
    app = run(app)
    assert waiting_tasks(db, ["classify"]) == 1
    # An epoch that ends while it waits neither asks once more nor hides the answer.
    one_epoch_more(db, trained, token, 3)
    app = run(app)
    assert waiting_tasks(db, ["classify"]) == 1
    answer(db, CAT[::-1])
    app = run(app)
    assert "## frog, 71 %" in [text.value for text in app.markdown]


def test_a_store_that_is_busy_while_an_answer_is_awaited_is_asked_again(db, monkeypatch):
    def refuse(db, id):
        raise StoreBusyError("locked")

    ended_run(db, design("4", dataset="cifar10"), ME)
    with monkeypatch.context() as patch:
        patch.setattr("builder.ui.classify.answer.get_task", refuse)
        app = upload(visit(), png())
        assert not app.error and "tries again by itself" in words(app)
    answer(db, CAT)
    assert "## cat, 71 %" in [text.value for text in run(run(app)).markdown]


def give(app: AppTest, *files: bytes) -> AppTest:
    """Several pictures at once."""
    app.file_uploader(key="classify.upload").set_value([("photo.png", data, "image/png") for data in files])
    return run(app)


def answer_all(db, app: AppTest) -> AppTest:
    """The inference process answers what waits, until the page asks nothing more."""
    while waiting_tasks(db, ["classify"]):
        answer(db, CAT)
        app = run(app)
    return app


def test_several_pictures_are_answered_as_a_grid_a_few_waiting_at_a_time(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = give(visit(), *(png((20 * number, 0, 0)) for number in range(10)))
    assert 1 < waiting_tasks(db, ["classify"]) < 10
    app = answer_all(db, app)
    assert [text.value for text in app.markdown].count("**cat**, 71 %") == 10
    assert tiles_of(app) == [("plain", 1)] * 10
    assert not app.get("plotly_chart")
    assert "Open one of the pictures to choose" in labelled(app.segmented_control, "The network sees").help
    pressed = labelled(app.button, "Open picture 3").click()
    app = run(pressed)
    assert "## cat, 71 %" in [text.value for text in app.markdown] and not waiting_tasks(db, ["classify"])
    app = run(labelled(app.button, "All 10 pictures").click())
    assert labelled(app.button, "Open picture 3")


def test_a_file_that_is_no_picture_is_a_sentence_while_the_others_are_answered(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = answer_all(db, give(visit(), png(), b"no picture", png((0, 0, 200)), thin_png()))
    assert [text.value for text in app.markdown].count("**cat**, 71 %") == 2
    errors = [error.value for error in app.error]
    assert [text.replace("\\", "").partition(":")[0] for text in errors] == ["photo.png", "photo.png"]
    assert all(text.endswith(".") for text in errors)
    assert errors[0].replace("\\", "").startswith("photo.png: The file is text")
    assert [text.value for text in app.caption].count(plain("photo.png")) == 2


def test_two_networks_answer_each_picture_of_the_grid(db):
    first, _ = (ended_run(db, design("4", name=name, dataset="cifar10"), ME) for name in ("One", "Other"))
    app = visit(first.id)
    other = labelled(app.selectbox, "Another network beside it")
    app = run(other.set_value(other.options[0]))
    app = answer_all(db, give(app, png(), png((0, 0, 200))))
    said = [text.value for text in app.markdown if "71 %" in text.value]
    assert sorted(said) == ["One: **cat**, 71 %"] * 2 + ["Other: **cat**, 71 %"] * 2


def test_more_than_ten_pictures_leave_the_newest_ten(db):
    ended_run(db, design("4", dataset="cifar10"), ME)
    app = give(visit(), *(png((20 * number, 0, 0)) for number in range(12)))
    assert "The newest 10 of 12 pictures." in words(app)
    assert len([button for button in app.button if button.label.startswith("Open picture")]) == 10


def test_how_many_pictures_were_chosen_is_said_though_the_server_keeps_fewer(monkeypatch):
    lists = [*(DeletedFile(str(number)) for number in range(3)), *(object() for _ in range(12))]
    monkeypatch.setattr(uploads, "st", SimpleNamespace(session_state={UPLOADER: lists}))
    assert how_many_chosen() == 15
