"""The course as a path: what each project changes in the one that it builds on, and its results."""

from functools import lru_cache

from builder.course.changes import Change, changes
from builder.course.results import CurvePoint, Reproduction, of_project
from builder.design.base import Value
from builder.design.cost.summary import summarize
from builder.presets import PRESETS, Project
from builder.statistics.intervals import wilson
from builder.statistics.leak import find_leak
from builder.store.board.marks import protocol_marks
from builder.words.leaks import mark_text
from builder.words.marks import CHOSEN_BY_TEST, Mark

#: The slides validate and test on 10,000 images each.
SLIDES_COUNT = 10_000

#: Project 15b's smaller learning rate did not help, and the slides continue without it.
DEAD_ENDS = ("15b",)


class Measured(Value):
    """What this software measured for a project: one result, or several complete ones with different seeds.

    Accuracies are fractions, means over the results. `interval` is the 95 % interval (Wilson) for that many test
    images; `lowest` and `highest` are the range over the seeds. `budget` says how it was shortened, None if it was
    not. `seconds` and `epochs` are means.
    """

    results: tuple[Reproduction, ...]
    validation_accuracy: float
    test_accuracy: float
    interval: tuple[float, float]
    lowest: float
    highest: float
    epochs: float
    seconds: float
    budget: str | None

    @property
    def seeds(self) -> int:
        return len(self.results)

    @property
    def number_format(self) -> str:
        """The number format: "float32", "bfloat16" (Keras's mixed_bfloat16), or both where the seeds differ in it."""
        return " and ".join(dict.fromkeys(result.precision.removeprefix("mixed_") for result in self.results))

    @property
    def curve(self) -> tuple[CurvePoint, ...]:
        """The epochs of the first result."""
        return self.results[0].curve

    @property
    def shortest(self) -> int:
        """The number of epochs that every result has."""
        return min(len(result.curve) for result in self.results)

    def validation_after(self, epoch: int) -> float:
        """The mean validation accuracy after that epoch, at most `shortest`."""
        return _mean([result.curve[epoch - 1].val_accuracy for result in self.results])


class Step(Value):
    """A project, the project that it builds on (None for the first), what changes, and its parameters."""

    preset: Project
    predecessor: Project | None
    changes: tuple[Change, ...]
    parameters: int

    @property
    def id(self) -> str:
        return self.preset.id


@lru_cache(maxsize=1)
def path() -> tuple[Step, ...]:
    """All projects in the order of the course."""
    earlier: list[Project] = []
    steps = []
    for preset in PRESETS.values():
        before = _goes_on_from(preset, earlier)
        steps.append(
            Step(
                preset=preset,
                predecessor=before,
                changes=changes(before.experiment, preset.experiment) if before else (),
                parameters=summarize(preset.experiment).total,
            )
        )
        earlier.append(preset)
    return tuple(steps)


def step_of(id: str) -> Step | None:
    """The step of that project; None if there is no such project."""
    return next((step for step in path() if step.id == id), None)


def _goes_on_from(preset: Project, earlier: list[Project]) -> Project | None:
    """The earlier project with the fewest changes to this one; among equals, the latest."""
    candidates = [other for other in reversed(earlier) if other.id not in DEAD_ENDS]
    return min(candidates, key=lambda other: len(changes(other.experiment, preset.experiment)), default=None)


def slides_marks(preset: Project) -> tuple[Mark, ...]:
    """The marks that void the slides' figures of a project, by the protocol that they very likely ran."""
    return () if preset.as_in_slides is None else protocol_marks(preset.as_in_slides)


def slides_chosen_by_test(preset: Project) -> bool:
    """Whether the test set chose the model of the slides' figure, so that their test accuracy is no estimate."""
    return CHOSEN_BY_TEST in slides_marks(preset)


def slides_leak(preset: Project) -> str | None:
    """By how much the slides' validation accuracy is too far above their test accuracy, in a few words."""
    documented = preset.documented
    if documented.validation_accuracy is None:
        return None
    validation, test = documented.validation_accuracy / 100, documented.test_accuracy / 100
    leak = find_leak(validation, SLIDES_COUNT, test, SLIDES_COUNT)
    return None if leak is None else mark_text(leak)


def measured(results: tuple[Reproduction, ...], project: str) -> Measured | None:
    """A project's measurement, from its complete results, else from the newest shortened one; None without any.

    If a seed was measured again, the newest result counts.
    """
    own = tuple({result.seed: result for result in of_project(results, project)}.values())
    if not own:
        return None
    tests = [result.test_accuracy for result in own]
    test, count = _mean(tests), own[0].test_count
    return Measured(
        results=own,
        validation_accuracy=_mean([result.validation_accuracy for result in own]),
        test_accuracy=test,
        interval=wilson(round(test * count), count),
        lowest=min(tests),
        highest=max(tests),
        epochs=_mean([len(result.curve) for result in own]),
        seconds=_mean([result.seconds for result in own]),
        budget=None if own[0].complete else own[0].budget or "shortened",
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
