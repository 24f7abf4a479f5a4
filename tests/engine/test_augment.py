"""Augmentation against Keras's own ImageDataGenerator, on real images and on its own draws."""

import numpy as np
import pytest

from builder import presets
from builder.design.training.augmentation import Augmentation
from builder.engine.augment import affine_rows, augment, by_operation, draw_rows, transform
from builder.engine.backend import tf

#: The arguments of the two generators on the slides, and the most that a design may ask for.
SETTINGS = {
    "A of project 16": {
        "rotation_range": 15, "zoom_range": 0.1, "shear_range": 0.2, "horizontal_flip": True,
        "width_shift_range": 0.2, "height_shift_range": 0.2,
    },
    "B of project 18": {
        "rotation_range": 25, "zoom_range": 0.1, "shear_range": 0.2, "horizontal_flip": True,
        "width_shift_range": 0.15, "height_shift_range": 0.15,
    },
    "as much as possible": {
        "rotation_range": 180, "zoom_range": 0.5, "shear_range": 45, "horizontal_flip": True,
        "width_shift_range": 0.5, "height_shift_range": 0.5,
    },
}  # fmt: skip
PROJECT_16 = Augmentation(rotation=15, zoom=0.1, shear=0.2, horizontal_flip=True, width_shift=0.2, height_shift=0.2)
DRAWS = 250
#: Of 255. Keras computes in 64 bits, the engine in 32.
TOLERANCE = 0.0012

pytestmark = pytest.mark.filterwarnings("ignore:Please import:DeprecationWarning")


@pytest.fixture(scope="module")
def pictures(digits) -> np.ndarray:
    """Real images with something different in each channel, so that a mix-up of axes shows."""
    images = digits.train.images[:DRAWS].astype(np.float32)
    images[..., 1] = np.roll(images[..., 1], 5, axis=1)
    images[..., 2] = 255 - np.roll(images[..., 2], 3, axis=2)
    return images


def generator(arguments: dict):
    """The generator that the slides ran, as Keras still has it."""
    from keras.src.legacy.preprocessing.image import ImageDataGenerator

    return ImageDataGenerator(**arguments)


def engine_rows(parameters: list[dict]) -> tf.Tensor:
    """The engine's maps for the generator's draws."""
    drawn = {name: np.array([each[name] for each in parameters], np.float64) for name in ("theta", "tx", "ty", "shear")}
    drawn |= {name: np.array([each[name] for each in parameters], np.float64) for name in ("zx", "zy")}
    drawn |= {name: np.deg2rad(drawn[name]) for name in ("theta", "shear")}
    tensors = {name: tf.constant(values, tf.float32) for name, values in drawn.items()}
    flip = tf.constant([bool(each["flip_horizontal"]) for each in parameters])
    return affine_rows(**tensors, flip=flip, height=tf.constant(32.0), width=tf.constant(32.0))


@pytest.mark.parametrize("move", [transform, by_operation], ids=["compiled", "without a compiler"])
@pytest.mark.parametrize("name", SETTINGS)
def test_each_image_moves_as_the_generator_moves_it_on_the_same_draws(pictures: np.ndarray, name: str, move):
    keras_generator = generator(SETTINGS[name])
    parameters = [keras_generator.get_random_transform((32, 32, 3), seed=seed) for seed in range(DRAWS)]
    # apply_transform is apply_affine_transform and then flip_axis.
    expected = np.stack(
        [keras_generator.apply_transform(picture, each) for picture, each in zip(pictures, parameters, strict=True)]
    )
    moved = move(tf.constant(pictures), engine_rows(parameters)).numpy()
    assert np.abs(expected - pictures).max() > 200  # something happened at all
    assert np.abs(moved - expected).max() <= TOLERANCE


def test_projects_16_and_18_draw_what_the_generators_of_the_slides_draw():
    for id, name in (("16", "A of project 16"), ("18", "B of project 18")):
        drawn, arguments = presets.get(id).experiment.training.augmentation, SETTINGS[name]
        assert {
            "rotation_range": drawn.rotation, "zoom_range": drawn.zoom, "shear_range": drawn.shear,
            "horizontal_flip": drawn.horizontal_flip, "width_shift_range": drawn.width_shift,
            "height_shift_range": drawn.height_shift,
        } == arguments  # fmt: skip


