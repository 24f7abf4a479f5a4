"""Two selected runs side by side."""

import numpy as np
import pytest

from builder.progress.epoch import Epoch
from builder.settings import load_settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.predictions import save_predictions
from builder.ui.leaderboard import difference
from builder.ui.leaderboard.curves import same_until
from tests.ui.leaderboard.page import ME, YOU, press, shown, slides_protocol, visit
from tests.ui.made_runs import design, ended_run


def test_two_selected_runs_are_compared_in_a_sentence_and_two_figures(db):
    first = ended_run(db, design(name="A"), ME, accuracy=0.5, test=(150, 299))
    second = ended_run(db, design("4", name="B"), YOU, accuracy=0.6, test=(155, 299))
    app = visit(first.id, second.id)
    assert any("The 95 % intervals overlap" in text.value for text in app.markdown)
    assert len(app.get("plotly_chart")) == 2
    assert "Open in Build" not in [button.label for button in app.button], "that is for the one run beside the table"


def test_marked_runs_that_are_compared_say_what_their_marks_mean(db):
    first = ended_run(db, design(name="A"), ME, accuracy=0.6, test=(180, 299))
    second = ended_run(db, slides_protocol("16"), ME, accuracy=0.62, test=(181, 299))
    said = "\n".join(text.value for text in visit(first.id, second.id).markdown)
    assert "**Project 16, as in the slides" in said.replace("\\", "")
    assert "says nothing about new images" in said


def test_of_two_compared_runs_the_older_one_is_a(db):
    older = ended_run(db, design(name="Older"), ME, accuracy=0.5)
    newer = ended_run(db, design("4", name="Newer"), ME, accuracy=0.6)
    app = press(visit(newer.id, older.id), "Compare")
    assert app.query_params["ids"] == f"{older.id},{newer.id}"


def test_up_to_which_epoch_two_curves_are_the_same_is_told():
    first = [Epoch(epoch=n, loss=1, accuracy=0.5, val_loss=1, val_accuracy=n / 10, seconds=1.0) for n in (1, 2, 3)]
    assert same_until([first[:2], first]) == 2 and same_until([first, first, first]) == 0
    other = [first[0], first[1].model_copy(update={"val_accuracy": 0.9}), first[2]]
    assert same_until([first, other]) == 1


def test_a_selected_run_that_was_deleted_elsewhere_is_simply_gone(db):
    ended_run(db, design(name="Left"), ME)
    app = visit("abcdefgh")
    assert shown(app, "Run") == ["Left"]
    assert not [button for button in app.button if button.label.startswith("Delete")]


def with_predictions(run, wrong: range, labels: np.ndarray, images: str = "test"):
    """Keeps predictions that are right but for the images at these places."""
    said = labels.copy()
    said[list(wrong)] = (said[list(wrong)] + 1) % 10
    save_predictions(artifacts_of(load_settings()), run.id, images, labels, np.eye(10, dtype=np.float32)[said])


def test_two_runs_are_compared_image_by_image_where_their_answers_were_kept(db):
    labels = np.arange(299, dtype=np.uint8) % 10
    first = ended_run(db, design(name="A"), ME, accuracy=0.5, test=(269, 299))
    second = ended_run(db, design("4", name="B"), YOU, accuracy=0.6, test=(279, 299))
    with_predictions(first, range(30), labels)
    with_predictions(second, range(20, 40), labels)  # both are wrong on ten
    (sentence,) = [text.value for text in visit(first.id, second.id).markdown if "alone" in text.value]
    assert "On the same 299 test images" in sentence
    assert "**B** alone was right on 20 images, **A** alone on 10: that may be chance" in sentence


@pytest.mark.parametrize(
    ("wrong", "said"),
    [  # of the first and of the second; scipy's binomtest(10, 30) gives 0.099, binomtest(5, 30) 0.0003
        ((range(30), range(20, 40)), "**B** is ahead by 10: that may be chance (p\u00a0=\u00a00.099)."),
        ((range(30), range(25, 35)), "**B** is ahead by 20: chance in these images does not explain that (p\u00a0<"),
        ((range(20), range(10, 30)), "they are level."),
    ],
)
def test_beside_the_test_images_stands_what_the_validation_images_say_and_whether_both_say_the_same(db, wrong, said):
    labels = np.arange(299, dtype=np.uint8) % 10
    first = ended_run(db, design(name="A"), ME, accuracy=269 / 299, test=(269, 299))
    second = ended_run(db, design("4", name="B"), YOU, accuracy=(299 - len(wrong[1])) / 299, test=(279, 299))
    for run, of_test, of_validation in ((first, range(30), wrong[0]), (second, range(20, 40), wrong[1])):
        with_predictions(run, of_test, labels)
        with_predictions(run, of_validation, labels, "validation")
    (sentence,) = [text.value for text in visit(first.id, second.id).markdown if "alone" in text.value]
    assert f"On the 299 validation images, which order the leaderboard, {said}" in sentence
    assert (difference.NOT_THE_SAME in sentence) == ("does not explain" in said)


@pytest.mark.parametrize("kept", ["none", "one", "other labels", "other count"])
def test_without_all_answers_on_the_same_images_the_intervals_decide(db, kept):
    labels = np.arange(299, dtype=np.uint8) % 10
    first = ended_run(db, design(name="A"), ME, accuracy=0.5, test=(269, 299))
    second = ended_run(db, design("4", name="B"), YOU, accuracy=0.6, test=(279, 299))
    if kept != "none":
        with_predictions(first, range(30), labels)
    if kept == "other labels":
        with_predictions(second, range(20), labels[::-1])
    if kept == "other count":
        with_predictions(second, range(20), labels[:-1])
    (sentence,) = [text.value for text in visit(first.id, second.id).markdown if "points" in text.value]
    assert "intervals overlap" in sentence and "same" not in sentence and "alone" not in sentence
