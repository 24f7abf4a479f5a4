"""The settings of an optimiser and of a learning rate in words: "momentum 0.9", "Nesterov"."""

from collections.abc import Sequence

from builder.design.training.averaging import Averaging
from builder.design.training.optimizers import Optimizer
from builder.design.training.rates import LearningRate, Linear
from builder.words.monitors import in_words
from builder.words.numbers import decimal, exact, short_percent
from builder.words.sentences import capital

#: What a setting is called, where its name in a design would not do.
NAMES = {"nesterov": "Nesterov", "warm_up": "warm-up", "adam_lr_ratio": "AdamW's rate ratio"}
#: What a kind of learning rate is called in a sentence, where its name would not do.
_SCHEDULES = {"steps": "in steps", "plateau": "reduced on plateau"}
#: What a kind of average is called in a sentence, where its name would not do.
_AVERAGES = {"ema": "moving average of the weights"}
#: What a kind of learning rate is called in a list of them, where its name would not do.
_TITLES = {"linear": "Warm-up, then linear", "steps": "In steps", "plateau": "Reduce on plateau"}


def name_of(setting: str) -> str:
    """What a field of an optimiser or a learning rate is called in a sentence."""
    return NAMES.get(setting, setting.replace("_", " "))


def settings(optimizer: Optimizer) -> tuple[str, ...]:
    """Those that are not Keras's defaults."""
    return tuple(_in_words(name, value) for name, value in optimizer.arguments())


def title_of_schedule(kind: str) -> str:
    """What a kind of learning rate is called in a list of them."""
    return _TITLES.get(kind, capital(kind.replace("_", " ")))


def schedule(rate: LearningRate) -> str:
    """The kind of a learning rate with its settings, such as "cosine, down to 10 % of it"; empty for a constant one."""
    if rate.kind == "constant":
        return ""
    if isinstance(rate, Linear) and rate.only_falls:
        return f"falling along a straight line to {_last(rate)}"
    return _with_every_setting(rate)


def schedules(rates: Sequence[LearningRate]) -> list[str]:
    """Those of several rates: with settings that do nothing, too, where rates that differ would read the same."""
    told = [schedule(rate) for rate in rates]
    alike = [rate.model_copy(update={"rate": 1.0}) for rate in rates]
    return told if len(set(told)) == len(set(alike)) else [_with_every_setting(rate) for rate in rates]


def straight_fall(rate: LearningRate) -> str | None:
    """What a rate does that only falls in a straight line: "falls along a straight line from 0.04 to 0"."""
    if not (isinstance(rate, Linear) and rate.only_falls):
        return None
    return f"falls along a straight line from {exact(rate.rate)} to {decimal(rate.at(1))}"


def _last(rate: Linear) -> str:
    return f"{short_percent(rate.last_share)} of it" if rate.last_share else "0"


def _with_every_setting(rate: LearningRate) -> str:
    if rate.kind == "constant":
        return ""
    kind = _SCHEDULES.get(rate.kind, rate.kind.replace("_", " "))
    further = [name for name in type(rate).model_fields if name not in ("kind", "rate")]
    return ", ".join([kind, *(_in_words(name, getattr(rate, name)) for name in further)])


def averaging(average: Averaging | None) -> str:
    """An average of the weights with its settings: "lookahead (every 5, decay 0.77, power 3)"; empty for none."""
    if average is None:
        return ""
    fields = [name for name in type(average).model_fields if name != "kind"]
    told = ", ".join(_in_words(name, getattr(average, name)) for name in fields)
    return f"{_AVERAGES.get(average.kind, average.kind.replace('_', ' '))} ({told})"


def _in_words(name: str, value: object) -> str:
    if name == "last_share" and isinstance(value, float):
        return f"down to {short_percent(value)} of it" if value else "down to 0"
    if isinstance(value, bool):
        return name_of(name) if value else f"no {name_of(name)}"
    if isinstance(value, int | float):
        return f"{name_of(name)} {exact(value)}"
    return f"{name_of(name)} {in_words(value)}"
