"""How long a run will take on this machine, before it is submitted: as a range, from what was measured here."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from sqlalchemy import Engine

from builder.design.experiment import Experiment
from builder.design.training.training import images_per_epoch
from builder.jobs.executor import workplace_of
from builder.jobs.executor.local import machine
from builder.jobs.options import number
from builder.jobs.service.costs import EPOCH, LOOK, seconds_around, seconds_per_image, seconds_to_measure
from builder.jobs.service.readiness import Readiness
from builder.jobs.service.visits import standby_seconds
from builder.progress.pace import Cost, Pace, Trained
from builder.settings import Settings
from builder.store.homes.identity import home_of
from builder.store.runs.queue import runs_before_a_new_one

#: A machine's speed wanders, and so do the estimates. The range reaches from the quickest time divided by the first to
#: the slowest multiplied by the second: of a run that cost as much for each image, of a similar one, and of the two
#: small networks that were measured. Chosen so that nine trials in ten end within it: `python benchmarks/how_long.py`.
FROM_SAME, FROM_SIMILAR, FROM_PACE = (1.35, 1.5), (1.6, 1.9), (1.6, 2.2)
#: Networks are similar up to this factor between their multiply-adds, and between their activations.
SIMILAR = 4.0
#: So many programs on each processor are a crowd; one that trains alone makes about one. Training steps back for
#: others, so that a crowd stretches it many times, and from one minute to the next by another factor.
CROWDED = 1.7
#: A crowd that is larger by this factor than when what is known was measured is another one.
LARGER = 1.5
#: Under the same rules, a similar network ends after so many times fewer or more epochs.
OTHER_EPOCHS = 2.0


class HowLong(NamedTuple):
    """From Train, or from the run's turn, until it has ended: between `low` and `high` seconds.

    `may_end_sooner`: early stopping, a target or a time limit decides when, so the range is wide. `crowd`: whether
    other programs keep the processors busy. Then no range is sure: it takes longer than this for as long as they do,
    or, where they did so when this was measured, about as long.
    """

    low: float
    high: float
    may_end_sooner: bool
    crowd: Literal["none", "as measured", "larger"] = "none"


class Between(NamedTuple):
    """The seconds of an epoch, and of all that is around the epochs, each at the quickest and at the slowest."""

    epoch: tuple[float, float]
    around: tuple[float, float]
    crowd: float


def how_long(settings: Settings, experiment: Experiment, ready: Readiness) -> HowLong | None:
    """How long this design will train here; None where that is not known: not measured yet, or it cannot be trained.

    By the newest run here of a design that costs as much, else of a similar one, else by the two small networks; but
    no quicker than the newest one that had less to do. Reads two small files.
    """
    if ready.refusal is not None or ready.train_count is None or ready.validation_count is None:
        return None
    # Not where this module is imported: the command line starts without it.
    from builder.engine.known_pace import cost_of, costs_like, design_like, ends_like, known_pace, trained_lately

    folder = workplace_of(settings).measurements
    pace, lately = known_pace(folder), trained_lately(folder)
    cost, like = cost_of(experiment, ready.summary), costs_like(experiment)
    same = next((one for one in lately if one.costs_like == like), None)
    run = same or next((one for one in lately if pace is not None and _is_similar(one.cost, cost)), None)
    work = (
        images_per_epoch(ready.train_count, experiment.training) * cost.learnt
        + LOOK * cost.views * ready.validation_count
    )
    predicted = 2 * (ready.validation_images or 0)
    if run is not None:
        found = _by_run(run, cost, pace, work, predicted, is_same=same is not None)
    elif pace is not None:
        found = _by_pace(cost, pace, work, predicted)
    else:
        return None
    less = next((one for one in lately if _costs_less(one, cost, work)), None)
    if same is None and less is not None:
        found = _no_less(found, less)
    own = design_like(experiment), ends_like(experiment)
    fewest, most = epochs_expected(experiment, *own, lately)
    shortest, longest = fewest * found.epoch[0], most * found.epoch[1]
    if (minutes := experiment.training.time_limit) is not None:
        # It ends after the last epoch that fits in.
        shortest = min(shortest, max(0.0, 60 * minutes - found.epoch[1]))
        longest = min(longest, max(60 * minutes, found.epoch[1]))
    now = machine.crowd()
    return HowLong(
        found.around[0] + shortest,
        found.around[1] + longest,
        may_end_sooner=fewest < most or minutes is not None,
        crowd="none" if now <= CROWDED else "larger" if now > LARGER * found.crowd else "as measured",
    )


def _by_pace(cost: Cost, pace: Pace, work: float, predicted: int) -> Between:
    """By the small networks, whose quickest steps met no other program."""
    epoch = EPOCH + work * seconds_per_image(cost, pace)
    around = seconds_around(cost, pace, predicted) + seconds_to_measure(cost, pace)
    quicker, slower = FROM_PACE
    return Between((epoch / quicker, epoch * slower), (around / quicker, around * slower), crowd=1.0)


def _by_run(run: Trained, cost: Cost, pace: Pace | None, work: float, predicted: int, *, is_same: bool) -> Between:
    """By what a run took, image for image; a similar network's images cost as the arithmetic has them differ."""
    quicker, slower = FROM_SAME if is_same else FROM_SIMILAR
    if machine.crowd() <= CROWDED < run.crowd:
        quicker *= run.crowd  # those that it had to share with are gone
    times = work / (run.train_images * run.cost.learnt + LOOK * run.cost.views * run.validation_images)
    around, more = seconds_around(cost, pace, predicted), 0.0
    if pace is not None and not is_same:
        times *= seconds_per_image(cost, pace) / seconds_per_image(run.cost, pace)
        more = seconds_to_measure(cost, pace)
    if run.around_seconds is not None:
        around *= run.around_seconds / seconds_around(run.cost, pace, predicted)
    around += more

    def epoch(seconds: float) -> float:
        return EPOCH + max(seconds - EPOCH, seconds / 4) * times

    return Between(
        (epoch(run.quickest) / quicker, epoch(run.slowest) * slower),
        (around / quicker, around * slower),
        crowd=run.crowd,
    )


