"""What may be wrong with what happens to the images in training."""

from collections.abc import Callable, Iterator

from builder.design.checks.problem import Context, Problem
from builder.design.edit.fields import changed
from builder.design.network.place import TRAINING
from builder.design.training.augmentation import Augmentation


def _cutout_leaves_something(context: Context) -> Iterator[Problem]:
    """A square that hides half of an image hides what it shows."""
    augmentation = context.training.augmentation
    if augmentation is None or not augmentation.cutout:
        return
    height, width, _ = context.experiment.images.shape
    side = min(augmentation.cutout, height, width)
    if 2 * side * side < height * width:
        return
    smaller = min(height, width) // 4
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="Cutout hides most of each image",
        what=f"A square of {side} × {side} pixels is {side * side:,} of the {height * width:,} of an image of "
        f"{height} × {width}: what is left often does not show what it is.",
        fix_label=f"Use {smaller} pixels",
        fix=context.with_training(augmentation=changed(augmentation, cutout=smaller)),
    )


def _mirror_images_were_learnt(context: Context) -> Iterator[Problem]:
    """A network that never saw a mirror image has nothing to say of one."""
    augmentation = context.training.augmentation or Augmentation()
    if not context.training.mirror_average or augmentation.horizontal_flip:
        return
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="No mirror image is learnt from",
        what="Evaluation takes the mean of what the network says of an image and of its mirror image, but training "
        "mirrors 0 of its images: what the network says of a mirror image is then worth less.",
        fix_label="Mirror training images, too",
        fix=context.with_training(augmentation=changed(augmentation, horizontal_flip=True)),
    )


#: Every rule about what happens to the images, in the order in which their problems are shown.
TRAINING_IMAGES_RULES: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    _cutout_leaves_something,
    _mirror_images_were_learnt,
)
