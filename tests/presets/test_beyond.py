"""The presets beyond the slides: where they are offered, and what is said of the one that trains on all images."""

import pytest

from builder.course.beyond import beyond_table
from builder.course.beyond import tera as tera_of
from builder.course.names import name_of, origin_of, renamed
from builder.course.path import path
from builder.datasets.sources import CIFAR10, DIGITS
from builder.design.checks.problems import problems
from builder.design.cost.summary import summarize
from builder.design.cost.training_work import training_multiply_adds
from builder.design.edit.fields import changed, edited
from builder.presets import ALL_PRESETS, BEYOND, PRESETS, get, identify, lesson_of, on_images
from builder.presets.beyond import by_id
from builder.store.board.marks import protocol_marks
from builder.words.marks import TRAINED_ON_VALIDATION
from builder.words.sentences import listed

#: Training images, and tera-multiply-adds of all epochs: of these three from a table of measured trainings that the app
#: had no part in. Of another one by hand, with the sum in a test of its own, as Sprint's is below.
WORK = {"19": (40_000, 9.5), "20": (40_000, 23.7), "21": (50_000, 230)}


def test_they_stand_apart_from_the_course():
    assert list(ALL_PRESETS) == [*PRESETS, *BEYOND]
    assert not set(BEYOND) & {step.id for step in path()}


@pytest.mark.parametrize("id", BEYOND)
def test_a_whole_training_takes_the_multiply_adds_of_the_table(id):
    assert id in WORK, f"Write preset {id}'s images and multiply-adds into WORK, counted by hand as Sprint's are below."
    count, tera = WORK[id]
    experiment = get(id).experiment
    whole = training_multiply_adds(experiment, summarize(experiment), count)
    assert whole / 1e12 == pytest.approx(tera, rel=0.005) == tera_of(experiment)


def test_the_multiply_adds_of_sprint_by_hand():
    """Each convolution and dense layer multiplies its kernel, the whitening's fixed one as well, once at each place of
    its output. That thrice for each image and epoch: forwards, and for the gradients of inputs and of weights."""

    def forwards(whitened: int, first: int, second: int, third: int) -> int:
        """For one image, by the sides of the maps: whitened, and after the pool of each block, which rounds down."""
        return (
            whitened**2 * (2 * 2 * 3 * 24)  # the whitening: 2×2, without padding
            + whitened**2 * (9 * 24 * 32) + first**2 * (9 * 32 * 32)  # a convolution, the pool, a convolution
            + first**2 * (9 * 32 * 96) + second**2 * (9 * 96 * 96)
            + second**2 * (9 * 96 * 128) + third**2 * (9 * 128 * 128)
            + 128 * 10  # the largest of each map, and the output
        )  # fmt: skip

    # Half of the steps take images of 24×24.
    images, epochs = 40_000, 4
    by_hand = 3 * images * epochs * (forwards(31, 15, 7, 3) + forwards(23, 11, 5, 2)) / 2
    design = get("19").experiment
    assert training_multiply_adds(design, summarize(design), images) == by_hand


def test_the_multiply_adds_are_of_as_many_images_as_the_data_set_has():
    """Of the 1,797 digits 1,199 are trained on, and 299 more where those that judge are trained on too."""
    for id, images, epochs in (("20", 1_199, 6), ("21", 1_199 + 299, 13)):
        design = get(id).experiment.on(DIGITS)
        whole = training_multiply_adds(design, summarize(design), images)
        assert tera_of(design) == pytest.approx(whole / 1e12) and design.training.epochs == epochs


def test_ids_go_on_from_the_course_and_rise():
    sprint, fast = BEYOND["19"], BEYOND["20"]
    for presets, sentence in (
        ((sprint, sprint), r"Preset 19 \(Sprint\) stands after 19; give it a higher number."),
        ((fast, sprint), r"Preset 19 \(Sprint\) stands after 20; give it a higher number."),
        ((changed(sprint, id="9b"),), r"Preset 9b \(Sprint\) stands after 18; give it a higher number."),
    ):
        with pytest.raises(ValueError, match=sentence):
            by_id(presets)


