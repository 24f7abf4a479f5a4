"""A run in numbers and words, for people who watch it: pure functions of what the store holds."""

from collections.abc import Sequence

from builder.datasets.table import title_of
from builder.design.training.training import Training, images_per_epoch
from builder.progress.epoch import Epoch, Progress
from builder.progress.training_state import RuleState, TrainingState
from builder.store.runs.records import ENDED, Run
from builder.words.counts import count, noun
from builder.words.durations import about, duration
from builder.words.endings import why_kept
from builder.words.monitors import MONITORS, judging_accuracy
from builder.words.numbers import NO_BREAK, likely_percent, percent, short_percent
from builder.words.phases import phase_text
from builder.words.reasons import said
from builder.words.sentences import capital, full_stop, listed


def images_used(run: Run) -> str:
    """Which images the run trains on: "CIFAR-10", or "CIFAR-10, 2,000 training images" where they are limited."""
    data = run.experiment.data
    title = title_of(data.dataset)
    return title if data.limit is None else f"{title}, {data.limit:,} training images"


def progress_line(progress: Progress, run: Run) -> str:
    """What a running run does now: "Epoch 9 · 1,039 of 40,000 images · 3,412 images/s · 51 min left"."""
    if not progress.images_total:
        return f"{phase_text(progress.phase)} …"
    parts = [f"Epoch {progress.epoch}"] if progress.phase == "training" else [phase_text(progress.phase)]
    if progress.phase == "validating":
        parts = [f"Epoch {progress.epoch}", "validating"]
    parts.append(f"{progress.images_done:,} of {progress.images_total:,} images")
    if progress.images_per_second:
        parts.append(f"{progress.images_per_second:,.0f} images/s")
    if progress.seconds_left is not None:
        parts.append(_time_left(progress.seconds_left, run))
    return " · ".join(parts)


def _time_left(seconds: float, run: Run) -> str:
    """The time that all planned epochs take; "at most" where a rule may end the run sooner, and never over its limit.

    The run's own seconds are those at the end of its last epoch, so the limit is an upper bound here too.
    """
    training = run.experiment.training
    if training.time_limit is not None:
        seconds = max(0.0, min(seconds, 60 * training.time_limit - (run.seconds or 0.0)))
    may_end_sooner = training.stops_in_time or training.target is not None
    return f"{'at most ' if may_end_sooner else ''}{duration(seconds)} left"


def stopping(run: Run) -> str:
    """What a run comes to that is asked to stop."""
    if run.epochs:
        return "Stopping. What was trained so far is kept."
    return "Stopping. No epoch is complete yet, so there will be no result."


NUMBER_FORMATS = {"float32": "float32", "mixed_bfloat16": "bfloat16"}


def computes_in(run: Run) -> str:
    """The number format, how many steps at a time, and why, of an ended run in the past tense.

    Empty before it is known.
    """
    if run.precision is None or run.precision_reason is None:
        return ""
    computes = "Computed" if run.state in ENDED else "Computes"
    told = f"{computes} in {NUMBER_FORMATS.get(run.precision, run.precision)}. {said(run.precision_reason)}"
    return told if run.steps_reason is None else f"{told} {said(run.steps_reason)}"


def matrix_share(run: Run) -> str:
    """How much of the processor's speed the training reached; empty where that was not measured."""
    if run.matrix_share is None:
        return ""
    return (
        f"Training did {percent(run.matrix_share, digits=0)} of the multiply-adds a second that this machine reached "
        "in products of large matrices, the most that any network could."
    )


def beside_float32(run: Run, what: str) -> str:
    """That `what` in float32 may differ from the run's own accuracies; empty where those are in float32 too."""
    if run.precision in (None, "float32"):
        return ""
    own = NUMBER_FORMATS.get(run.precision, run.precision)
    return f"{what} in float32, the run’s own accuracies in {own}: a few images may come out differently."


def how_it_ended(run: Run, epochs: Sequence[Epoch], state: TrainingState) -> str:
    """Why training ended, and which epoch's weights are kept and why; empty where neither is known.

    Of a run that failed, its failure says that; what a file claims about another epoch is not repeated.
    """
    told = said(run.end_reason) if run.end_reason else ""
    kept = None if run.state == "failed" or run.imported_at is not None else _why_kept(run, epochs, state)
    if kept is None:
        return full_stop(told) if told else ""
    weights = f"the weights of epoch {run.kept_epoch} are kept"
    if told.endswith(weights):
        return f"{told}: {kept}."
    return " ".join([*([full_stop(told)] if told else []), f"{capital(weights)}: {kept}."])


