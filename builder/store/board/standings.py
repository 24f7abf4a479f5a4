"""What the leaderboard shows of every run, read fast: ten thousand designs are not validated again for a table."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic_core import from_json
from sqlalchemy import Engine, case, func, or_, select

from builder.design.experiment import MOST_IMAGES, DatasetName
from builder.design.training.training import VALIDATION_STEP
from builder.statistics.intervals import wilson
from builder.store.board.marks import Mark, marks
from builder.store.runs.records import ACTIVE, ANONYMOUS, ENDED, RunState
from builder.store.schema.database import reading
from builder.store.schema.tables import epochs, runs, visitors

#: Data set, limit, split seed, and how many of the validation images where not all:
#: runs that agree in all four were validated on the same images.
Images = tuple[str, int | None, int, int | None]


class Standing(NamedTuple):
    """One run's line on the leaderboard; fields as in Run, and what its design says of data and training.

    A plain tuple: ten thousand pydantic values take half a second.
    """

    id: str
    name: str
    owner: str
    preset: str | None
    dataset: DatasetName
    state: RunState
    submitted_at: float
    ended_at: float | None
    seconds: float | None
    parameters: int
    epochs: int
    validation_accuracy: float | None
    test_accuracy: float | None
    test_count: int | None
    has_weights: bool
    end_reason: str | None
    error: str | None
    nickname: str
    limit: int | None
    split_seed: int
    planned_epochs: int
    optimizer: str
    learning_rate: float
    batch_size: int
    seed: int
    keep: str = "last"
    trains_on_validation: bool = False
    judged_by_test: bool = False
    validation_steps: int | None = None
    time_limit: float | None = None

    @property
    def images(self) -> Images:
        """What decides which images validated this run."""
        return self.dataset, self.limit, self.split_seed, self._few_validation_images()

    def _few_validation_images(self) -> int | None:
        """How many validation images were used; None for all, as far as the design can tell."""
        if self.validation_steps is None:
            return None
        count = self.validation_steps * VALIDATION_STEP
        return None if count >= (self.limit or MOST_IMAGES) // 4 else count

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What takes the meaning from its accuracies; empty for an honest run."""
        return marks(trains_on_validation=self.trains_on_validation, judged_by_test=self.judged_by_test)

    @property
    def test_interval(self) -> tuple[float, float] | None:
        """The 95 % interval (Wilson) of the test accuracy; None until the test set is read, or where it chose."""
        if self.test_accuracy is None or not self.test_count or self.judged_by_test:
            return None
        return wilson(round(self.test_accuracy * self.test_count), self.test_count)


#: The fields that are columns of the table of runs; the nickname is joined, the rest is read from the design.
_COLUMNS = Standing._fields[: Standing._fields.index("nickname")]


def standings(db: Engine) -> tuple[Standing, ...]:
    """Every run that has weights or has ended, in the order of submission.

    A run whose design this version cannot read is left out.
    """
    nickname = func.coalesce(visitors.c.nickname, ANONYMOUS)
    query = (
        select(*(runs.c[name] for name in _COLUMNS), nickname, runs.c.experiment)
        .select_from(runs.outerjoin(visitors, visitors.c.owner == runs.c.owner))
        .where(or_(runs.c.has_weights, runs.c.state.in_(ENDED)))
        .order_by(runs.c.number)
    )
    with reading(db) as connection:
        rows = connection.execute(query).all()
    found = []
    for *columns, experiment in rows:
        try:
            found.append(Standing(*columns, *_known_design(columns[0], experiment)))
        except (ValueError, KeyError, TypeError):
            continue
    return tuple(found)


#: What was read of designs by run id: a run's design never changes, and reading ten thousand takes a while.
_designs: dict[str, tuple[object, ...]] = {}
_MOST_DESIGNS = 50_000


def _known_design(id: str, text: str) -> tuple[object, ...]:
    design = _designs.get(id)
    if design is None:
        if len(_designs) >= _MOST_DESIGNS:
            _designs.clear()
        design = _designs[id] = _design(text)
    return design


def _design(text: str) -> tuple[object, ...]:
    """What a table needs of an experiment's JSON, in the order of Standing's last fields.

    Designs stored by older versions lack the fields that have come since.
    """
    document = from_json(text)  # more than twice as fast as json.loads
    data, training = document["data"], document["training"]
    return (
        data["limit"],
        data["split_seed"],
        training["epochs"],
        training["optimizer"],
        training["learning_rate"],
        training["batch_size"],
        training["seed"],
        training.get("keep", "last"),
        data.get("trains_on_validation", False),
        training.get("target_test_accuracy") is not None,
        training.get("validation_steps"),
        training.get("time_limit"),
    )