def test_the_table_says_whose_recipe_each_is(monkeypatch):
    monkeypatch.setitem(BEYOND, "20", changed(BEYOND["20"], source="somebody else"))
    table, jordan = beyond_table(()), BEYOND["19"].source
    assert jordan.startswith("K. Jordan (arXiv 2404.00498)")
    his = listed([preset.title for preset in BEYOND.values() if preset.source == jordan])
    assert f"{his}: after {jordan}." in table and "Fast 90" not in his
    assert "Fast 90: after somebody else.\n" in table
    assert all(preset.source for preset in BEYOND.values())


def test_a_wide_one_has_the_parameters_of_the_recipe():
    # 1,971,640 numbers that training or the images decide, with the whitening's bias; the others are moving averages:
    # a mean and a variance for each of the 2 · (64 + 256 + 256) normalised maps and the 3 colours.
    assert summarize(get("21").experiment).total == 1_971_640 + 2 * (2 * (64 + 256 + 256) + 3)


def test_each_trains_by_the_honest_split_without_a_problem_but_those_that_take_all_images():
    for preset in BEYOND.values():
        if not preset.experiment.data.trains_on_validation:
            assert (problems(preset.experiment, 40_000), preset.note) == ((), None)


@pytest.mark.parametrize("id", [id for id, preset in BEYOND.items() if preset.experiment.data.trains_on_validation])
def test_one_that_takes_all_images_says_so(id):
    record = get(id)
    assert protocol_marks(record.experiment) == (TRAINED_ON_VALIDATION,)
    assert [problem.title for problem in problems(record.experiment, 50_000)] == [
        "The validation images are trained on"
    ]
    assert "all 50,000 images" in record.note


def test_nothing_is_chosen_by_validation():
    for preset in BEYOND.values():
        training = preset.experiment.training
        assert (training.keep, training.early_stopping, training.target) == ("last", (), None)


def test_each_is_recognised_and_names_what_is_changed_in_it():
    for id, preset in BEYOND.items():
        assert identify(preset.experiment) == id
        assert identify(preset.experiment.on(CIFAR10)) == id
    sprint = get("19").experiment
    wider = edited(sprint, ("network", "conv_blocks", 0, "filters"), 48)
    assert identify(wider) is None
    assert name_of(sprint, wider).startswith("Sprint, block 1")
    shorter = changed(sprint, training=changed(sprint.training, epochs=1, seed=3))
    assert identify(shorter) == "19"


@pytest.mark.parametrize("id", BEYOND)
def test_nothing_is_mirrored_on_digits_and_on_photos_all_that_the_preset_mirrors(id):
    photos = get(id).experiment
    digits = on_images(photos, "digits")
    assert digits.training.augmentation.horizontal_flip is False and not digits.training.mirror_average
    assert digits.training.augmentation.crop == photos.training.augmentation.crop
    assert identify(digits) == identify(photos.on("digits")) == id  # as it was trained before, too
    assert on_images(digits, CIFAR10) == photos
    unmirrored = edited(photos, ("training", "augmentation", "horizontal_flip"), False)
    assert identify(unmirrored) is None


def test_a_design_of_ones_own_and_a_project_of_the_course_keep_what_they_mirror():
    own = edited(get("19").experiment, ("network", "conv_blocks", 0, "filters"), 48)
    for design in (own, get("16").experiment):
        assert on_images(design, "digits") == design.on("digits")


def test_a_design_tells_where_it_came_from_and_what_only_its_images_change_is_no_change():
    sprint = on_images(get("19").experiment, "digits")
    assert origin_of(sprint) == ("Sprint", 0)
    wider = renamed(sprint, edited(sprint, ("network", "conv_blocks", 0, "filters"), 48))
    assert wider.name == "Sprint, block 1: 48 filters" and origin_of(wider) == ("Sprint", 1)
    assert origin_of(changed(wider, name="Mine")) is None


def test_its_limits_and_its_number_of_images_count_as_changes_of_it_and_no_seed():
    for id, preset in BEYOND.items():
        own = preset.experiment
        seeded = changed(own, training=changed(own.training, seed=3), data=changed(own.data, split_seed=3))
        assert (origin_of(seeded).changes, lesson_of(seeded, preset)) == (0, preset.lesson)
        short = changed(
            own, training=changed(own.training, epochs=1, time_limit=5.0), data=changed(own.data, limit=400)
        )
        assert identify(short) == id and origin_of(short) == (preset.title, 3)
        assert lesson_of(short, preset) is lesson_of(on_images(own, "digits"), preset) is None
    project = get("0")
    assert lesson_of(edited(project.experiment, ("training", "epochs"), 1), project) == project.lesson
