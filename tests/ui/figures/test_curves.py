"""The curves of a run as figures, and what the live panel says in words."""

import json

import plotly.graph_objects as go
import pytest

from builder.design.experiment import Experiment
from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training
from builder.progress.epoch import Epoch, Progress
from builder.progress.speed import Pinned
from builder.progress.training_state import after
from builder.store.runs.records import Run
from builder.ui.figures.curve_style import TEST_LINE, TRAINING_COLOUR, VALIDATION_COLOUR
from builder.ui.figures.curves import curves
from builder.ui.run import words as live_words
from builder.words.durations import duration


def epochs(*val_accuracies: float) -> list[Epoch]:
    return [
        Epoch(epoch=n, loss=2.0 / n, accuracy=0.3 + n / 1000, val_loss=2.5 / n, val_accuracy=value, seconds=1.0)
        for n, value in enumerate(val_accuracies, start=1)
    ]


def figures(*val_accuracies: float, planned=60, best=None, ended=False) -> tuple[dict, dict]:
    drawn = curves(epochs(*val_accuracies), planned=planned, best_epoch=best, chance=0.1, revision="run1", ended=ended)
    return tuple(drawn["figures"])


def test_plotly_accepts_both_figures_as_they_are():
    for figure in figures(0.4, 0.5, 0.6, 0.55, best=3):
        go.Figure(figure)


def test_training_is_dotted_and_validation_is_solid_and_thicker():
    for figure in figures(0.4, 0.5):
        training, validation = figure["data"][:2]
        assert (training["name"], validation["name"]) == ("Training", "Validation")
        assert training["line"]["dash"] == "dot" and "dash" not in validation["line"]
        assert validation["line"]["width"] > training["line"]["width"]
        assert (training["line"]["color"], validation["line"]["color"]) == (TRAINING_COLOUR, VALIDATION_COLOUR)


def test_accuracy_is_drawn_in_percent_and_loss_as_it_is():
    accuracy, loss = figures(0.4, 0.56789)
    assert accuracy["data"][1]["y"] == [40.0, 56.79]
    assert loss["data"][1]["y"] == [2.5, 1.25]


def test_points_are_marked_only_while_there_are_fewer_than_four():
    assert figures(0.4, 0.5, 0.6)[0]["data"][0]["mode"] == "lines+markers"
    assert figures(0.4, 0.5, 0.6, 0.7)[0]["data"][0]["mode"] == "lines"


def test_a_star_names_the_best_accuracy_and_another_one_the_lowest_loss():
    accuracy, loss = figures(0.4, 0.7, 0.6, best=2)
    for figure, epoch, height, text in ((accuracy, 2, 70.0, "best, epoch 2"), (loss, 3, 0.83333, "lowest, epoch 3")):
        star, label = figure["data"][2], figure["layout"]["annotations"][0]
        assert (star["x"], star["y"], star["marker"]["symbol"]) == ([epoch], [height], "star")
        assert (label["x"], label["y"], label["text"]) == (epoch, height, text)


@pytest.mark.parametrize("accuracies", [(), (0.1, 0.25), (0.5, 0.99)])
def test_the_axis_of_accuracies_is_the_same_for_every_run_and_says_where_chance_is(accuracies):
    accuracy, loss = figures(*accuracies)
    low, high = accuracy["layout"]["yaxis"]["range"]
    assert low <= 0 and high >= 100
    (line,) = accuracy["layout"]["shapes"]
    assert (line["y0"], line["y1"]) == (10, 10) and "shapes" not in loss["layout"]
    assert accuracy["layout"]["annotations"][-1]["text"] == "guessing, 10 %"


def test_the_stars_text_keeps_away_from_the_right_edge_and_from_the_training_line():
    early, late = figures(0.1, 0.2, best=2)[0], figures(*[0.1] * 17, 0.9, planned=20, best=18)[0]
    early, late = (figure["layout"]["annotations"][0] for figure in (early, late))
    assert (early["xanchor"], late["xanchor"]) == ("left", "right")
    # Training accuracy is about 30 %: above the first best epoch, below the second.
    assert early["yshift"] < 0 < late["yshift"]