def best_epoch(run: Run, epochs: Sequence[Epoch], state: TrainingState) -> int | None:
    """The epoch that is shown as the best one by the accuracy that judges: of equally good ones that whose weights are
    kept, else the first. None before an epoch is complete."""
    kept = next((one for one in epochs if one.epoch == run.kept_epoch), None)
    if kept is None or state.best_judged is None:
        return state.best_epoch
    judged = kept.val_accuracy if kept.test_accuracy is None else kept.test_accuracy
    return kept.epoch if judged == state.best_judged else state.best_epoch


def _why_kept(run: Run, epochs: Sequence[Epoch], state: TrainingState) -> str | None:
    """Why the weights of that epoch are kept; None where there was no choice."""
    judged = {one.epoch: one.val_accuracy if one.test_accuracy is None else one.test_accuracy for one in epochs}
    if len(judged) < 2 or run.kept_epoch not in judged or state.best_epoch is None:
        return None
    training, highest = run.experiment.training, judged[state.best_epoch]
    is_best, is_tied = judged[run.kept_epoch] == highest, list(judged.values()).count(highest) > 1
    return why_kept(training.keep, state.best_epoch, judging_accuracy(training), is_best=is_best, is_tied=is_tied)


def restarted(run: Run) -> str:
    """That the run's process died and another one resumed it; empty for most runs."""
    if not run.restarts or (run.end_reason and run.end_reason.kind == "trained_anew"):
        return ""
    return "Its process ended unexpectedly once, and another went on from the last checkpoint."


def progress_share(progress: Progress, run: Run) -> float:
    """How much of the planned epochs is done, or of what comes before and after them, from 0 to 1."""
    of_phase = min(1.0, progress.images_done / progress.images_total) if progress.images_total else 0.0
    if progress.phase not in ("training", "validating"):
        return of_phase
    done = progress.epoch - 1 + (of_phase if progress.phase == "training" else 1.0)
    return max(0.0, min(1.0, done / run.experiment.training.epochs))


def place_in_queue(position: int | None, running: int = 0, seconds: float | None = None, waiting: int = 1) -> str:
    """What a queued run waits for; `position` is 1 for the run that starts next, `running` runs train now, and
    `waiting` wait with this one. `seconds` is about how long until it starts, None where that is not known."""
    if position is None:
        return "Starting"
    ahead = []
    if running:
        ahead.append("the current run" if running == 1 else f"the {running} current runs")
    if position > 1:
        ahead.append(f"{position - 1} other queued {noun(position - 1, 'run')}")
    if not ahead:
        return "Starts next"
    when = "" if seconds is None else f", in {about(seconds)}"
    place = f": number {position:,} of {waiting:,} in the queue" if waiting > 1 else ""
    return f"Starts after {listed(ahead)}{when}{place}"


def patience_left(state: RuleState) -> int:
    """After how many more epochs without a better value this rule ends the training; 0 where it has."""
    return max(0, state.rule.patience - state.wait)


def rules_in_time(run: Run, state: TrainingState) -> tuple[RuleState, ...]:
    """The rules that may still end the training before its last epoch."""
    left = run.experiment.training.epochs - state.epoch
    return tuple(one for one in state.rules if patience_left(one) < left)


def ends_when(run: Run, state: TrainingState) -> str:
    """Everything that may end the training, with what is left of each patience and of the time."""
    training = run.experiment.training
    reasons = [
        f"after {count(patience_left(one), 'more epoch')} without a better {MONITORS[one.rule.monitor]}"
        for one in rules_in_time(run, state)
    ]
    if training.target is not None:
        reasons.insert(0, f"at {short_percent(training.target, NO_BREAK)} {judging_accuracy(training)}")
    reasons.append(f"after epoch {training.epochs:,}")
    if training.time_limit is not None:
        spent = f" ({duration(run.seconds)} so far)" if run.seconds else ""
        reasons.append(f"after {training.time_limit:g} min{spent}")
    if len(reasons) == 1:
        return f"Ends {reasons[0]}."
    return f"Ends {listed(reasons, 'or')}, whichever is first."


def an_epoch(training: Training, train_count: int | None) -> str:
    """What one epoch of a training on so many images is; empty where their number is not known here."""
    if train_count is None:
        return ""
    if training.steps_per_epoch is None:
        return f"1 epoch = all {count(train_count, 'training image')} seen once."
    return f"1 epoch = {count(images_per_epoch(train_count, training), 'training image')} seen, of {train_count:,}."


def epoch_of(epochs: Sequence[Epoch], number: int | None) -> Epoch:
    """The epoch of that number, or the last where there is none such; `epochs` is not empty."""
    return next((epoch for epoch in reversed(epochs) if epoch.epoch == number), epochs[-1])


def interval_text(run: Run) -> str | None:
    """The 95 % interval of the test accuracy: "likely between 69.3 and 71.1 %"; None where the run has none."""
    return None if run.test_interval is None else likely_percent(run.test_interval)
