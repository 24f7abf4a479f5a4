"""How long a run will take on this machine, before it is submitted: as a range, from what was measured here."""

from typing import NamedTuple

from sqlalchemy import Engine

from builder.design.cost.training_work import training_cost
from builder.design.experiment import Experiment
from builder.design.training.training import Precision, images_per_epoch
from builder.jobs.executor import workplace_of
from builder.jobs.executor.local import machine
from builder.jobs.options import number
from builder.jobs.service.readiness import Readiness
from builder.jobs.service.visits import standby_seconds
from builder.progress.pace import Pace, Reference
from builder.settings import Settings
from builder.store.homes.identity import home_of
from builder.store.runs.queue import runs_before_a_new_one

#: A machine's speed wanders, and so do the estimates: the range reaches from the likeliest time divided by the first
#: to the likeliest time multiplied by the second, and by how crowded the machine is; wider from arithmetic than from a
#: run of the same design. Chosen so that nine trials in ten end within it: `python benchmarks/how_long.py`.
FROM_PACE = (1.5, 2.2)
FROM_RUNS = (1.3, 2.0)
#: So many programs on each processor are worth a word; one that trains alone makes about one.
CROWDED = 1.7
#: For so long a crowd is expected to stay as it is.
CROWDED_SECONDS = 300.0
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


class HowLong(NamedTuple):
    """From Train, or from the run's turn, until it has ended: between `low` and `high` seconds.

    `may_end_sooner`: early stopping, a target or a time limit decides when, so the range is wide. `is_crowded`: other
    programs keep the processors busy, which makes it wide too.
    """

    low: float
    high: float
    may_end_sooner: bool
    is_crowded: bool = False


def how_long(settings: Settings, experiment: Experiment, ready: Readiness) -> HowLong | None:
    """How long this design will train here; None where that is not known: not measured yet, or it cannot be trained.

    Reads two small files.
    """
    if ready.refusal is not None or ready.train_count is None or ready.validation_count is None:
        return None
    # Not where this module is imported: the command line starts without it.
    from builder.engine.known_pace import known_pace, known_trained

    folder = workplace_of(settings).measurements
    pace = known_pace(folder)
    trained = known_trained(folder, experiment)
    if pace is None and trained is None:
        return None
    images = images_per_epoch(ready.train_count, experiment.training)
    look = LOOK * experiment.training.views
    learnt = training_cost(experiment)
    work = images * learnt + look * ready.validation_count
    if trained is not None:
        before = trained.train_images * learnt + look * trained.validation_images
        epoch = EPOCH + max(trained.epoch_seconds - EPOCH, trained.epoch_seconds / 4) * work / before
        reach = FROM_RUNS
    else:
        assert pace is not None
        epoch = EPOCH + work * seconds_per_image(experiment, ready, pace)
        reach = FROM_PACE
    around = seconds_around(experiment, ready, pace, is_known=trained is not None)
    fewest, most = epochs_between(experiment)
    crowd = machine.crowd()
    # Others may end meanwhile, and what was measured beside them was slow.
    fast = reach[0] * crowd**0.5
    shortest, longest = fewest * epoch / fast, beside_others(most * epoch * reach[1], crowd)
    if (minutes := experiment.training.time_limit) is not None:
        # It ends after the last epoch that fits in.
        longest_epoch = epoch * reach[1] * crowd
        shortest = min(shortest, max(0.0, 60 * minutes - longest_epoch))
        longest = min(longest, max(60 * minutes, longest_epoch))
    return HowLong(
        around / fast + shortest,
        around * reach[1] * crowd + longest,
        may_end_sooner=fewest < most or minutes is not None,
        is_crowded=crowd > CROWDED,
    )


def beside_others(seconds: float, crowd: float) -> float:
    """How long this many seconds of work may take in a crowd: what is so this minute says little about later ones."""
    soon = min(seconds, CROWDED_SECONDS)
    return soon * crowd + (seconds - soon) * min(crowd, CROWDED)


def seconds_per_image(experiment: Experiment, ready: Readiness, pace: Pace) -> float:
    """What one image of training costs, by the references of the format that is fastest, or chosen."""
    chosen = experiment.training.precision
    formats: set[Precision] = {one.precision for one in pace.references}
    usable = {one for one in formats if one == chosen} or formats
    by_arithmetic = min(_by_two(experiment, ready, pace, precision) for precision in usable)
    batch = min(experiment.training.batch_size, ready.train_count or 1)
    per_step = STEP + PARAMETER * ready.summary.total
    return by_arithmetic + per_step / batch + (AUGMENTED if experiment.training.augmentation else 0.0)


def _by_two(experiment: Experiment, ready: Readiness, pace: Pace, precision: Precision) -> float:
    """Seconds for an image = a · activations + b · multiply-adds, where a and b fit both references."""
    shallow, deep = (one for one in pace.references if one.precision == precision)
    from builder.engine.known_pace import activations

    of_activations, of_multiply_adds = _fitted(shallow, deep)
    return of_activations * activations(ready.summary) + of_multiply_adds * ready.summary.multiply_adds


def _fitted(shallow: Reference, deep: Reference) -> tuple[float, float]:
    """a and b, neither of them below nought."""
    x1, y1, t1 = shallow.activations, shallow.multiply_adds, shallow.seconds_per_image
    x2, y2, t2 = deep.activations, deep.multiply_adds, deep.seconds_per_image
    determinant = x1 * y2 - x2 * y1
    a, b = (t1 * y2 - t2 * y1) / determinant, (x1 * t2 - x2 * t1) / determinant
    if a < 0:
        return 0.0, t2 / y2
    return (a, b) if b >= 0 else (t2 / x2, 0.0)


def seconds_around(experiment: Experiment, ready: Readiness, pace: Pace | None, *, is_known: bool) -> float:
    """What a run takes besides its epochs: starting, building, finding the faster format, and the test at the end."""
    if pace is None:
        return START + END + BUILDS * REFERENCE_BUILD
    deep = max(pace.references, key=lambda one: one.layers)
    formats = {one.precision for one in pace.references}
    build = deep.seconds_to_build * len(ready.summary.rows) / deep.layers
    measures = experiment.training.precision == "auto" and len(formats) > 1 and not is_known
    builds = BUILDS + (BUILDS_TO_MEASURE if measures else 0.0)
    looked_at = (ready.validation_images or 0) * 2
    slowness = max(1.0, deep.seconds_to_build / REFERENCE_BUILD)
    looks = looked_at * LOOK * experiment.training.views
    return (START + END) * slowness + builds * build + looks * seconds_per_image(experiment, ready, pace)


def epochs_between(experiment: Experiment) -> tuple[int, int]:
    """The fewest and the most epochs that the design's own rules allow."""
    training = experiment.training
    fewest = training.epochs
    if training.target is not None:
        fewest = 1
    for stop in training.early_stopping:
        fewest = min(fewest, stop.patience + 1)
    return fewest, training.epochs


def runs_before(settings: Settings, db: Engine, owner: str) -> int:
    """How many runs start or end before a run of this owner that is submitted now could start; 0: it starts at once."""
    running, queued = runs_before_a_new_one(db, owner, home_of(settings))
    together = int(number("BUILDER_PARALLEL_RUNS", 1))
    return max(0, running + queued - together + 1)


def will_be_measured() -> bool:
    """Whether a process is to stand by, which measures this machine while nothing trains."""
    return standby_seconds() > 0