@pytest.mark.parametrize("best", [None, 7])
def test_without_a_best_epoch_the_accuracy_has_no_star(best):
    assert len(figures(0.4, 0.5, best=best)[0]["data"]) == 2


@pytest.mark.parametrize(("done", "planned"), [(0, 60), (4, 40), (20, 60), (60, 60), (3, 200)])
def test_the_x_axis_has_all_of_the_run_s_epochs_from_the_start(done, planned):
    for figure in figures(*[0.5] * done, planned=planned):
        assert figure["layout"]["xaxis"]["range"] == [0.5, planned + 0.5]


def test_the_x_axis_of_an_ended_run_ends_with_its_last_epoch():
    assert figures(0.4, 0.5, 0.6, planned=200, ended=True)[0]["layout"]["xaxis"]["range"] == [0.5, 3.5]


def test_zoom_and_hidden_lines_belong_to_the_run():
    assert {figure["layout"]["uirevision"] for figure in figures(0.4)} == {"run1"}


def test_every_value_lies_inside_the_y_axis():
    for figure in figures(0.101, 0.732, 0.653, best=2):
        low, high = figure["layout"]["yaxis"]["range"]
        assert all(low < value < high for line in figure["data"] for value in line["y"])


def test_before_the_first_epoch_the_figure_says_when_it_begins():
    assert "after epoch 1" in figures()[0]["layout"]["annotations"][0]["text"]
    assert "No epoch" in figures(ended=True)[0]["layout"]["annotations"][0]["text"]


def test_a_screen_reader_is_told_the_numbers_of_each_chart_once():
    drawn = curves(epochs(0.4, 0.625, 0.61), planned=60, best_epoch=2, chance=0.1, revision="run1", ended=False)
    for part in ("epoch 3 of 60", "61.0%", "Best validation accuracy 62.5%, in epoch 2"):
        assert part in drawn["summaries"][0]
    accuracy, loss = drawn["summaries"]
    assert "loss" not in accuracy and "accuracy" not in loss and "Lowest validation loss" in loss


def test_two_hundred_epochs_stay_a_small_message():
    drawn = curves(epochs(*[0.123456] * 200), planned=200, best_epoch=1, chance=0.1, revision="run1", ended=False)
    assert len(json.dumps(drawn)) < 16_000


@pytest.mark.parametrize(
    ("monitor", "values", "patience", "left"),
    [
        ("val_accuracy", [], 10, 10),
        ("val_accuracy", [0.5], 10, 10),
        ("val_accuracy", [0.5, 0.6, 0.55, 0.6], 10, 8),  # an equal value is no improvement
        ("val_accuracy", [0.5, 0.4, 0.3, 0.2], 3, 0),
        ("val_loss", [1.0, 0.9, 0.95, 0.8, 0.85], 2, 1),
    ],
)
def test_the_patience_left_counts_like_keras(monitor, values, patience, left):
    curve = [
        Epoch(epoch=n, loss=1, accuracy=0, val_loss=0, val_accuracy=0, seconds=1).model_copy(update={monitor: value})
        for n, value in enumerate(values, start=1)
    ]
    training = Training(early_stopping=(EarlyStopping(monitor=monitor, patience=patience),))
    (rule,) = after(training, curve).rules
    assert live_words.patience_left(rule) == left


def running(seconds=None, **training) -> Run:
    experiment = Experiment(training=Training(epochs=60, **training))
    return Run(
        id="a", name="A", owner="me", experiment=experiment, dataset="digits", state="running", submitted_at=0.0,
        parameters=1, seconds=seconds,
    )  # fmt: skip


PROGRESS = Progress(
    phase="training", epoch=9, images_done=1039, images_total=40_000, images_per_second=3412.4, seconds_left=3060
)


