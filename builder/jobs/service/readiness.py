"""Whether a design can be trained here: one answer, for every page and the command line."""

from builder.design.base import Value
from builder.design.checks.problem import Problem
from builder.design.checks.problems import problems
from builder.design.checks.room import memory_problem
from builder.design.cost.summary import Summary, summarize
from builder.design.experiment import Experiment
from builder.jobs.executor import executor_of
from builder.settings import Settings


class Readiness(Value):
    """What keeps a design from being trained, and its summary.

    `missing` says why its images cannot be used, None if they can; `problems` are all of the design's, errors
    first, memory included. The counts are those of its training and validation images, None if the data set is not
    registered here.
    """

    summary: Summary
    missing: str | None
    problems: tuple[Problem, ...]
    train_count: int | None
    validation_count: int | None
    validation_images: int | None

    @property
    def error(self) -> Problem | None:
        """The first problem that keeps the design from being trained."""
        return next((problem for problem in self.problems if problem.severity == "error"), None)

    @property
    def refusal(self) -> str | None:
        """Why the design cannot be trained here, in one or two sentences; None if it can."""
        if self.missing is not None:
            return self.missing
        return None if self.error is None else f"This design cannot be trained. {self.error.title}. {self.error.what}"


def readiness(settings: Settings, experiment: Experiment) -> Readiness:
    """Everything that keeps this design from being trained on this machine, or may spoil its training."""
    # numpy, which the data sets need, would slow every start of the supervisor.
    from builder.datasets.table import split_sizes, validated_on, why_not

    counts = split_sizes(experiment.data, settings)
    train_count, validation_images = (None, None) if counts is None else counts[:2]
    validation_count = validated_on(experiment.data, experiment.training, settings)
    summary = summarize(experiment)
    too_large = memory_problem(experiment, executor_of(settings).training_room(), summary=summary)
    return Readiness.model_construct(
        summary=summary,
        missing=why_not(experiment.images, settings),
        problems=(
            *problems(experiment, train_count, validation_count, summary=summary),
            *(() if too_large is None else (too_large,)),
        ),
        train_count=train_count,
        validation_count=validation_count,
        validation_images=validation_images,
    )
