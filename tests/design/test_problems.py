"""What is wrong with a design is said with its arithmetic, and every fix mends it."""

import random

import pytest

from builder import presets
from builder.design.checks.problems import RULES, problems
from builder.design.cost.summary import summarize
from builder.design.data import Data
from builder.design.experiment import Experiment
from builder.design.images import ImageSource
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.blocks.dense import DenseBlock
from builder.design.network.input import Input
from builder.design.network.network import Network
from builder.design.training.augmentation import Augmentation
from builder.design.training.optimizers import SGD
from builder.design.training.progressive_size import ProgressiveSize
from builder.design.training.stopping import EarlyStopping
from builder.design.training.training import Training

ONE_DENSE = (DenseBlock(),)


def design(*conv_blocks, dense=ONE_DENSE, **training):
    return Experiment(network=Network(conv_blocks=conv_blocks, dense_blocks=dense), training=Training(**training))


CASES = [
    (design(*[ConvBlock()] * 6), "error", "block 6", "32 → 16 → 8 → 4 → 2 → 1"),
    (design(*[ConvBlock()] * 4, ConvBlock(kernel_size=5)), "warning", "block 5", "at most 3×3 of its 25 weights"),
    (design(), "warning", "network", "3,072 numbers"),
    (design(ConvBlock(filters=1024, pooling="none"), dense=(DenseBlock(units=1024),)), "warning", "dense 1", "GB"),
    (design(ConvBlock(filters=512, convolutions=4, pooling="none"), dense=(), batch_size=4096), "warning", "training",
     "× batch size 4,096"),
    (design(ConvBlock(), batch_size=2048), "warning", "training", "only 1,000 training images"),
    (design(ConvBlock(), optimizer="sgd", learning_rate=5.0), "warning", "training", "Keras starts SGD at 0.01"),
    (design(ConvBlock(), optimizer=SGD(nesterov=True)), "warning", "training", "the momentum is 0"),
    (design(ConvBlock(), epochs=10, learning_rate="plateau"), "warning", "training", "there are only 10 epochs"),
    (design(ConvBlock(), epochs=10, learning_rate="cosine", time_limit=7.5), "warning", "training",
     "over all 10 epochs. Where they take longer than 7.5 minutes"),
    (design(ConvBlock(), epochs=10, early_stopping=(EarlyStopping(monitor="val_loss", patience=10),)), "warning",
     "training", "there are only 10 epochs"),
    (design(ConvBlock(batch_normalization="once"), batch_size=2), "warning", "training", "2 images give estimates"),
    (design(ConvBlock(), augmentation=Augmentation(cutout=24)), "warning", "training", "576 of the 1,024"),
    (design(ConvBlock(), progressive_size=ProgressiveSize()), "error", "training", "and would need 147,488"),
    (design(ConvBlock(), progressive_size=ProgressiveSize(size=32)), "warning", "training",
     "32 pixels on the shorter side, and theirs has 32"),
    (design(ConvBlock(), mirror_average=True).on("cifar10"), "warning", "training", "mirrors none of its images"),
    (design(ConvBlock()).model_copy(update={"data": Data(trains_on_validation=True)}), "warning", "training",
     "(92.5 % on validation, 87.0 % on the test)"),
    (design(ConvBlock(), target_test_accuracy=0.9, keep="best"), "warning", "training", "read after every epoch"),
    (design(ConvBlock(), target_validation_accuracy=0.1, keep="best"), "warning", "training", "guessing gets 10 %"),
    (design(ConvBlock(), target_validation_accuracy=0.9, keep="best", epochs=3, steps_per_epoch=2, batch_size=100),
     "warning", "training", "3 epochs × 2 steps × batch size 100 shows the network 600 of 1,000 training images"),
    (design(ConvBlock(), target_validation_accuracy=0.997, keep="best"), "warning", "training",
     "One of 250 validation images is 0.4 points: below 100 % comes 99.6 %"),
    (design(ConvBlock(), target_validation_accuracy=0.9), "warning", "training", "no epoch reaches 90 %"),
    (design(ConvBlock(residual=True)), "warning", "block 1", "this block has only one"),
]  # fmt: skip


def test_every_rule_has_a_case_here():
    assert len(CASES) == len(RULES)


@pytest.mark.parametrize("experiment, severity, place, arithmetic", CASES)
def test_a_problem_names_its_place_shows_its_arithmetic_and_its_fix_removes_it(experiment, severity, place, arithmetic):
    found = [problem for problem in problems(experiment, 1_000, 250) if problem.place.title == place]
    problem = next(problem for problem in found if arithmetic in problem.what)
    assert problem.severity == severity
    assert problem.fix_label
    assert (
        problem.title not in {left.title for left in problems(problem.fix, 1_000, 250)} or "parameters" in problem.title
    )


