"""The stream of batches: complete, shuffled by the seed, scaled, and endless."""

import numpy as np
import pytest

from builder.design.experiment import Experiment
from builder.design.network.blocks.conv import ConvBlock
from builder.design.network.network import Network
from builder.design.training.augmentation import Augmentation
from builder.design.training.training import Training, steps_per_epoch
from builder.engine.build import build_model, compile_model
from builder.engine.pipeline import evaluation_batches, images_in, training_batches

COUNT, BATCH = 50, 16


@pytest.fixture(scope="module")
def images(digits) -> np.ndarray:
    return digits.train.images[:COUNT]


#: The labels are the images' own numbers, so that a batch shows which images it holds.
NUMBERS = np.arange(COUNT, dtype=np.uint8)


def batches(images: np.ndarray, training: Training, count: int) -> list[tuple[np.ndarray, np.ndarray]]:
    stream = training_batches(images, NUMBERS, training)
    return list(stream.take(count).as_numpy_iterator())


def order(images: np.ndarray, passes: int, **training) -> list[list[int]]:
    """The numbers of the images in each of the first passes."""
    stream = batches(images, Training(batch_size=BATCH, **training), 4 * passes)
    numbers = np.concatenate([labels for _, labels in stream]).tolist()
    return [numbers[start : start + COUNT] for start in range(0, passes * COUNT, COUNT)]


def test_each_pass_holds_every_image_once_and_its_last_batch_is_short(images: np.ndarray):
    sizes = [len(labels) for _, labels in batches(images, Training(batch_size=BATCH), 8)]
    assert sizes == [16, 16, 16, 2, 16, 16, 16, 2]
    first, second = order(images, passes=2)
    assert sorted(first) == sorted(second) == list(range(COUNT))


def test_the_order_changes_with_each_pass_and_follows_from_the_seed(images: np.ndarray):
    first, second = order(images, passes=2, seed=1)
    assert first != second
    assert order(images, passes=2, seed=1) == [first, second]
    assert order(images, passes=1, seed=2) != [first]


def test_pixels_are_divided_by_255_and_keep_their_labels(images: np.ndarray):
    for pixels, labels in batches(images, Training(batch_size=BATCH), 4):
        assert pixels.dtype == np.float32
        assert np.array_equal(pixels, images[labels].astype(np.float32) / np.float32(255))


def test_augmented_batches_are_as_shuffled_as_others_and_repeat_with_the_seed(images: np.ndarray):
    training = Training(batch_size=BATCH, seed=3, augmentation=Augmentation(rotation=15, width_shift=0.2))
    plain = Training(batch_size=BATCH, seed=3)
    first, again = batches(images, training, 8), batches(images, training, 8)
    for (pixels, labels), (pixels_again, _), (_, plain_labels) in zip(
        first, again, batches(images, plain, 8), strict=True
    ):
        assert np.array_equal(pixels, pixels_again)
        assert np.array_equal(labels, plain_labels)
        assert not np.array_equal(pixels, images[labels] / 255)
        assert 0 <= pixels.min() <= pixels.max() <= 1.00001


def test_an_image_is_changed_anew_in_each_pass(images: np.ndarray):
    training = Training(batch_size=COUNT, augmentation=Augmentation(rotation=15))
    (first, first_labels), (second, second_labels) = batches(images, training, 2)
    assert not np.array_equal(first[np.argsort(first_labels)], second[np.argsort(second_labels)])


def test_alternating_flips_mirror_a_half_first_then_the_other_half_and_then_the_first_again(images: np.ndarray):
    training = Training(batch_size=BATCH, seed=3, augmentation=Augmentation(horizontal_flip="alternating"))
    passes = np.zeros((3, COUNT), bool)
    for number, (pixels, labels) in enumerate(batches(images, training, 12)):
        plain = images[labels].astype(np.float32) / np.float32(255)
        mirrored = (pixels == plain[:, :, ::-1]).all(axis=(1, 2, 3))
        assert (mirrored | (pixels == plain).all(axis=(1, 2, 3))).all()
        passes[number // 4, labels] = mirrored
    assert 0.3 * COUNT < passes[0].sum() < 0.7 * COUNT
    assert np.array_equal(passes[1], ~passes[0]) and np.array_equal(passes[2], passes[0])


def test_an_augmentation_that_is_all_zero_changes_nothing(images: np.ndarray):
    training = Training(batch_size=COUNT, augmentation=Augmentation())
    ((pixels, labels),) = batches(images, training, 1)
    assert np.array_equal(pixels, images[labels].astype(np.float32) / np.float32(255))


def test_evaluation_takes_every_image_once_in_order(images: np.ndarray):
    stream = list(evaluation_batches(images, NUMBERS, batch_size=BATCH).as_numpy_iterator())
    assert np.concatenate([labels for _, labels in stream]).tolist() == list(range(COUNT))
    assert np.array_equal(np.concatenate([pixels for pixels, _ in stream]), images.astype(np.float32) / np.float32(255))


@pytest.mark.parametrize(
    ("steps", "images"), [(0, 0), (1, 128), (312, 39_936), (313, 40_000), (314, 40_128), (626, 80_000)]
)
def test_images_in_a_number_of_batches_of_project_15(steps: int, images: int):
    assert images_in(steps, image_count=40_000, batch_size=128) == images


def test_an_epoch_is_one_pass_or_the_steps_that_are_asked_for():
    assert steps_per_epoch(40_000, Training(batch_size=512)) == 79
    assert steps_per_epoch(40_000, Training(batch_size=128, steps_per_epoch=100)) == 100


def test_a_short_last_batch_compiles_nothing_anew(images: np.ndarray):
    traces = []
    network = Network(conv_blocks=(ConvBlock(filters=1),), dense_blocks=())
    model = build_model(Experiment(network=network), seed=0)
    training = Training(batch_size=BATCH)
    compile_model(model, training)
    train_step = model.train_step
    model.train_step = lambda batch: traces.append(batch) or train_step(batch)
    labels = NUMBERS % 10
    model.fit(training_batches(images, labels, training), steps_per_epoch=4, epochs=2, shuffle=False, verbose=0)
    assert len(traces) == 1


@pytest.mark.parametrize("first_step", [1, 3, 4, 5, 9])
@pytest.mark.parametrize(
    "augmentation",
    [Augmentation(rotation=15), Augmentation(horizontal_flip="alternating", crop=2, cutout=8)],
    ids=["rotation", "crops"],
)
def test_a_stream_that_begins_later_is_the_rest_of_the_whole_one(images: np.ndarray, augmentation, first_step: int):
    """Four batches make a pass: it begins within the first pass, at its end, and in the third."""
    training = Training(batch_size=BATCH, seed=3, augmentation=augmentation)
    whole = batches(images, training, 12)[first_step:]
    stream = training_batches(images, NUMBERS, training, first_step=first_step).take(12 - first_step)
    for (pixels, labels), (rest_pixels, rest_labels) in zip(whole, stream.as_numpy_iterator(), strict=True):
        assert np.array_equal(labels, rest_labels)
        assert np.array_equal(pixels, rest_pixels)
