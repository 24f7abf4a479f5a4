"""Which training of a preset is measured, how it is shortened, and where it keeps its checkpoint."""

from pathlib import Path

from builder.design.base import Value
from builder.design.edit.fields import changed
from builder.design.experiment import Experiment
from builder.design.training.training import Precision
from builder.presets import get
from builder.settings import Settings


class Budget(Value):
    """How a project is shortened; None if it is not. `minutes` are of training, `limit` is training images.

    With `hold_out` a preset that trains on all images trains without those of validation.
    """

    epochs: int | None = None
    minutes: float | None = None
    limit: int | None = None
    hold_out: bool | None = None


class Measurement(Value):
    """A training to be measured: a preset by its id, with a seed, in a number format and within a budget."""

    project: str
    seed: int
    precision: Precision
    budget: Budget

    @property
    def title(self) -> str:
        """Which one it is, at the beginning of a sentence."""
        return f"Project {self.project}, seed {self.seed}"

    def design(self) -> tuple[Experiment, str | None]:
        """What is trained, and the words for what was cut, or None."""
        return shortened(get(self.project).experiment, self.seed, self.precision, self.budget)

    def workplace(self, settings: Settings) -> Path:
        """Where this training keeps its checkpoint."""
        parts = [f"{name}{value:g}" for name, value in self.budget.model_dump().items() if value is not None]
        named = [f"project{self.project}", f"seed{self.seed}", self.precision, *parts]
        return settings.home / "reproductions" / "-".join(named)


def shortened(experiment: Experiment, seed: int, precision: Precision, budget: Budget) -> tuple[Experiment, str | None]:
    """The experiment with this seed and number format, within the budget, and the words for what was cut, or None."""
    training: dict[str, object] = {"seed": seed, "precision": precision}
    words = []
    documented = experiment.training.epochs
    if budget.epochs is not None and budget.epochs < documented:
        training["epochs"] = budget.epochs
        words.append(f"at most {budget.epochs:,} of {documented:,} epochs")
    if budget.minutes is not None:
        training["time_limit"] = budget.minutes
        words.append(_time_words(budget.minutes))
    if budget.limit is not None:
        words.append(f"{budget.limit:,} training images")
    data = changed(experiment.data, limit=budget.limit)
    if budget.hold_out and data.trains_on_validation:
        data = changed(data, trains_on_validation=False)
        words.append("validation images held out")
    experiment = changed(experiment, training=changed(experiment.training, **training), data=data)
    return experiment, ", ".join(words) or None


def _time_words(minutes: float) -> str:
    return f"at most {minutes:g} min of training"


def is_of_time_alone(budget: Budget, words: str) -> bool:
    """Whether these words for what was cut name a limit of time, and nothing else."""
    return budget.minutes is not None and words == _time_words(budget.minutes)