def test_the_fix_of_too_many_parameters_leads_below_the_limit_step_by_step():
    wide = ConvBlock(convolutions=4, filters=1024, kernel_size=7, pooling="none")
    for experiment in (design(wide, dense=()), design(*[ConvBlock(filters=1024, convolutions=4)] * 4)):
        for _ in range(40):
            found = [problem for problem in problems(experiment) if "parameters are a lot" in problem.title]
            if not found:
                break
            assert summarize(found[0].fix).total < summarize(experiment).total
            experiment = found[0].fix
        assert not found


def test_digits_are_not_to_be_mirrored_for_an_average_of_mirror_images():
    [problem] = problems(design(ConvBlock(), mirror_average=True), 1_000, 250)
    assert "a 2 or a 7 is no digit any more" in problem.what
    assert problem.fix.training.augmentation is None and not problem.fix.training.mirror_average


def test_too_many_parameters_of_a_network_without_blocks_are_those_of_its_output():
    whitened = Network(conv_blocks=(), dense_blocks=(), input=Input(whitening="fixed"))
    images = ImageSource(dataset="large", shape=(224, 224, 3), classes=tuple(map(str, range(60))))
    experiment = Experiment(network=whitened).on(images)
    (problem,) = [one for one in problems(experiment) if "are a lot" in one.title]
    assert problem.place.title == "output" and problem.fix is None
    assert f"{223 * 223 * 24 * 60 + 60:,}" in problem.what


@pytest.mark.parametrize(
    ("optimizer", "usual", "high"),
    # Rates that papers and Keras's own examples use, and rates at which nothing learns.
    [("adam", 0.01, 0.5), ("adamw", 0.01, 0.5), ("muon", 0.04, 0.5), ("rmsprop", 0.01, 0.5), ("sgd", 0.5, 5.0)],
)
def test_a_learning_rate_is_very_high_by_its_optimiser(optimizer, usual, high):
    def titles(rate):
        return [problem.title for problem in problems(design(ConvBlock(), optimizer=optimizer, learning_rate=rate))]

    assert titles(usual) == []
    assert titles(high) == ["The learning rate is very high"]


def test_errors_come_before_warnings():
    broken = design(*[ConvBlock(kernel_size=1)] * 6, optimizer="sgd", learning_rate=5.0)
    assert [problem.severity for problem in problems(broken)] == ["error", "warning"]


def test_fixing_one_thing_after_the_other_always_ends():
    draw = random.Random(1)
    for _ in range(200):
        experiment = design(
            *[
                ConvBlock(
                    convolutions=draw.randint(1, 4), filters=draw.choice([1, 32, 1024]),
                    kernel_size=draw.choice([1, 3, 5, 7]), pooling=draw.choice(["max", "average", "none"]),
                    batch_normalization=draw.choice(["none", "once", "each"]),
                )
                for _ in range(draw.randint(0, 8))
            ],
            dense=tuple(DenseBlock(units=draw.choice([1, 4096])) for _ in range(draw.randint(0, 4))),
            batch_size=draw.choice([1, 128, 10_000]), epochs=draw.choice([1, 2, 50]),
            learning_rate=draw.choice([0.001, 10]),
            early_stopping=draw.choice([(), (EarlyStopping(monitor="val_accuracy", patience=50),)]),
            steps_per_epoch=draw.choice([None, 1]), keep=draw.choice(["last", "best"]),
            **draw.choice([{}, {"target_validation_accuracy": 0.05}, {"target_validation_accuracy": 0.9999},
                           {"target_test_accuracy": 0.999}]),
        ).model_copy(update={"data": Data(trains_on_validation=draw.choice([True, False]))})  # fmt: skip
        for _ in range(60):
            fixes = [problem.fix for problem in problems(experiment, 1_197, 299) if problem.fix is not None]
            if not fixes:
                break
            experiment = fixes[0]
        assert not fixes, "the fixes undo each other"


def test_an_honest_target_with_a_budget_is_no_problem():
    # 9,999 of 10,000 images are 99.99 %: such a target is not out of reach by arithmetic.
    for target in (0.5, 0.9, 0.9999, 1.0):
        assert problems(design(ConvBlock(), target_validation_accuracy=target, keep="best"), 40_000, 10_000) == ()
    assert problems(presets.get("18").experiment, 40_000, 10_000) == ()
    assert [problem.severity for problem in problems(presets.get("18").as_in_slides, 50_000, 10_000)] == ["warning"] * 2
