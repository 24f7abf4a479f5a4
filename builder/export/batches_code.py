"""What happens to the training images of an experiment, as source: Keras's generator, or batches of our own."""

import textwrap

from builder.design.experiment import Experiment
from builder.design.training.augmentation import GREY, Augmentation
from builder.design.training.training import Training

_BATCHES = '''\
def batches(images, labels):
    """An endless stream of batches, pass after pass: every image once in each pass, changed as follows."""
    draw = np.random.default_rng({seed})
{before}    while True:
        for taken in np.split(draw.permutation(len(images)), range({batch_size}, len(images), {batch_size})):
{changes}            yield batch.astype("float32") / 255, labels[taken]
{after}'''


def needs_generator(training: Training) -> bool:
    """Whether the script draws its batches from a generator: to augment, or as an endless stream."""
    return training.augmentation is not None or training.steps_per_epoch is not None


def needs_own_batches(training: Training) -> bool:
    """Whether that generator is the script's own, as ImageDataGenerator lacks a change."""
    augmentation = training.augmentation or Augmentation()
    return bool(augmentation.alternates or augmentation.crop or augmentation.cutout)


def needs_keras_generator(training: Training) -> bool:
    """Whether the script uses Keras's ImageDataGenerator."""
    if needs_own_batches(training):
        return (training.augmentation or Augmentation()).moves
    return needs_generator(training)


def batches_code(experiment: Experiment) -> str:
    """The source of batches(images, labels), from bytes to numbers between 0 and 1; empty where it is not needed."""
    training = experiment.training
    if not needs_own_batches(training):
        return ""
    augmentation = training.augmentation or Augmentation()
    before, changes, after = [], ["batch = images[taken]"], []
    taken, turned = "images[taken]", "images[taken, :, ::-1]"
    if augmentation.moves:
        before += augmenter_lines(augmentation)
        changes = ['batch = np.stack([augmenter.random_transform(image.astype("float32")) for image in images[taken]])']
        taken, turned = "batch", "batch[:, :, ::-1]"
    if augmentation.alternates:
        before.append("mirrored = draw.random(len(images)) < 0.5  # a random half; in the next pass, the others")
        changes = changes if augmentation.moves else []
        changes.append(f"batch = np.where(mirrored[taken, None, None, None], {turned}, {taken})")
        after.append("mirrored = ~mirrored")
    changes += _crop(augmentation, experiment.images.shape) + _cutout(augmentation, experiment.images.shape)
    return _BATCHES.format(
        seed=training.seed,
        batch_size=training.batch_size,
        before=_indented(before, 4),
        changes=_indented(changes, 12),
        after=_indented(after, 8),
    )


def augmenter_lines(augmentation: Augmentation, *more: str) -> list[str]:
    """Lines that make the ImageDataGenerator of these changes, with further arguments before them."""
    # Keras 3.15 draws the shift along x by height_shift_range, and the one along y by width_shift_range.
    sideways, up_and_down = augmentation.width_shift, augmentation.height_shift
    arguments = {
        "rotation_range": augmentation.rotation,
        "width_shift_range": up_and_down,
        "height_shift_range": sideways,
        "shear_range": augmentation.shear,
        "zoom_range": augmentation.zoom,
    }
    lines = [f"    {name}={value!r}," for name, value in arguments.items() if value]
    if sideways != up_and_down:
        lines.insert(0, "    # Keras 3.15 moves sideways by height_shift_range, and up and down by width_shift_range.")
    if augmentation.horizontal_flip is True:
        lines.append("    horizontal_flip=True,")
    return ["augmenter = ImageDataGenerator(", *(f"    {argument}," for argument in more), *lines, ")"]


def _crop(augmentation: Augmentation, shape: tuple[int, int, int]) -> list[str]:
    """A part of the image's own size, out of the image and its mirrored edges."""
    (height, width, _), pad = shape, augmentation.crop
    if not pad:
        return []
    return [
        f'padded = np.pad(batch, ((0, 0), ({pad}, {pad}), ({pad}, {pad}), (0, 0)), mode="reflect")',
        f"corners = draw.integers(0, {2 * pad + 1}, (len(batch), 2))",
        f"batch = np.stack([image[y : y + {height}, x : x + {width}] for image, (y, x) in zip(padded, corners)])",
    ]


def _cutout(augmentation: Augmentation, shape: tuple[int, int, int]) -> list[str]:
    """A grey square within each image."""
    height, width, _ = shape
    side = min(augmentation.cutout, height, width)
    if not side:
        return []
    return [
        'batch = batch.astype("float32")',
        f"for image in batch:  # a grey square of {side} × {side} pixels",
        f"    y, x = draw.integers(0, {height - side + 1}), draw.integers(0, {width - side + 1})",
        f"    image[y : y + {side}, x : x + {side}] = {GREY}",
    ]


def _indented(lines: list[str], by: int) -> str:
    return textwrap.indent("".join(f"{line}\n" for line in lines), " " * by)
