"""How accurate the presets are after how many minutes of training, as measured by this software."""

from collections.abc import Iterable
from typing import NamedTuple

from builder.course.path import Measured, measured
from builder.course.results import Reproduction
from builder.design.base import Value
from builder.presets import ALL_PRESETS, BEYOND, PRESETS

#: The slides' last project: its training took so long, on a graphics card, and reached this test accuracy.
SLIDES_MINUTES = 5.37 * 60
SLIDES_ACCURACY = PRESETS["18"].documented.test_accuracy / 100


class Timed(Value):
    """A training of `minutes`, and its test accuracy as a fraction: means where it was run with several seeds."""

    name: str
    minutes: float
    accuracy: float
    seeds: int = 1


#: As the slides report it.
SLIDES_TRAINING = Timed(name="Project 18", minutes=SLIDES_MINUTES, accuracy=SLIDES_ACCURACY)


def timed_projects(results: tuple[Reproduction, ...]) -> tuple[Timed, ...]:
    """The course's projects that were measured whole, in the order of the course."""
    return _timed(results, tuple(PRESETS))


def timed_beyond(results: tuple[Reproduction, ...]) -> tuple[Timed, ...]:
    """The presets beyond the slides that were measured whole."""
    return _timed(results, tuple(BEYOND))


class ComputedOn(NamedTuple):
    """The processors and the number formats of measurements, each once."""

    processors: tuple[str, ...]
    formats: tuple[str, ...]


def computed_on(results: tuple[Reproduction, ...], ids: Iterable[str]) -> ComputedOn | None:
    """What those of these presets were measured on that were measured whole; None where none was."""
    found = [one for id in ids if (one := _whole(results, id)) is not None]
    if not found:
        return None
    processors = dict.fromkeys(result.processor for one in found for result in one.results)
    formats = dict.fromkeys(result.precision.removeprefix("mixed_") for one in found for result in one.results)
    return ComputedOn(tuple(processors), tuple(formats))


def with_mirror(results: tuple[Reproduction, ...]) -> tuple[str, ...]:
    """Those of them whose accuracy is of the mean with the mirror image; that of all others is of one view."""
    averaged = [id for id, preset in ALL_PRESETS.items() if preset.experiment.training.mirror_average]
    return tuple(one.name for one in _timed(results, tuple(averaged)))


def _timed(results: tuple[Reproduction, ...], ids: tuple[str, ...]) -> tuple[Timed, ...]:
    return tuple(
        Timed(name=ALL_PRESETS[id].title, minutes=one.seconds / 60, accuracy=one.test_accuracy, seeds=one.seeds)
        for id in ids
        if (one := _whole(results, id)) is not None
    )


def _whole(results: tuple[Reproduction, ...], id: str) -> Measured | None:
    """What was measured of it, unless the training was shortened."""
    found = measured(results, id)
    return None if found is None or found.budget is not None else found