def test_the_progress_line_says_how_far_how_fast_and_how_long():
    line = "Epoch 9 · 1,039 of 40,000 images · 3,412 images/s · "
    assert live_words.progress_line(PROGRESS, running()) == f"{line}51 min left"
    target = running(target_validation_accuracy=0.9, keep="best")
    assert live_words.progress_line(PROGRESS, target) == f"{line}at most 51 min left"


def test_the_time_left_is_never_more_than_the_time_limit_leaves():
    """30 minutes, of which 10 are used: 20 are left, although all epochs would take 51."""
    assert live_words.progress_line(PROGRESS, running(600.0, time_limit=30.0)).endswith(" · 20 min left")


def test_a_phase_that_counts_nothing_is_named():
    assert live_words.progress_line(Progress(phase="starting_tensorflow"), running()) == "Starting TensorFlow …"


@pytest.mark.parametrize(
    ("training", "said"),
    [
        ({}, "Ends after epoch 60."),
        ({"time_limit": 30.0}, "Ends after epoch 60 or after 30 min (10 min so far), whichever is first."),
        (
            {"target_validation_accuracy": 0.9, "time_limit": 30.0},
            "Ends at 90 % validation accuracy, after epoch 60 or after 30 min (10 min so far), whichever is first.",
        ),
        ({"target_test_accuracy": 0.9}, "Ends at 90 % test accuracy or after epoch 60, whichever is first."),
        (
            {"early_stopping": (EarlyStopping(monitor="val_loss", patience=4), EarlyStopping(monitor="val_accuracy"))},
            "Ends after 4 more epochs without a better validation loss, after 8 more epochs without a better "
            "validation accuracy or after epoch 60, whichever is first.",
        ),
        (  # three epochs are done: 57 without a better value would be over with the last one
            {"early_stopping": (EarlyStopping(monitor="val_loss", patience=60),)},
            "Ends after epoch 60.",
        ),
    ],
)  # fmt: skip
def test_everything_that_may_end_a_run_is_said_with_what_is_left_of_it(training, said):
    run = running(600.0, **training)
    state = after(run.experiment.training, epochs(0.5, 0.4, 0.3))
    assert live_words.ends_when(run, state).replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(("state", "word"), [("running", "Computes"), ("finished", "Computed"), ("failed", "Computed")])
def test_an_ended_run_tells_its_number_format_in_the_past_tense(state, word):
    run = running()._replace(state=state, precision="float32", precision_reason=Pinned())
    assert live_words.computes_in(run) == f"{word} in float32. The design asks for it."


def test_a_training_says_in_one_sentence_how_much_of_the_machines_speed_it_reached():
    told = live_words.matrix_share(running()._replace(matrix_share=0.423)).replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith("Training did 42 % of the multiply-adds a second that this machine reached")
    assert live_words.matrix_share(running()) == ""


def test_where_the_test_set_judges_its_line_is_named_so_and_has_the_star():
    judged = [
        epoch.model_copy(update={"test_accuracy": test})
        for epoch, test in zip(epochs(0.9, 0.8), (0.6, 0.7), strict=True)
    ]
    drawn = curves(judged, planned=60, best_epoch=2, chance=0.1, revision="run1", ended=False)
    accuracy, loss = drawn["figures"]
    assert [line.get("name") for line in accuracy["data"]] == ["Training", "Validation", TEST_LINE, None]
    assert accuracy["data"][2]["y"] == [60.0, 70.0] and accuracy["data"][3]["y"] == [70.0]
    assert [line.get("name") for line in loss["data"]] == ["Training", "Validation", None]
    assert "Best test accuracy 70.0%, in epoch 2" in drawn["summaries"][0]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0 s"), (40, "40 s"), (3060, "51 min"), (7500, "2 h 5 min"), (4_000_000, "1,111 h 7 min")],
)
def test_durations_are_given_in_the_units_that_matter(seconds, text):
    assert duration(seconds) == text
