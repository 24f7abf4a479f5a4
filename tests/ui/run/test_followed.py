"""What the panel shows of the validation images that are followed through training, and of the run before."""

import json

import numpy as np
import pytest

from builder.progress.epoch import Epoch
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.followed import Followed, save_followed
from builder.store.runs import attempts
from builder.ui.run.followed import followed_html
from tests.ui.run.panel import ME, build_page, finished, one_run, shown, started, text_of

CLASSES = tuple("0123456789")


def after(epoch: int, *said: tuple[int, float]) -> Followed:
    """Images of the classes 0, 1, …; of each the network says that class, with that probability."""
    count = len(said)
    probabilities = np.zeros((count, 10), np.float32)
    for place, (number, probability) in enumerate(said):
        probabilities[place, number] = probability
    images = np.zeros((count, 32, 32, 3), np.uint8)
    labels = np.arange(count, dtype=np.uint8)
    return Followed(epoch, images, labels, probabilities, labels % 2 == 1)


def test_each_image_has_the_class_its_probability_and_in_a_word_whether_that_is_right():
    html = followed_html(after(7, (0, 0.71), (8, 0.995)), CLASSES, trained_on=False)
    first, second = html.split("<li")[1:]
    for part in ("followed-right", "<b>0</b>", "71 %", "width: 71.0%", "✓ right"):
        assert part in first
    for part in ("followed-wrong", "<b>8</b>", "&gt; 99 %", "✗ is 1"):
        assert part in second
    assert "2 validation images" in html and "after epoch 7" in html and "<b>1 right</b>" in html
    assert "this run never learns from them" in html
    assert "this run learns from them too" in followed_html(after(7, (0, 0.7)), CLASSES, trained_on=True)


def test_one_sentence_says_which_images_they_are_and_which_of_them_are_tricky():
    followed = after(7, (0, 0.7), (8, 0.9), (2, 0.9), (3, 0.9))
    html = followed_html(followed, CLASSES, trained_on=False)
    assert (
        "Of 4 classes, the same in every run on these images: 2 drawn at random, 2 tricky ones that look most like "
        "another class; this run never learns from them."
    ) in html
    assert ["tricky" in tile for tile in html.split("<li")[1:]] == [False, True, False, True]
    drawn = followed._replace(are_tricky=np.zeros(4, bool))
    assert "on these images: drawn at random; this run never" in followed_html(drawn, CLASSES, trained_on=False)


def test_the_second_answer_shows_how_undecided_the_network_is_where_it_is():
    followed = after(7, (0, 0.6), (1, 1.0))
    followed.probabilities[0, 6] = 0.4
    undecided, sure = followed_html(followed, CLASSES, trained_on=False).split("<li")[1:]
    assert "<b>0</b> <em>60 %</em>" in undecided and "<span>6</span> <em>40 %</em>" in undecided
    assert "followed-none" in sure and "followed-none" not in undecided


def test_a_class_cannot_draw_on_the_page():
    assert "<script" not in followed_html(after(1, (1, 0.6)), ("<script>", "<script>x"), trained_on=False)


def test_they_change_with_each_epoch(db, settings):
    run, token = started(db, epochs=[0.5])
    files = artifacts_of(settings)
    save_followed(files, run.id, after(1, (4, 0.3), (1, 0.4)))
    app = shown(build_page, owner=ME)
    assert "after epoch 1" in text_of(app) and "✗ is 0" in text_of(app)
    save_followed(files, run.id, after(2, (0, 0.6), (1, 0.7)))
    epoch = Epoch(epoch=2, loss=1.0, accuracy=0.7, val_loss=1.1, val_accuracy=0.65, seconds=1.0)
    attempts.record_epoch(db, run.id, token, epoch, best_epoch=2, kept_epoch=2, validation_accuracy=0.65, seconds=10)
    app.run()
    assert "after epoch 2" in text_of(app) and "✗ wrong" not in text_of(app)


def test_those_of_an_ended_run_stay(db, settings):
    run = finished(db)
    save_followed(artifacts_of(settings), run.id, after(3, (0, 0.6)))
    assert "1 validation image</b> after epoch 3" in text_of(shown(one_run, run_id=run.id))


@pytest.mark.parametrize("kept", [None, b"damaged", "of a training that begins again"])
def test_without_any_of_this_training_nothing_is_shown(db, settings, kept):
    run, _ = started(db, epochs=[0.5])
    files = artifacts_of(settings)
    if kept is not None:
        save_followed(files, run.id, after(5, (0, 0.6)))
    if kept == b"damaged":
        (files.folder(run.id) / "followed.safetensors").write_bytes(kept)
    assert "validation image" not in text_of(shown(build_page, owner=ME))


def test_the_curves_of_the_run_before_come_with_those_of_this_one(db):
    finished(db, name="The first")
    started(db, epochs=[0.5])
    drawn = curves_in(shown(build_page, owner=ME))
    assert drawn["before"].startswith(
        "The best run before: The first · 3 epochs · best 70.2\N{NO-BREAK SPACE}% in epoch 2"
    )
    assert drawn["figures"][0]["data"][0]["y"] == [60.0, 70.2, 69.0]


def curves_in(app) -> dict:
    (drawn,) = (
        json.loads(block.proto.json)
        for block in app.get("bidi_component")
        if "model_builder_live_curves" in block.proto.component_name
    )
    return drawn
