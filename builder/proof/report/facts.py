"""What a report says of the design, the training and the machine, as pairs of words."""

import time

from builder.datasets.table import title_of
from builder.design.training.training import Training
from builder.store.runs.records import Run
from builder.words.durations import training_time
from builder.words.first_images import size_words
from builder.words.inert import escaped
from builder.words.monitors import MONITORS
from builder.words.numbers import decimal, short_percent
from builder.words.optimizing import averaging, name_of, schedule, settings

Fact = tuple[str, str]


def training_facts(run: Run) -> tuple[Fact, ...]:
    """How the design is trained."""
    training, data = run.experiment.training, run.experiment.data
    images = title_of(run.dataset) + ("" if data.limit is None else f", {data.limit:,} training images")
    rate = training.learning_rate
    told = [f"learning rate {decimal(rate.rate)}", schedule(rate), *settings(training.optimizer)]
    if training.gradient_clipping is not None:
        told.append(f"gradients clipped at norm {training.gradient_clipping:g}")
    loss = [training.loss.keras_name, *(f"{name_of(name)} {value:g}" for name, value in training.loss.arguments())]
    facts = [
        ("Images", images),
        ("Split", f"seed {data.split_seed}"),
        ("Optimiser", ", ".join([training.optimizer.title, *filter(None, told)])),
        ("Loss", ", ".join(loss)),
        ("Batch size", f"{training.batch_size:,}"),
        ("Epochs", _epochs(run)),
        ("Ends early", _endings(training)),
        ("Average of the weights", averaging(training.averaging) or "none"),
        ("Augmentation", "none" if training.augmentation is None else _augmentation(training)),
        ("Smaller images first", _size(training)),
        ("Evaluation", "mean of each image and its mirror image" if training.mirror_average else ""),
        ("Seed", str(training.seed)),
    ]
    return tuple((name, value) for name, value in facts if value)


def machine_facts(run: Run) -> tuple[Fact, ...]:
    """Where and when it was trained, and what names the run."""
    ended = "" if run.ended_at is None else time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(run.ended_at))
    facts = [
        ("Run", run.id),
        ("Trained by", run.nickname if run.claims is None else run.claims.by),
        ("Ended" if run.imported_at is None else "Imported", ended),
        ("Training time", "" if run.seconds is None else f"{training_time(run.seconds)}, its epochs with validation"),
        ("From start to end", _from_start_to_end(run)),
        ("Number format", run.precision or ""),
        ("Processor", run.processor or ""),
        ("Versions", ", ".join(f"{name} {version}" for name, version in (run.versions or {}).items())),
    ]
    return tuple((name, value) for name, value in facts if value)


def _epochs(run: Run) -> str:
    done = f"{run.epochs:,} of at most {run.experiment.training.epochs:,}"
    return done if run.kept_epoch is None else f"{done}; epoch {run.kept_epoch} is kept"


def _from_start_to_end(run: Run) -> str:
    """The time with start-up, measuring, saving and testing; empty where it is not known, as after a pause."""
    if run.started_at is None or run.ended_at is None or run.ended_at - run.started_at < (run.seconds or 0.0):
        return ""
    return f"{training_time(run.ended_at - run.started_at)}, with start-up, saving and testing"


def table(facts: tuple[Fact, ...]) -> str:
    """The facts as an HTML table."""
    rows = "".join(f'<tr><th scope="row">{escaped(name)}</th><td>{escaped(value)}</td></tr>' for name, value in facts)
    return f'<div class="wide"><table class="facts">{rows}</table></div>'


def _endings(training: Training) -> str:
    rules = [f"{MONITORS[stop.monitor]} without gain for {stop.patience} epochs" for stop in training.early_stopping]
    if training.target is not None:
        rules.append(f"at an accuracy of {short_percent(training.target)}")
    if training.time_limit is not None:
        rules.append(f"after {training.time_limit:g} minutes")
    return "; ".join(rules) or "never"


def _size(training: Training) -> str:
    progressive = training.progressive_size
    if progressive is None:
        return ""
    return size_words(progressive, " ")


def _augmentation(training: Training) -> str:
    changes = training.augmentation.model_dump() if training.augmentation else {}
    amounts = {name.replace("_", " "): value for name, value in changes.items() if value}
    told = [
        name if value is True else f"{name} {value if isinstance(value, str) else f'{value:g}'}"
        for name, value in amounts.items()
    ]
    return ", ".join(told) or "nothing"
