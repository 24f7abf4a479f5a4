"""The command that measures presets: reproduce."""

import argparse
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from builder.cli.errors import CommandFailed, InputError
from builder.cli.result import Result
from builder.cli.terminal import ENDING_SIGNALS, Interrupt, say
from builder.course.results import Reproduction, ResultsError, append_result, check_appendable, read_results
from builder.datasets.images import DatasetError
from builder.datasets.table import why_not
from builder.jobs import reproduction
from builder.jobs.measurement import Budget, Measurement
from builder.presets import ALL_PRESETS, UnknownPresetError, get
from builder.settings import Settings, load_settings


def reproduce(arguments: argparse.Namespace) -> Result:
    """Trains projects as documented, one after another, and appends a line for each to the results."""
    settings, output = load_settings(), _named("--output", arguments.output)
    projects = parse_projects(arguments.projects)
    for project in projects:
        if missing := why_not(get(project).experiment.images, settings):
            raise InputError(missing)
    budget = Budget(
        epochs=arguments.epochs,
        minutes=arguments.minutes,
        limit=arguments.limit,
        hold_out=arguments.hold_out or None,
    )
    keep = None if arguments.keep is None else _named("--keep", arguments.keep)
    if keep is not None and keep.absolute() == output.absolute():
        raise InputError(f"--keep and --output both name {keep}; expected a folder and a file.")
    written = []
    with _StopSignals() as stop:
        for seed in range(arguments.first_seed, arguments.first_seed + arguments.seeds):
            for project in projects:
                wanted = Measurement(project=project, seed=seed, precision=arguments.precision, budget=budget)
                if _is_there(_results(output), wanted) and not arguments.again:
                    say(f"{wanted.title}: is in {output.name} already.")
                    continue
                _check_places(settings, wanted, output, keep)
                with _alone(settings, wanted):
                    say(f"{wanted.title}:")
                    written.append(_one(settings, wanted, stop, output, keep))
    lines = [_told(result) for result in written]
    document = [result.model_dump(mode="json", exclude={"curve"}) for result in written]
    return 0, document, "\n".join(lines) or "Everything asked for was measured already; --again measures it once more."


def _named(option: str, path: str) -> Path:
    if not path.strip():
        raise InputError(f"{option} is empty; expected the name of a {'file' if option == '--output' else 'folder'}.")
    return Path(path)


def _check_places(settings: Settings, wanted: Measurement, output: Path, keep: Path | None) -> None:
    """Before a training, which may take hours: raises InputError where its result could not be written after it."""
    try:
        check_appendable(output)
        if keep is not None:
            reproduction.check_keepable(settings, wanted, keep)
    except (ResultsError, reproduction.NotKept) as error:
        raise InputError(str(error)) from None


def _told(result: Reproduction) -> str:
    """A result in a line."""
    told = (
        f"project {result.project}, seed {result.seed}: validation {result.validation_accuracy:.2%}, "
        f"test {result.test_accuracy:.2%}"
    )
    if result.views is not None:
        one, two = result.views.one, result.views.with_mirror
        told += f"; by one view {one.validation:.2%} and {one.test:.2%}, with the mirror image {two.validation:.2%} "
        told += f"and {two.test:.2%}"
    if result.work is not None:
        told += (
            f"; {result.work.multiply_adds / 1e12:.3g} T multiply-adds in {result.seconds / 60:.1f} min, "
            f"{result.work.reached(result.seconds):.0%} of the processor's matrix speed, "
            f"{result.work.elsewhere:.0%} of it used by other programs"
        )
    return told + ("" if result.complete else f" ({result.budget})")


def parse_projects(text: str) -> tuple[str, ...]:
    """Ids of projects, such as "0-6,9b,12", in the order of the course; raises InputError with one sentence."""
    ids, chosen = list(ALL_PRESETS), set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        first, dash, last = part.partition("-")
        try:
            start, end = (ids.index(get(id.strip()).id) for id in (first, last if dash else first))
        except UnknownPresetError as error:
            raise InputError(f"--projects: {error}") from None
        if start > end:
            raise InputError(f"--projects is {part!r}: {first.strip()} comes after {last.strip()}; turn them round.")
        chosen.update(ids[start : end + 1])
    if not chosen:
        raise InputError(f"--projects is {text[:40]!r}; expected ids such as 0-6 or 9b,12.")
    return tuple(id for id in ids if id in chosen)


def _one(
    settings: Settings, wanted: Measurement, stop: "_StopSignals", output: Path, keep: Path | None
) -> Reproduction:
    """Measures one training, and appends the result; its network is copied into a folder in `keep`."""
    try:
        result = reproduction.reproduce(settings, wanted, say, stop.requested.is_set)
        if keep is not None:
            say(f"Its network is in {reproduction.copy_network(settings, wanted, keep)}.")
        append_result(result, output)
    except reproduction.Stopped as stopped:
        raise CommandFailed(f"{stopped} Give the same command to go on.") from None
    except (DatasetError, ResultsError, reproduction.NotKept) as error:
        raise InputError(str(error)) from None
    reproduction.clear(settings, wanted)
    return result


@contextmanager
def _alone(settings: Settings, wanted: Measurement) -> Iterator[None]:
    """Within it no other command measures the same; raises InputError if one does."""
    with ExitStack() as held:
        try:
            held.enter_context(reproduction.alone(settings, wanted))
        except reproduction.UnderWay as error:
            raise InputError(str(error)) from None
        yield


def _results(output: Path) -> tuple[Reproduction, ...]:
    try:
        return read_results(output)
    except ResultsError as error:
        raise InputError(str(error)) from None


def _is_there(results: tuple[Reproduction, ...], wanted: Measurement) -> bool:
    """Whether the same was measured before; a complete result counts for every shortened one on the same images."""
    _, words = wanted.design()
    return any(
        (result.project, result.seed, result.precision) == (wanted.project, wanted.seed, wanted.precision)
        and ((result.complete and not wanted.budget.hold_out) or result.budget == words)
        for result in results
    )


class _StopSignals:
    """While entered, Ctrl+C, SIGTERM and SIGHUP ask to stop after the current step; a second one ends at once."""

    def __init__(self) -> None:
        self.requested = threading.Event()

    def __enter__(self) -> "_StopSignals":
        self.before = {}
        for number in ENDING_SIGNALS:
            if number in (signal.SIGINT, signal.SIGTERM) or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                self.before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _ask(self, number: int, _: object) -> None:
        if self.requested.is_set():
            raise Interrupt(number)
        self.requested.set()
