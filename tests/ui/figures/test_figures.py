"""The figures of the Leaderboard and Classify pages, without a browser."""

import pytest

from builder.progress.epoch import Epoch
from builder.ui.figures.accuracy_cost import SHAPES, Point, accuracy_against
from builder.ui.figures.overlay import DASHES, MOST_LINES, overlay, shared_range
from builder.ui.figures.parallel import Axis, parallel, positions
from builder.ui.figures.probabilities import probabilities_figure
from builder.ui.figures.seed_curves import SeedCurve, mean_curves
from builder.ui.figures.seeds import SeedPoint, accuracy_by_seed


def curve(*accuracies: float) -> tuple[Epoch, ...]:
    return tuple(
        Epoch(epoch=n, loss=1 / n, accuracy=a / 2, val_loss=2 / n, val_accuracy=a, seconds=1)
        for n, a in enumerate(accuracies, start=1)
    )


def test_an_overlay_draws_one_line_a_run_in_percent():
    figure = overlay({"A": curve(0.2, 0.4), "B": curve(0.5)}, "accuracy", "validation")
    assert [trace.name for trace in figure.data] == ["A", "B"]
    assert list(figure.data[0].x) == [1, 2] and list(figure.data[0].y) == pytest.approx([20, 40])
    assert list(overlay({"A": curve(0.2, 0.4)}, "accuracy", "training").data[0].y) == pytest.approx([10, 20])
    assert list(overlay({"A": curve(0.2, 0.4)}, "loss", "validation").data[0].y) == [2, 1]


def test_overlaid_runs_differ_in_more_than_colour():
    figure = overlay({f"R{n}": curve(*[0.1] * 9) for n in range(MOST_LINES)}, "accuracy", "validation")
    looks = [(trace.line.dash, trace.mode, trace.marker.symbol) for trace in figure.data]
    assert len({(dash, symbol if "markers" in mode else None) for dash, mode, symbol in looks}) == MOST_LINES
    assert len(DASHES) > 5


def test_curves_that_a_file_claims_are_dashed_with_hollow_marks_and_no_other_line_is_dashed_beside_them():
    curves = {label: curve(*[0.1] * 9) for label in ("A", "B", "C")}
    own, claimed, other = overlay(curves, "loss", "training", claimed={"B"}).data
    assert (claimed.line.dash, claimed.marker.symbol, claimed.name) == ("dash", "square-open", "B, claimed")
    assert claimed.line.width < own.line.width
    assert [(one.line.dash, one.name) for one in (own, other)] == [("solid", "A"), ("solid", "C")]
    assert {one.mode for one in (own, claimed, other)} == {"lines+markers"}  # only marks tell them apart now
    assert own.marker.symbol != other.marker.symbol


def test_a_run_of_few_epochs_shows_markers():
    assert overlay({"A": curve(0.5)}, "accuracy", "training").data[0].mode == "lines+markers"
    assert overlay({"A": curve(*[0.5] * 9)}, "accuracy", "training").data[0].mode == "lines"


def test_few_epochs_are_counted_one_by_one_and_never_in_halves():
    assert overlay({"A": curve(0.5, 0.6, 0.7)}, "accuracy", "training").layout.xaxis.dtick == 1
    assert overlay({"A": curve(*[0.5] * 60)}, "accuracy", "training").layout.xaxis.dtick is None
    assert overlay({}, "accuracy", "training").layout.xaxis.dtick == 1


def test_names_are_no_html_in_a_legend():
    assert overlay({"<b>x</b>": curve(0.5)}, "loss", "training").data[0].name == "&lt;b&gt;x&lt;/b&gt;"


def test_long_names_leave_room_for_the_curves():
    label = "Project 18, trained by somebody in the second row (2)"
    assert overlay({label: curve(0.5)}, "loss", "training").data[0].name == "Project 18, trained by somebo…nd row (2)"


def test_both_parts_fit_into_the_shared_range():
    low, high = shared_range({"A": curve(0.2, 0.8)}, "accuracy")
    assert low < 10 and high > 80
    assert shared_range({"A": ()}, "loss") is None


def point(series: str, **changes) -> Point:
    values = {"run": "R", "who": "W", "cost": 1000, "validation_accuracy": 0.5, "epochs": 3, **changes}
    return Point(series=series, **values)


def test_accuracy_against_its_cost_has_a_log_axis_a_shape_for_each_series_and_no_labels_in_it():
    chart = accuracy_against([point("CIFAR-10"), point("Digits", cost=2_000_000)], "parameters").to_dict()
    front, scatter = chart["layer"]
    encoding = scatter["encoding"]
    assert encoding["x"]["scale"]["type"] == "log" and encoding["y"]["scale"]["zero"] is False
    assert encoding["color"]["scale"]["domain"] == encoding["shape"]["scale"]["domain"] == ["CIFAR-10", "Digits"]
    assert encoding["shape"]["scale"]["range"] == list(SHAPES[:2])
    assert {tip["field"] for tip in encoding["tooltip"]} >= {"run", "who", "cost", "validation_accuracy"}
    assert (front["mark"]["type"], scatter["mark"]["type"]) == ("line", "point") and "text" not in encoding