def validation_curves(db: Engine, ids: Sequence[str], points: int | None = None) -> dict[str, tuple[float, ...]]:
    """The validation accuracy of each epoch, by one query; empty for a run without epochs.

    With `points`, of a run of at least twice as many epochs only every n-th is read, counted from its last: at
    least `points` and at most twice as many.
    """
    found: dict[str, list[float]] = {id: [] for id in ids}
    query = select(epochs.c.run_id, epochs.c.val_accuracy).where(epochs.c.run_id.in_(found))
    if points is not None:
        step = case((runs.c.epochs >= 2 * points, runs.c.epochs // points), else_=1)
        query = query.join(runs, runs.c.id == epochs.c.run_id).where((runs.c.epochs - epochs.c.epoch) % step == 0)
    with reading(db) as connection:
        rows = connection.execute(query.order_by(epochs.c.run_id, epochs.c.epoch)).all()
    for run_id, accuracy in rows:
        found[run_id].append(accuracy)
    return {id: tuple(curve) for id, curve in found.items()}


#: Thinned curves of ended runs by run id, number of epochs and points: they change no more.
_curves: dict[tuple[str, int, int], tuple[float, ...]] = {}
_MOST_CURVES = 5_000


def thinned_curves(db: Engine, standings: Sequence[Standing], points: int) -> dict[str, tuple[float, ...]]:
    """`validation_curves` of these runs; of those that have ended, what was read before is not read again."""
    keys = {run.id: (run.id, run.epochs, points) for run in standings}
    read = validation_curves(db, [id for id, key in keys.items() if key not in _curves], points)
    found = {id: read[id] if id in read else _curves[key] for id, key in keys.items()}
    if len(_curves) + len(read) > _MOST_CURVES:
        _curves.clear()
    _curves.update({keys[run.id]: read[run.id] for run in standings if run.state in ENDED and run.id in read})
    return found


class Placed(NamedTuple):
    """A run with its place among the runs on the same images: 1 is the best, equals share it, None is unplaced."""

    place: int | None
    run: Standing


def ranked(standings: Sequence[Standing]) -> tuple[Placed, ...]:
    """Every run, group of images by group, best validation accuracy first; of equals the older first.

    Whole data sets come before limited ones and other splits. Only what has ended with an accuracy is placed, and
    only if its validation images were kept out of its training: what trained on them stands after the placed runs.
    A run whose model the test set chose is placed like any other: its validation images chose nothing (`marks.py`).
    """
    groups: dict[Images, list[Standing]] = {}
    for run in standings:
        groups.setdefault(run.images, []).append(run)
    placed: list[Placed] = []
    for images in sorted(groups, key=_order_of):
        placed += _ranked_on_the_same_images(groups[images])
    return tuple(placed)


def best_first(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """The runs with weights, in the order in which one is chosen for a person who names none.

    As they are ranked, with finished runs before others, and every honest run before any that trained on its
    validation images.
    """
    able = [row.run for row in ranked(standings) if row.run.has_weights]
    return tuple(sorted(able, key=lambda run: (run.trains_on_validation, run.state != "finished")))


def _ranked_on_the_same_images(group: Sequence[Standing]) -> list[Placed]:
    ended = [run for run in group if run.validation_accuracy is not None and run.state not in ACTIVE]
    with_place = [run for run in ended if not run.trains_on_validation]
    marked = [run for run in ended if run.trains_on_validation]
    without = [run for run in group if run.validation_accuracy is None or run.state in ACTIVE]
    with_place.sort(key=lambda run: (-run.validation_accuracy, run.submitted_at))
    placed: list[Placed] = []
    for count, run in enumerate(with_place, start=1):
        equal = placed and placed[-1].run.validation_accuracy == run.validation_accuracy
        placed.append(Placed(placed[-1].place if equal else count, run))
    return placed + [Placed(None, run) for run in marked + without]


def _order_of(images: Images) -> tuple[bool, str, int, int, int]:
    dataset, limit, split_seed, few = images
    is_part = limit is not None or split_seed != 0 or few is not None
    return is_part, dataset, -(limit or 0), split_seed, -(few or 0)
