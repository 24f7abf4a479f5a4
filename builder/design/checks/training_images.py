"""What may be wrong with what happens to the images in training."""

from collections.abc import Callable, Iterator

from builder.design.checks.problem import Context, Problem
from builder.design.cost.summary import Row, Summary, summarize
from builder.design.cost.training_work import on_smaller_images
from builder.design.edit.fields import changed, edited, range_of
from builder.design.experiment import Experiment
from builder.design.network.network import ways_to_a_vector
from builder.design.network.place import TRAINING
from builder.design.training.augmentation import Augmentation
from builder.design.training.progressive_size import ProgressiveSize


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
    if not context.experiment.images.may_be_mirrored:
        yield Problem(
            place=TRAINING,
            severity="warning",
            title="Digits and letters have no mirror image",
            what="Evaluation takes the mean of what the network says of an image and of its mirror image, but in a "
            "mirror a 2 or a 7 is no digit any more: one of the two answers is worth nothing.",
            fix_label="Name each image once",
            fix=context.with_training(mirror_average=False),
        )
        return
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="No mirror image is learnt from",
        what="Evaluation takes the mean of what the network says of an image and of its mirror image, but training "
        "mirrors none of its images, so what the network says of a mirror image is worth less.",
        fix_label="Mirror training images, too",
        fix=context.with_training(augmentation=changed(augmentation, horizontal_flip=True)),
    )


def _smaller_images_are_smaller(context: Context) -> Iterator[Problem]:
    """A progressive size begins below the full one."""
    progressive = context.training.progressive_size
    height, width, _ = context.experiment.images.shape
    if progressive is None or progressive.size < min(height, width):
        return
    smaller = 3 * min(height, width) // 4
    is_possible = (range_of(ProgressiveSize, "size").low or 0) <= smaller
    yield Problem(
        place=TRAINING,
        severity="warning",
        title="The first images are no smaller",
        what=f"Training begins with images of {progressive.size} pixels on the shorter side, and theirs has "
        f"{min(height, width)}: nothing is saved.",
        fix_label=f"Begin with {smaller} pixels" if is_possible else "Train on one size",
        fix=context.with_training(
            progressive_size=changed(progressive, size=smaller) if is_possible else None,
        ),
    )


def _network_takes_both_sizes(context: Context) -> Iterator[Problem]:
    """Where maps become a vector by Flatten, its length and the weights after it follow from the images' size."""
    progressive = context.training.progressive_size
    if progressive is None or context.summary.broken is not None:
        return
    smaller = summarize(on_smaller_images(context.experiment))
    height, width, _ = smaller.image_shape
    if smaller.broken is not None:
        place, reason = smaller.broken
        yield Problem(
            place=TRAINING,
            severity="error",
            title="The first images are too small for this network",
            what=f"With images of {height} × {width}, in {place}, {reason}.",
            fix_label="Train on one size",
            fix=context.with_training(progressive_size=None),
        )
        return
    other = _first_that_differs(context.summary, smaller)
    if other is None:
        return
    full, small = other
    pooled = _with_global_pooling(context.experiment)
    full_height, full_width, _ = context.summary.image_shape
    yield Problem(
        place=TRAINING,
        severity="error",
        title="This network takes images of one size",
        what=f"{full.name} has {full.parameters:,} parameters for images of {full_height} × {full_width}, and would "
        f"need {small.parameters:,} for the first ones, of {height} × {width}. Global pooling in place of "
        f"{context.network.to_vector.replace('_', ' ')} makes one number of each map, however large it is.",
        fix_label="Train on one size" if pooled is None else "Use global pooling",
        fix=context.with_training(progressive_size=None) if pooled is None else pooled,
    )


def _first_that_differs(full: Summary, smaller: Summary) -> tuple[Row, Row] | None:
    """The first layer, in both, whose weights follow from the size of the images; None if there is none."""
    pairs = zip(full.rows, smaller.rows, strict=True)
    return next((pair for pair in pairs if pair[0].parameters != pair[1].parameters), None)


def _with_global_pooling(experiment: Experiment) -> Experiment | None:
    """The design with the first way to a vector that takes images of both sizes; None without one."""
    for way in ways_to_a_vector():
        pooled = edited(experiment, ("network", "to_vector"), way)
        full, smaller = summarize(pooled), summarize(on_smaller_images(pooled))
        if full.broken is None and smaller.broken is None and _first_that_differs(full, smaller) is None:
            return pooled
    return None


#: Every rule about what happens to the images, in the order in which their problems are shown.
TRAINING_IMAGES_RULES: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    _cutout_leaves_something,
    _mirror_images_were_learnt,
    _smaller_images_are_smaller,
    _network_takes_both_sizes,
)