#: How the parameters that the generator draws are read off a map, where nothing else is on.
READ_OFF = {
    "theta": (Augmentation(rotation=15), lambda rows: np.degrees(np.arctan2(rows[:, 3], rows[:, 0]))),
    "tx": (Augmentation(width_shift=0.2), lambda rows: rows[:, 2]),
    "ty": (Augmentation(height_shift=0.2), lambda rows: rows[:, 5]),
    "shear": (Augmentation(shear=0.2), lambda rows: -np.degrees(np.arcsin(rows[:, 1]))),
    "zx": (Augmentation(zoom=0.1), lambda rows: rows[:, 0]),
    "zy": (Augmentation(zoom=0.1), lambda rows: rows[:, 4]),
}


@pytest.mark.parametrize("name", READ_OFF)
def test_parameters_are_spread_as_the_generator_spreads_them(name: str):
    augmentation, read_off = READ_OFF[name]
    ours = read_off(draw_rows(augmentation, tf.constant([20_000, 32, 32, 3]), tf.constant([3, 4])).numpy())
    keras_generator = generator(SETTINGS["A of project 16"])
    np.random.seed(0)
    theirs = [keras_generator.get_random_transform((32, 32, 3))[name] for _ in range(20_000)]
    percent = np.arange(0, 101, 5)
    span = np.ptp(theirs)
    # Twice the 99.9 % bound of Kolmogorov and Smirnov for two samples of this size, as a share of the span.
    assert np.percentile(ours, percent) == pytest.approx(np.percentile(theirs, percent), abs=0.04 * span)
    assert np.ptp(ours) == pytest.approx(span, rel=0.001)


@pytest.mark.parametrize(
    ("augmentation", "one", "other"),
    [
        (Augmentation(zoom=0.1), 0, 4),
        (Augmentation(width_shift=0.2, height_shift=0.2), 2, 5),
    ],
    ids=["zooms", "shifts"],
)
def test_the_two_zooms_and_the_two_shifts_are_drawn_apart(augmentation: Augmentation, one: int, other: int):
    rows = draw_rows(augmentation, tf.constant([20_000, 32, 32, 3]), tf.constant([5, 6])).numpy()
    assert abs(np.corrcoef(rows[:, one], rows[:, other])[0, 1]) < 0.03


def test_half_of_the_images_are_mirrored_whatever_else_they_do():
    rows = draw_rows(PROJECT_16, tf.constant([20_000, 32, 32, 3]), tf.constant([7, 8])).numpy()
    mirrored = rows[:, 0] * rows[:, 4] - rows[:, 1] * rows[:, 3] < 0
    assert mirrored.mean() == pytest.approx(0.5, abs=0.015)


def test_a_shift_sideways_moves_sideways_and_one_up_and_down_moves_up_and_down():
    # A dot in the middle; Keras documents width_shift_range as a share of the width, and so sideways.
    dots = np.zeros((DRAWS, 32, 32, 3), np.float32)
    dots[:, 16, 16] = 255
    for augmentation, moving, still in ((Augmentation(width_shift=0.4), 2, 1), (Augmentation(height_shift=0.4), 1, 2)):
        moved = augment(tf.constant(dots), augmentation, tf.constant([0, 1])).numpy()
        seen = np.argwhere(moved[..., 0] > 1)
        assert np.unique(seen[:, still]).tolist() == [16]
        assert len(np.unique(seen[:, moving])) > 20


def test_a_flip_alone_is_the_exact_mirror_image(pictures: np.ndarray):
    changed = augment(tf.constant(pictures), Augmentation(horizontal_flip=True), tf.constant([0, 1])).numpy()
    mirrored = (changed == pictures[:, :, ::-1]).all(axis=(1, 2, 3))
    untouched = (changed == pictures).all(axis=(1, 2, 3))
    assert (mirrored | untouched).all()
    assert 0.35 * DRAWS <= mirrored.sum() <= 0.65 * DRAWS


def test_no_augmentation_leaves_images_as_they_are(pictures: np.ndarray):
    unchanged = augment(tf.constant(pictures), Augmentation(), tf.constant([0, 1])).numpy()
    assert np.array_equal(unchanged, pictures)


def test_equal_seeds_change_a_batch_equally_and_others_differently(pictures: np.ndarray):
    images = tf.constant(pictures)
    first, again, other = (augment(images, PROJECT_16, tf.constant([7, n])).numpy() for n in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_each_image_of_a_batch_gets_draws_of_its_own():
    rows = draw_rows(PROJECT_16, tf.constant([DRAWS, 32, 32, 3]), tf.constant([0, 0])).numpy()
    assert len(np.unique(rows[:, :6], axis=0)) == DRAWS
