"""Which blocks a network misses most, and which it can best do without, in sentences."""

from builder.design.cost.maps import block_ends
from builder.design.cost.summary import Summary
from builder.design.network.graph import is_chain
from builder.progress.parts import Parts
from builder.statistics.intervals import wilson
from builder.ui.app.text import plain
from builder.words.numbers import percent


def verdict(summary: Summary, parts: Parts) -> str:
    """Which block it misses half of most, and which least, in sentences; what may be chance is named together."""
    names = [row.place.title for row in block_ends(summary)]
    if not names:
        return ""
    least, most = min(parts.halved), max(parts.halved)
    missed = _within(parts, names, least)
    spared = [name for name in _within(parts, names, most) if name not in missed]
    if len(missed) == len(names) > 1:
        told = f"With half of any one block silenced it is right on {percent(least)} to {percent(most)}: no block "
        told += "stands out."
    else:
        told = f"Silencing half of {_either(missed)} hurts most: {_from_to(parts, names, missed)} right."
        if spared:
            told += f" Silencing half of {_either(spared)} hurts least: {_from_to(parts, names, spared)} right."
        if len(missed) > 1 or len(spared) > 1:
            told += " Blocks named together differ by no more than may be chance."
    if is_chain([row.inputs for row in summary.rows]):
        told += " Without a whole block it can only guess: everything that it knows passes through each of them."
    return told


def _within(parts: Parts, names: list[str], share: float) -> list[str]:
    """The blocks whose accuracy with half of them silenced lies in the 95 % interval of this one."""
    low, high = wilson(round(share * parts.images), parts.images)
    return [name for name, halved in zip(names, parts.halved, strict=True) if low <= halved <= high or halved == share]


def _either(names: list[str]) -> str:
    *others, last = (f"**{plain(name)}**" for name in names)
    return f"{', '.join(others)} or {last}" if others else last


def _from_to(parts: Parts, names: list[str], among: list[str]) -> str:
    shares = [halved for name, halved in zip(names, parts.halved, strict=True) if name in among]
    low, high = percent(min(shares)), percent(max(shares))
    return low if low == high else f"{low} to {high}"