def test_a_single_series_needs_no_legend():
    chart = accuracy_against([point("Digits")], "parameters").to_dict()
    assert chart["layer"][1]["encoding"]["color"]["legend"] is None


def test_letters_stand_beside_their_points_in_place_of_a_legend():
    chart = accuracy_against([point("A · x", letter="A"), point("B · y", letter="B")], "parameters").to_dict()
    assert chart["layer"][1]["encoding"]["color"]["legend"] is None
    assert [row["letter"] for row in chart["datasets"][chart["layer"][2]["data"]["name"]]] == ["A, B"]


def test_the_front_of_each_group_is_drawn_to_the_end_of_the_axis_and_marked_runs_have_none():
    runs = [(10, 0.5, "a"), (20, 0.4, "a"), (30, 0.7, "a"), (40, 0.9, None), (50, 0.6, "b")]
    points = [point("S", cost=cost, validation_accuracy=share, group=group) for cost, share, group in runs]
    chart = accuracy_against(points, "minutes of training").to_dict()
    drawn = chart["datasets"][chart["layer"][0]["data"]["name"]]
    assert [(row["group"], row["cost"], row["validation_accuracy"]) for row in drawn] == [
        ("a", 10, 0.5), ("a", 30, 0.7), ("a", 100, 0.7)
    ]  # fmt: skip


def test_parallel_coordinates_place_numbers_by_size_and_words_in_the_order_of_the_runs():
    rate = Axis("Learning rate", ("0.01", "0.001", "0.1"), (0.01, 0.001, 0.1))
    optimiser = Axis("Optimiser", ("SGD", "Adam", "SGD"), None)
    assert positions(rate) == [0.5, 0, 1] and positions(optimiser) == [0, 1, 0]
    assert positions(Axis("Same", ("1", "1"), (1, 1))) == [0.5, 0.5]
    chart = parallel([rate, optimiser], ["A · x", "B · y", "C · z"], "ABC").to_dict()
    assert [layer["mark"]["type"] for layer in chart["layer"]] == ["line", "point", "text"]
    assert chart["layer"][0]["encoding"]["y"]["sort"] == ["Learning rate", "Optimiser"]
    words = chart["datasets"][chart["layer"][2]["data"]["name"]]
    assert [row["text"] for row in words] == ["0.01", "0.001", "0.1", "SGD", "Adam"]


def test_of_an_axis_with_many_values_only_the_ends_are_named():
    accuracy = Axis("Accuracy", tuple(f"{run} %" for run in range(6)), tuple(range(6)))
    chart = parallel([accuracy], ["x"] * 6, "ABCDEF").to_dict()
    assert [row["text"] for row in chart["datasets"][chart["layer"][2]["data"]["name"]]] == ["0 %", "5 %"]


def test_each_seed_is_a_point_in_the_colour_of_its_letter_and_each_mean_a_line():
    points = [
        SeedPoint(label=f"{letter} · x", letter=letter, seed=seed, accuracy=0.5) for letter in "AC" for seed in (0, 1)
    ]
    chart = accuracy_by_seed(points, "ABC", "test").to_dict()
    assert [layer["mark"]["type"] for layer in chart["layer"]] == ["tick", "point"]
    assert all(layer["encoding"]["color"]["scale"]["domain"] == ["A", "B", "C"] for layer in chart["layer"])
    assert chart["layer"][0]["encoding"]["x"]["aggregate"] == "mean"


def test_probabilities_are_bars_with_their_percentages_in_the_order_given():
    (bars,) = probabilities_figure([("cat", 0.71), ("dog", 0.286), ("ship", 0.004)]).data
    assert list(bars.y) == ["<b>cat</b>", "dog", "ship"]
    assert list(bars.text) == ["71 %", "29 %", "&lt; 1 %"]
    assert bars.marker.color[0] != bars.marker.color[1] == bars.marker.color[2]


def test_where_nobody_should_rely_on_it_no_bar_stands_out():
    (bars,) = probabilities_figure([("cat", 0.95), ("dog", 0.05)], relied=False).data
    assert list(bars.y) == ["cat", "dog"] and bars.marker.color[0] == bars.marker.color[1]


def test_digits_are_names_on_the_axis():
    assert probabilities_figure([("7", 0.9), ("1", 0.1)]).layout.yaxis.type == "category"


def test_a_mean_curve_lies_in_a_band_of_one_standard_deviation_in_its_letter_s_colour():
    curve = SeedCurve(label="C · <b>", place=2, means=(0.5, 0.6), spreads=(0.1, 0.05))
    band, line = mean_curves([curve]).data
    assert list(line.y) == pytest.approx([50, 60]) and list(line.customdata) == pytest.approx([10, 5])
    assert list(band.x) == [1, 2, 2, 1] and list(band.y) == pytest.approx([60, 65, 55, 40])
    assert line.name == "C · &lt;b&gt;" and line.line.color == band.fillcolor == "#000003" and not band.showlegend
    assert mean_curves([curve.model_copy(update={"place": 9})]).data[0].fillcolor == "#000010"
