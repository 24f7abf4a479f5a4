"""Two runs that differ in one thing: how they are named and recorded, and what their test results say."""

from sqlalchemy import Engine

from builder.design.base import Value
from builder.design.data import Data
from builder.design.edit.fields import changed as changed_fields
from builder.design.edit.fields import edited
from builder.design.experiment import MAX_NAME_LENGTH, Experiment
from builder.statistics.mcnemar import SURPRISING, each_alone_right, mcnemar
from builder.statistics.paired import paired_interval
from builder.statistics.predictions import Predictions
from builder.store.ids import new_id
from builder.store.runs.groups import Membership, group_with, groups_of
from builder.store.runs.records import Run, runs_by_id
from builder.words.counts import count
from builder.words.numbers import probability, signed

#: The roles of the two runs in their groups.
ROLES = ("base", "changed")
#: How many of an owner's newest pairs are looked at.
MOST_PAIRS = 200


class Pair(Value):
    """A run and the run with one thing changed."""

    base: Run
    changed: Run


class Verdict(Value):
    """How two networks compare on the same test images.

    Fractions: `difference` is the changed network's accuracy minus the base's, `interval` its 95 % interval, and
    `probability` that of counts this uneven if both were equally good. Only the base got `base_alone` images right.
    """

    count: int
    base_alone: int
    changed_alone: int
    difference: float
    interval: tuple[float, float]
    probability: float

    @property
    def is_more_than_chance(self) -> bool:
        return self.probability < SURPRISING


def pair_of_designs(
    base: Experiment, changed: Experiment, project: str, what: str, *, data: Data, seed: int, epochs: int
) -> tuple[Experiment, Experiment]:
    """Both designs on the same images, with the same seed and at most as many epochs, named "P4" and "P4 + …"."""
    name = f"P{project}"
    other = f"{name} + {what}"
    if len(other) > MAX_NAME_LENGTH:
        other = f"{other[: MAX_NAME_LENGTH - 1]}…"

    def ready(design: Experiment, name: str) -> Experiment:
        training = changed_fields(design.training, seed=seed, epochs=epochs)
        return changed_fields(design, name=name, data=data, training=training)

    return ready(base, name), ready(changed, other)


def with_seed(pair: Pair, seed: int) -> tuple[Experiment, Experiment]:
    """Both designs again, with another seed."""
    return _seeded(pair.base.experiment, seed), _seeded(pair.changed.experiment, seed)


def memberships(
    db: Engine, owner: str, base: Experiment, changed: Experiment
) -> tuple[tuple[Membership, ...], tuple[Membership, ...]]:
    """The groups of the base and of the changed run that this owner is about to submit.

    The two form a pair, and join all of the owner's runs that ask the same question with another seed.
    """
    asked = _question(base, changed)
    same = (pair for pair in pairs_of(db, owner) if _question(pair.base.experiment, pair.changed.experiment) == asked)
    before = next((group_with(db, "seeds", pair.base.id) for pair in same), None)
    pair, question = new_id(), new_id() if before is None else before.id
    first, second = (
        (Membership(group=pair, kind="pair", role=role), Membership(group=question, kind="seeds", role=role))
        for role in ROLES
    )
    return first, second


def pairs_of(db: Engine, owner: str) -> tuple[Pair, ...]:
    """This owner's newest pairs whose runs both still exist, newest first."""
    groups = groups_of(db, "pair", owner, MOST_PAIRS)
    runs = runs_by_id(db, [member.run_id for group in groups for member in group.members])
    found = []
    for group in groups:
        parts = {member.role: runs[member.run_id] for member in group.members if member.run_id in runs}
        if set(parts) == set(ROLES):
            found.append(Pair.model_construct(None, **parts))
    return tuple(found)


def with_any_seed(db: Engine, pair: Pair) -> tuple[Pair, ...]:
    """The owner's pairs that differ from this one in their seed at most, newest first, this one included."""
    group = group_with(db, "seeds", pair.base.id)
    ids = set() if group is None else {member.run_id for member in group.members}
    return tuple(other for other in pairs_of(db, pair.base.owner) if other.base.id in ids)


def _question(base: Experiment, changed: Experiment) -> tuple[Experiment, Experiment]:
    """A pair's question: its designs without seed and names."""
    return _anonymous(base), _anonymous(changed)


def _anonymous(design: Experiment) -> Experiment:
    return changed_fields(_seeded(design, 0), name="-")


def _seeded(experiment: Experiment, seed: int) -> Experiment:
    return edited(experiment, ("training", "seed"), seed)


def verdict(base: Predictions, changed: Predictions) -> Verdict | None:
    """Compares the predictions of both; None if they are not of the same images, or of none."""
    alone = each_alone_right(base, changed)
    count = len(base.labels)
    if alone is None or count == 0:
        return None
    base_alone, changed_alone = alone
    return Verdict(
        count=count,
        base_alone=base_alone,
        changed_alone=changed_alone,
        difference=(changed_alone - base_alone) / count,
        interval=paired_interval(base_alone, changed_alone, count),
        probability=mcnemar(base_alone, changed_alone),
    )


def verdict_words(found: Verdict) -> tuple[str, str]:
    """The verdict in a few words, and what it rests on in two or three sentences."""
    points, low, high = (signed(100 * share) for share in (found.difference, *found.interval))
    counts = (
        f"On {count(found.changed_alone, 'image')} of {found.count:,} only the changed network was right, "
        f"on {found.base_alone:,} only the other one."
    )
    if found.base_alone == found.changed_alone:
        return "A tie", f"{counts} {_reach(found)}"
    direction = "better" if found.difference > 0 else "worse"
    measured = f"{points} points with the change; the 95 % interval of the difference is {low} to {high}."
    chance = probability(found.probability)
    test = f"Were both equally good, counts so uneven would come with probability {chance} (McNemar's test)."
    if found.is_more_than_chance:
        return f"More than chance: the change made it {direction}", f"{measured} {counts} {test}"
    return "Chance can explain it", f"{measured} {counts} {test} {_reach(found)}"


def _reach(found: Verdict) -> str:
    """How large a difference would have to be to show on this few images."""
    half = 50 * (found.interval[1] - found.interval[0])
    return f"With {found.count:,} test images, a difference under about {half:.1f} points cannot be told from chance."