def _no_less(found: Between, less: Trained) -> Between:
    """What was found, but no quicker than the last run here that had less to do, as long as what it had to share the
    machine with is there."""
    if machine.crowd() <= CROWDED < less.crowd or less.slowest <= found.epoch[0]:
        return found
    epoch = max(found.epoch[0], less.quickest), max(found.epoch[1], less.slowest)
    return found._replace(epoch=epoch, crowd=max(found.crowd, less.crowd))


def _costs_less(one: Trained, cost: Cost, work: float) -> bool:
    """Whether an epoch of that run was less work than one of this cost with so many images, in every respect."""
    its_work = one.train_images * one.cost.learnt + LOOK * one.cost.views * one.validation_images
    return (
        its_work <= work and one.cost.multiply_adds <= cost.multiply_adds and one.cost.activations <= cost.activations
    )


def _is_similar(one: Cost, other: Cost) -> bool:
    """Whether what an image costs one network says something of what it costs the other."""
    pairs = ((one.multiply_adds, other.multiply_adds), (one.activations, other.activations))
    return all(max(pair) <= SIMILAR * min(pair) for pair in pairs)


def epochs_expected(experiment: Experiment, design: str, ends: str, lately: Sequence[Trained]) -> tuple[int, int]:
    """The fewest and the most epochs to expect: as many as when this very design was trained here, since the same seed
    gives the same curve; about as many as another took under the same rules; else what the rules allow."""
    fewest, most = epochs_between(experiment)
    before = [one for one in lately if one.epochs_to_end is not None and one.ends_like == ends]
    run = next((one for one in before if one.design == design), None) or next(iter(before), None)
    if run is None or run.epochs_to_end is None:
        return fewest, most
    if run.design == design:
        return run.epochs_to_end, run.epochs_to_end
    return max(fewest, int(run.epochs_to_end / OTHER_EPOCHS)), min(most, int(run.epochs_to_end * OTHER_EPOCHS))


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
