"""What a training costs in seconds, by arithmetic from the small networks that were measured here."""

from builder.design.training.training import Precision
from builder.progress.pace import Cost, Pace, Reference

#: From Train until TensorFlow and the images are there, with a process that stands by, and after the last epoch, in
#: seconds on the machine where the reference network took REFERENCE_BUILD seconds to build.
START, END, REFERENCE_BUILD = 1.0, 0.5, 1.5
#: What an epoch costs besides its images: its record, its checkpoint, the start of its validation.
EPOCH = 0.08
#: What a step costs besides its images, and each parameter in it, which the optimiser changes.
STEP, PARAMETER = 0.002, 4e-9
#: An image that is only named costs a third of one that is learnt from (`builder.engine.meter.VALIDATION_COST`).
LOOK = 1 / 3
#: What augmentation costs an image.
AUGMENTED = 0.00005
#: How often a network is built: for training, for validation and for predictions; and to find the faster format.
BUILDS, BUILDS_TO_MEASURE = 1.8, 1.6


def seconds_per_image(cost: Cost, pace: Pace) -> float:
    """What one image of training costs, by the references of the format that is fastest, or chosen."""
    formats: set[Precision] = {one.precision for one in pace.references}
    usable = {one for one in formats if one == cost.precision} or formats
    by_arithmetic = min(_by_two(cost, pace, precision) for precision in usable)
    per_step = STEP + PARAMETER * cost.parameters
    return by_arithmetic + per_step / cost.batch_size + (AUGMENTED if cost.is_augmented else 0.0)


def _by_two(cost: Cost, pace: Pace, precision: Precision) -> float:
    """Seconds for an image = a · activations + b · multiply-adds, where a and b fit both references."""
    shallow, deep = (one for one in pace.references if one.precision == precision)
    of_activations, of_multiply_adds = _fitted(shallow, deep)
    return of_activations * cost.activations + of_multiply_adds * cost.multiply_adds


def _fitted(shallow: Reference, deep: Reference) -> tuple[float, float]:
    """a and b, neither of them below nought."""
    x1, y1, t1 = shallow.activations, shallow.multiply_adds, shallow.seconds_per_image
    x2, y2, t2 = deep.activations, deep.multiply_adds, deep.seconds_per_image
    determinant = x1 * y2 - x2 * y1
    a, b = (t1 * y2 - t2 * y1) / determinant, (x1 * t2 - x2 * t1) / determinant
    if a < 0:
        return 0.0, t2 / y2
    return (a, b) if b >= 0 else (t2 / x2, 0.0)


def seconds_around(cost: Cost, pace: Pace | None, predicted: int) -> float:
    """What a run takes besides its epochs: starting, building, and `predicted` images at its end."""
    if pace is None:
        return START + END + BUILDS * REFERENCE_BUILD
    looks = predicted * LOOK * cost.views
    slowness = max(1.0, _deepest(pace).seconds_to_build / REFERENCE_BUILD)
    return (START + END) * slowness + BUILDS * _build(cost, pace) + looks * seconds_per_image(cost, pace)


def seconds_to_measure(cost: Cost, pace: Pace | None) -> float:
    """How long the first run of a design looks for the format that trains it fastest."""
    if pace is None or cost.precision != "auto" or len({one.precision for one in pace.references}) == 1:
        return 0.0
    return BUILDS_TO_MEASURE * _build(cost, pace)


def _build(cost: Cost, pace: Pace) -> float:
    deepest = _deepest(pace)
    return deepest.seconds_to_build * cost.layers / deepest.layers


def _deepest(pace: Pace) -> Reference:
    return max(pace.references, key=lambda one: one.layers)
