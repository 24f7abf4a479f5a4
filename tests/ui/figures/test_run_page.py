"""The figures of a run's page, as data."""

import numpy as np
import pytest

from builder.analysis.calibration import calibration
from builder.progress.epoch import Epoch
from builder.statistics.predictions import Predictions
from builder.ui.figures.confusion import CELL, SAID, TRUE, confusion_chart
from builder.ui.figures.reliability import reliability_figure
from builder.ui.figures.run_curves import run_curves
from builder.ui.run_page.curves import gap_sentence

EPOCHS = [
    Epoch(epoch=number, loss=2 / number, accuracy=0.2 * number, val_loss=2.1 / number, val_accuracy=value, seconds=30)
    for number, value in ((1, 0.3), (2, 0.5), (3, 0.45), (4, 0.4))
]


def trace(figure, name: str):
    return next(one for one in figure.data if one.name == name)


@pytest.mark.parametrize(
    ("axis", "x"),
    [("epochs", [1, 2, 3, 4]), ("minutes", [0.5, 1.0, 1.5, 2.0]), ("images seen", [800, 1600, 2400, 3200])],
)
def test_curves_go_along_epochs_minutes_or_images_with_the_gap_shaded_and_the_best_epoch_marked(axis, x):
    figure = run_curves(EPOCHS, "accuracy", axis, 2, 800, 0.1)
    assert list(trace(figure, "Training").x) == x
    assert list(trace(figure, "Validation").y) == [30, 50, 45, 40]
    (shaded,) = (one for one in figure.data if one.fill == "tonexty")
    assert list(shaded.y) == pytest.approx([20, 40, 48, 45, 40])  # down to validation from where the lines cross
    assert list(shaded.x) == pytest.approx([*x[:2], x[0] + 1.4 * (x[1] - x[0]), *x[2:]])
    assert not shaded.showlegend and figure.data[0].name == "Training" and figure.data[1] is shaded
    star = trace(figure, "Most accurate, epoch 2")
    assert (list(star.x), list(star.y)) == ([x[1]], [50])


def test_a_loss_is_shaded_where_that_of_validation_is_above_training_and_the_sentence_says_which_is_better():
    below = [EPOCHS[0].model_copy(update={"val_loss": 1.0, "accuracy": 0.44, "val_accuracy": 0.464}), EPOCHS[1]]
    (shaded,) = (one for one in run_curves(below, "loss", "epochs", None, None, 0.1).data if one.fill == "tonexty")
    assert list(shaded.y) == pytest.approx([2, 1 + 0.05 / 1.05, 1.05])
    told = gap_sentence(below[:1], 1)
    assert "Shaded" not in told and told.endswith("2.4 points better on the validation images.")
    assert gap_sentence(EPOCHS, 4).startswith("Shaded: ") and gap_sentence(EPOCHS, 4).endswith("a gap of 40.0 points.")


def test_both_figures_mark_the_most_accurate_epoch_and_the_one_that_is_kept():
    for quantity, best, kept in (("accuracy", 50, 40), ("loss", 2.1 / 2, 2.1 / 4)):
        figure = run_curves(EPOCHS, quantity, "epochs", 2, None, 0.1, 4)
        assert list(trace(figure, "Most accurate, epoch 2").y) == [pytest.approx(best)]
        assert list(trace(figure, "Kept, epoch 4").y) == [pytest.approx(kept)]
    assert trace(run_curves(EPOCHS, "loss", "epochs", 2, None, 0.1, 2), "Most accurate and kept, epoch 2")


def test_what_a_file_claims_is_dashed_with_hollow_marks_and_called_so():
    for is_claimed, validation, star in ((True, "dash", "star-open"), (False, None, "star")):
        figure = run_curves(EPOCHS, "accuracy", "epochs", 2, None, 0.1, 2, is_claimed=is_claimed)
        ending = ", claimed" if is_claimed else ""
        assert trace(figure, f"Validation{ending}").line.dash == validation and trace(figure, f"Training{ending}")
        assert trace(figure, f"Most accurate and kept, epoch 2{ending}").marker.symbol == star


def test_accuracy_is_drawn_on_the_whole_scale_with_a_line_at_what_guessing_gets_right():
    figure = run_curves(EPOCHS, "accuracy", "epochs", 2, None, 0.1)
    low, high = figure.layout.yaxis.range
    assert low <= 0 and high >= 100
    (line,) = figure.layout.shapes
    assert (line.y0, line.y1) == (10, 10) and figure.layout.annotations[0].text == "guessing, 10 %"
    assert not run_curves(EPOCHS, "loss", "epochs", 2, None, 0.1).layout.shapes


def test_loss_is_drawn_as_it_is_and_a_test_that_judges_has_a_line_of_its_own():
    assert list(trace(run_curves(EPOCHS, "loss", "epochs", None, None, 0.1), "Training").y) == [
        2,
        1,
        pytest.approx(2 / 3),
        0.5,
    ]
    judged = [epoch.model_copy(update={"test_accuracy": 0.6}) for epoch in EPOCHS]
    figure = run_curves(judged, "accuracy", "epochs", 1, None, 0.1)
    assert list(trace(figure, "Test (chooses this model)").y) == [60] * 4
    assert list(trace(figure, "Most accurate, epoch 1").y) == [60]


def test_every_cell_of_the_matrix_can_be_picked_and_the_chosen_one_has_a_frame():
    counts = np.array([[8, 2, 0], [1, 9, 0], [0, 5, 5]])
    chart = confusion_chart(counts, counts / counts.sum(1, keepdims=True), ("a", "b", "c"), "counts", (2, 1), False)
    document = chart.to_dict()
    (rows,) = document["datasets"].values()
    assert [(row[TRUE], row[SAID], row["count"]) for row in rows][:4] == [
        ("a", "a", 8),
        ("a", "b", 2),
        ("a", "c", 0),
        ("b", "a", 1),
    ]
    assert [(row[TRUE], row[SAID]) for row in rows if row["chosen"]] == [("c", "b")]
    assert [row["written"] for row in rows if not row["count"]] == [""] * 3
    (picked,) = [param for param in document["params"] if param["name"] == CELL]
    assert picked["select"]["fields"] == [TRUE, SAID]


def test_the_reliability_diagram_has_a_bar_with_its_count_for_each_bin_of_ten_images_or_more_and_the_ideal():
    probabilities = np.array([[0.95, 0.05], [0.95, 0.05], [0.35, 0.65], [0.55, 0.45]], np.float32).repeat(10, axis=0)
    probabilities = np.concatenate([probabilities, np.array([[0.75, 0.25]] * 9, np.float32)])
    labels = np.concatenate([np.array([0, 1, 1, 0], np.uint8).repeat(10), np.zeros(9, np.uint8)])
    found = calibration(Predictions(labels, probabilities), None)
    figure = reliability_figure(found.bins, found.bins_after)
    bars = trace(figure, "As it is")
    assert [round(x) for x in bars.x] == [55, 65, 95] and list(bars.y) == [100, 100, 50]
    assert list(bars.text) == ["10", "10", "20"]
    assert [one.name for one in figure.data] == ["As it is", "As sure as right"]
    assert figure.layout.xaxis.dtick == 20 and figure.layout.margin.r >= 30, "100 % has its label"
