"""How often a run ends within the time that stands beside Train: trials of several designs, in one home.

    python benchmarks/how_long.py [--rounds 1] [--quick] [--cifar10] [--fresh]

A new home waits until its machine is measured, as after a first visit. Then each design is estimated, submitted and
waited for, in turns; from its second round on an estimate knows the design's earlier run, and in the first one those of
similar designs. With --quick only the first designs, which take seconds. With --fresh each design has a home of its
own, so that every estimate is from the measured pace alone. With --cifar10 some designs train on 4,000 images of it as
well (BUILDER_CIFAR10). Early stopping is taken out, as its range would hold almost any time. Prints the range, how many
times its lower end the upper one is, the time that it took and whether that is within, and at last in how many trials
it was. Trials while other programs keep the machine busy are counted apart: there the page says *about* how long.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.start import new_store, visit  # noqa: E402
from builder.design.data import Data  # noqa: E402
from builder.design.edit.fields import changed  # noqa: E402
from builder.design.experiment import Experiment  # noqa: E402
from builder.engine.known_pace import known_pace  # noqa: E402
from builder.engine.processor import processor  # noqa: E402
from builder.jobs import how_long, readiness, submit_run  # noqa: E402
from builder.presets import get  # noqa: E402
from builder.settings import Settings  # noqa: E402
from builder.store.runs.records import ENDED, get_run  # noqa: E402

#: Project and epochs, so few that a trial takes seconds to a minute or two.
DIGITS = (("0", 20), ("1", 10), ("3", 10), ("5", 10), ("7", 6), ("9b", 5), ("12", 5), ("15", 4), ("16", 1))
QUICK = 5
CIFAR10 = (("0", 8), ("2", 5), ("4", 3), ("10", 2))


class Trial(NamedTuple):
    """How one estimate came out: `width` is how many times its lower end the upper one is, `of_middle` the time that it
    took in shares of the middle."""

    is_within: bool
    is_crowded: bool
    width: float
    of_middle: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="only the first designs, which take seconds")
    parser.add_argument("--cifar10", action="store_true", help="on 4,000 images of CIFAR-10 too")
    parser.add_argument("--fresh", action="store_true", help="a home of its own for each design")
    arguments = parser.parse_args()
    print(f"{processor()}; load before: {os.getloadavg()[0]:.1f}", flush=True)
    chosen = list(designs(arguments.cifar10))[: QUICK if arguments.quick else None]
    told: list[Trial] = []
    for together in [[one] for one in chosen] * arguments.rounds if arguments.fresh else [chosen * arguments.rounds]:
        with new_store() as (settings, db):
            print(f"measured {visit(settings, 'digits') + until_measured(settings):.1f} s after the visit", flush=True)
            told += trials(settings, db, together)
    for name, is_crowded in (("a range", False), ("about", True)):
        if some := [one for one in told if one.is_crowded == is_crowded]:
            widths, times = [one.width for one in some], [one.of_middle for one in some]
            print(
                f"told {name}: between both ends {sum(one.is_within for one in some)} of {len(some)}; the ends are "
                f"{statistics.median(widths):.1f} times apart (median), {max(widths):.1f} at most; took "
                f"{min(times):.2f} to {max(times):.2f} of the middle, median {statistics.median(times):.2f}"
            )
    print(f"load after: {os.getloadavg()[0]:.1f}")


def designs(on_cifar10: bool) -> Iterator[Experiment]:
    """What is trained, in turn."""
    for chosen, data in ((DIGITS, Data(images="digits")), (CIFAR10, Data(images="cifar10", limit=4_000))):
        for project, epochs in chosen if on_cifar10 or data.dataset == "digits" else ():
            design = get(project).experiment
            training = changed(design.training, epochs=epochs, early_stopping=())
            yield changed(design, data=data, training=training)


def until_measured(settings: Settings) -> float:
    """Seconds until the machine's pace is known."""
    began = time.perf_counter()
    while known_pace(settings.home / "speed") is None:
        if time.perf_counter() - began > 120:
            raise SystemExit("The machine was not measured within two minutes.")
        time.sleep(0.1)
    return time.perf_counter() - began


def trials(settings: Settings, db: Engine, chosen: list[Experiment]) -> Iterator[Trial]:
    """How each run ends beside its range; each begins with a process that stands by, as on a page."""
    for design in chosen:
        time.sleep(8)  # the next process that stands by loads TensorFlow
        told = how_long(settings, design, readiness(settings, design))
        if told is None:
            raise SystemExit(f"{design.name} has no estimate; are its images here?")
        began = time.perf_counter()
        run = submit_run(settings, db, design, "a" * 64)
        while (now := get_run(db, run.id)).state not in ENDED:
            time.sleep(0.05)
        took = time.perf_counter() - began
        if now.state != "finished":
            raise SystemExit(f"{design.name} has {now.state}.")
        trial = Trial(
            told.low <= took <= told.high,
            told.crowd != "none",
            told.high / told.low,
            took / (told.low * told.high) ** 0.5,
        )
        print(
            f"{design.name} on {design.data.dataset}, {design.training.epochs} epochs: {told.low:.1f} to "
            f"{told.high:.1f} s ({trial.width:.1f} times{', about' if trial.is_crowded else ''}), took {took:.1f} s "
            f"({trial.of_middle:.2f} of the middle){'' if trial.is_within else ' OUTSIDE'}; "
            f"load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        yield trial


if __name__ == "__main__":
    main()
