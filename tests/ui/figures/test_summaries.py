"""What charts show is told in words to those who do not see them."""

from builder.analysis.calibration import Bin
from builder.progress.epoch import Epoch
from builder.ui.figures.accuracy_cost import Point, accuracy_against_summary
from builder.ui.figures.climb import Stage, climb_summary
from builder.ui.figures.overlay import overlay_summary
from builder.ui.figures.parallel import Axis, parallel_summary
from builder.ui.figures.probabilities import probabilities_summary
from builder.ui.figures.reliability import reliability_summary
from builder.ui.figures.seed_curves import SeedCurve, mean_curves_summary
from builder.ui.figures.seeds import SeedPoint, seeds_summary


def test_curves_are_told_by_where_they_end():
    one = Epoch(epoch=3, loss=0.5, accuracy=0.75, val_loss=0.6254, val_accuracy=0.7, seconds=1)
    assert overlay_summary({"A": [one], "B": []}, "accuracy", "validation", "minutes") == (
        "Validation accuracy by minutes. A: 70.0 % after epoch 3."
    )
    assert overlay_summary({"A": [one]}, "loss", "validation", "epoch") == (
        "Validation loss by epoch. A: 0.625 after epoch 3."
    )
    mean = SeedCurve(label="A · Wide", place=0, means=(0.5, 0.625), spreads=(0.0, 0.012))
    assert mean_curves_summary([mean]).endswith(" A · Wide: 62.5 % ± 1.2 after epoch 2.")


def test_points_are_told_by_the_most_accurate_and_the_one_of_least_cost():
    points = [
        Point(run=name, who="W", series="S", cost=cost, validation_accuracy=accuracy, epochs=3)
        for name, cost, accuracy in (("Small", 1_000, 0.5), ("Large", 2_000_000, 0.75), ("Larger", 3_000_000, 0.75))
    ]
    assert accuracy_against_summary(points, "parameters") == (
        "Validation accuracy against parameters, 3 runs. Most accurate: Large, 75.0 % with 2,000,000 parameters. "
        "Least parameters: Small, 50.0 % with 1,000 parameters."
    )
    assert accuracy_against_summary(points[:1], "minutes of training").count("Small") == 1
    ranked = [points[0].model_copy(update={"group": "the same images"}), *points[1:]]
    assert "Most accurate: Small" in accuracy_against_summary(ranked, "parameters"), "no other may be ranked"


def test_seeds_and_what_was_varied_are_told_design_by_design():
    seeds = [SeedPoint(label=label, letter=label, seed=1, accuracy=value) for label, value in (("A", 0.5), ("B", 0.7))]
    more = SeedPoint(label="A", letter="A", seed=2, accuracy=0.75)
    assert seeds_summary([*seeds, more], "test") == (
        "Test accuracy with each seed. A: 50.0 % to 75.0 % with 2 seeds; B: 70.0 % to 70.0 % with 1 seed."
    )
    axes = [Axis("Batch size", ("32", "64"), (32, 64)), Axis("Optimiser", ("SGD", "Adam"), None)]
    assert parallel_summary(axes, ["A", "B"]).endswith(
        " A: Batch size 32, Optimiser SGD; B: Batch size 64, Optimiser Adam."
    )


def test_bars_are_told_each():
    assert probabilities_summary([("cat", 0.9951), ("dog", 0.004)]) == "Probabilities: cat > 99 %, dog < 1 %."
    bins = [
        Bin(low=low, high=low + 0.1, images=images, accuracy=accuracy, confidence=low + 0.05)
        for low, images, accuracy in ((0.5, 200, 0.6), (0.8, 400, 0.7), (0.9, 1, 1.0))
    ]
    assert reliability_summary(bins).endswith(": 60 % where it is 55 % sure and 70 % where it is 85 % sure.")


def test_the_climb_is_told_by_its_ends_and_by_what_was_measured():
    stages = [
        Stage(id="0", lesson="", slides=41.5, measured=42.0, interval=(41.0, 43.0), yours=40.0),
        Stage(id="1", lesson="", slides=60.25),
    ]
    assert climb_summary(stages).endswith(
        "from 41.50 % in project 0 to 60.25 % in project 1; 1 of 2 measured by us, 1 tested by you."
    )
