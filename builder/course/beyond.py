"""What was measured of the presets beyond the slides, and the table of it in docs/course.md, as Markdown."""

from collections.abc import Callable, Sequence

from builder.course.path import Measured, measured
from builder.course.results import Reproduction
from builder.datasets.table import usual_sizes
from builder.design.base import Value
from builder.design.cost.summary import summarize
from builder.design.cost.training_work import training_multiply_adds
from builder.design.experiment import Experiment
from builder.presets import BEYOND, Preset
from builder.words.durations import duration
from builder.words.sentences import listed

#: The table stands in the document between a line <!-- beyond --> and a line <!-- /beyond -->.
MARKER = "beyond"

HEAD = (
    "Preset",
    "Parameters",
    "T multiply-adds",
    "Validation, one view",
    "Test, one view",
    "Test, with mirror",
    "Seeds",
    "Time",
    "Of the matrix speed",
    "Format",
)
#: In the place of a validation accuracy that says nothing about new images.
TRAINED_ON = "trained on"


class Spread(Value):
    """Fractions over the seeds: their mean, the lowest and the highest."""

    mean: float
    lowest: float
    highest: float


def tera(experiment: Experiment) -> float:
    """Tera-multiply-adds of a whole training of this design, 3 for each forward one, where its data set is complete.

    Raises ValueError for a data set that is not registered here.
    """
    sizes = usual_sizes(experiment.data)
    if sizes is None:
        raise ValueError(f"How many images {experiment.data.dataset} has is not known here.")
    return training_multiply_adds(experiment, summarize(experiment), sizes[0]) / 1e12


def spread(found: Measured, of: Callable[[Reproduction], float | None]) -> Spread | None:
    """That figure over the seeds; None where a result lacks it."""
    values = [value for result in found.results if (value := of(result)) is not None]
    if len(values) < found.seeds:
        return None
    return Spread(mean=sum(values) / len(values), lowest=min(values), highest=max(values))


def validated_by_one_view(result: Reproduction) -> float | None:
    return None if result.views is None else result.views.one.validation


def tested_by_one_view(result: Reproduction) -> float | None:
    return None if result.views is None else result.views.one.test


def tested_with_mirror(result: Reproduction) -> float | None:
    return None if result.views is None else result.views.with_mirror.test


def tested_as_trained(experiment: Experiment) -> Callable[[Reproduction], float | None]:
    """Which of the two test accuracies a training of this design ends with."""
    return tested_with_mirror if experiment.training.mirror_average else tested_by_one_view


def reached(result: Reproduction) -> float | None:
    """The share of the processor's matrix speed."""
    return None if result.work is None else result.work.reached(result.seconds)


def beyond_table(results: tuple[Reproduction, ...]) -> str:
    """A row for each preset, whose recipes they are, what must be known of one that trains on all images, and the
    processors.
    """
    rows = [_row(preset, measured(results, preset.id)) for preset in BEYOND.values()]
    notes = [f"{preset.title}: {preset.note}" for preset in BEYOND.values() if preset.note]
    notes = [*_sources(tuple(BEYOND.values())), *notes]
    lines = [f"| {' | '.join(HEAD)} |", f"| --- |{' ---: |' * (len(HEAD) - 2)} --- |", *rows]
    return "\n\n".join(["\n".join(lines), *notes, *_processors(results)])


def _sources(presets: Sequence[Preset]) -> list[str]:
    """A sentence for each source."""
    sources = dict.fromkeys(preset.source for preset in presets if preset.source)
    return [
        f"{listed([preset.title for preset in presets if preset.source == source])}: after {source}."
        for source in sources
    ]


def _row(preset: Preset, found: Measured | None) -> str:
    design = preset.experiment
    cells = [f"{preset.id} {preset.title}", f"{summarize(design).total:,}", f"{tera(design):.3g}"]
    if found is None:
        return f"| {' | '.join([*cells, 'not run yet', *[''] * 6])} |"
    is_honest = not design.data.trains_on_validation
    cells += [_written(spread(found, validated_by_one_view)) if is_honest else TRAINED_ON]
    cells += [_written(spread(found, of)) for of in (tested_by_one_view, tested_with_mirror)]
    share = spread(found, reached)
    shortened = "" if found.budget is None else f" (shortened: {found.budget})"
    cells += [str(found.seeds), duration(found.seconds) + shortened]
    return f"| {' | '.join([*cells, '' if share is None else f'{100 * share.mean:.0f} %', found.number_format])} |"


def _written(figure: Spread | None) -> str:
    if figure is None:
        return ""
    told = f"{100 * figure.mean:.2f} %"
    is_one = figure.lowest == figure.highest
    return told if is_one else f"{told} ({100 * figure.lowest:.2f}–{100 * figure.highest:.2f})"


def _processors(results: Sequence[Reproduction]) -> list[str]:
    told = [
        f"{result.processor}, TensorFlow {result.versions.get('tensorflow', '?')}"
        for result in results
        if result.project in BEYOND
    ]
    return [f"Measured on {'; '.join(dict.fromkeys(told))}."] if told else []
