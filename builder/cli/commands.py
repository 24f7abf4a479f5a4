"""Every command: its name, what it does, what it takes, and what is said when it is interrupted."""

import argparse
from collections.abc import Callable
from typing import NamedTuple, get_args

from builder.cli import (
    analysis,
    app,
    backup,
    course,
    designs,
    explanation,
    listing,
    own_runs,
    pictures,
    reproduction,
    taking,
    training,
)
from builder.cli.arguments import design, number, part_of_picture, run, whole_field, whole_number
from builder.cli.result import Result
from builder.cli.taking import TAKEN
from builder.course.results import RESULTS_FILE
from builder.datasets.photo_kind import TITLES
from builder.datasets.table import DATASETS
from builder.design.data import Data
from builder.design.training.training import Precision, Training
from builder.jobs.tasks.explain import METHODS
from builder.presets import BEYOND

INTERRUPTED = "Interrupted."
_HEARD = "Interrupted; ending after the running step."
_GOES_ON = "Interrupted. A run that was started goes on; `python -m builder runs` shows it."
_EPOCHS, _LIMIT = whole_field(Training, "epochs"), whole_field(Data, "limit")
_BEYOND = f"{next(iter(BEYOND))}-{next(reversed(BEYOND))}"
_RESULTS = "default: builder/course/reproduced.jsonl"

#: Adds a command's arguments to its parser.
Takes = Callable[[argparse.ArgumentParser], object]


class Command(NamedTuple):
    """`does` takes the parsed arguments and returns (exit status, document, text); without `has_json`, only text.

    `interrupted` is the sentence after Ctrl+C. `heard` is what a command says at the signal that computes in its own
    process, and so may end only seconds later.
    """

    name: str
    help: str
    does: Callable[[argparse.Namespace], Result]
    takes: Takes
    interrupted: str = INTERRUPTED
    has_json: bool = True
    heard: str = ""


def _nothing(_: argparse.ArgumentParser) -> None:
    pass


def _app(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--address", metavar="ADDRESS", help="where to listen; 0.0.0.0 lets others in (default: 127.0.0.1)"
    )
    command.add_argument(
        "--port", type=whole_number(1, 65_535), metavar="PORT", help="default: 8501, or the next free one"
    )
    command.add_argument("--no-browser", action="store_true", help="serve without opening a browser")


def _export(command: argparse.ArgumentParser) -> None:
    design(command).add_argument("--run", metavar="RUN", help="the design of a saved run")
    command.add_argument(
        "--format", choices=["py", "ipynb", *TAKEN], help="default: what the file's name ends with, else py"
    )
    command.add_argument("--output", metavar="FILE", help="the file to write (default: a script, on stdout)")


def _train(command: argparse.ArgumentParser) -> None:
    design(command)
    command.add_argument("--dataset", choices=list(DATASETS), help="default: CIFAR-10 where it is, else digits")
    command.add_argument("--epochs", type=_EPOCHS, metavar="N", help="at most so many epochs")
    command.add_argument(
        "--limit", type=_LIMIT, metavar="N",
        help="N training images, N/4 for validation and N/4 for the test",
    )  # fmt: skip
    command.add_argument("--seed", type=whole_field(Training, "seed"), metavar="S", help="seed of weights and order")
    command.add_argument(
        "--target", type=number(0, 100), metavar="PERCENT",
        help="train until the validation accuracy reaches this, and keep the best epoch",
    )  # fmt: skip
    command.add_argument("--minutes", type=number(0, 10_080), metavar="T", help="at most so many minutes of training")


def _reproduce(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--projects",
        default="0-18",
        metavar="IDS",
        help=f"such as 0-6, 9b,12 or {_BEYOND} (default: 0-18)",
    )
    command.add_argument("--seeds", type=whole_number(1, 100), default=1, metavar="N", help="that many seeds each")
    command.add_argument("--first-seed", type=whole_number(0, 10_000), default=0, metavar="S", help="default: 0")
    command.add_argument("--epochs", type=_EPOCHS, metavar="N", help="a budget: at most N epochs")
    command.add_argument("--minutes", type=whole_number(1, 10_080), metavar="T", help="a budget: T minutes each")
    command.add_argument("--limit", type=_LIMIT, metavar="N", help="a budget: N training images")
    command.add_argument(
        "--hold-out", action="store_true", help="hold the validation images out where a preset trains on them too"
    )
    command.add_argument("--keep", metavar="FOLDER", help="leave the trained networks there, a folder each")
    command.add_argument(
        "--precision", choices=get_args(Precision), default="float32", help="the number format (default: float32)"
    )
    command.add_argument("--again", action="store_true", help="measure again what is in the results already")
    command.add_argument("--output", metavar="FILE", default=str(RESULTS_FILE), help=_RESULTS)


def _reproduced(command: argparse.ArgumentParser) -> None:
    command.add_argument("--results", metavar="FILE", default=str(RESULTS_FILE), help=_RESULTS)
    command.add_argument("--update", metavar="FILE.md", help="write the table into this file, between its markers")


def _classify(command: argparse.ArgumentParser) -> None:
    command.add_argument("image", metavar="IMAGE", nargs="+", help=f"a {TITLES} file, or several")
    command.add_argument(
        "--run",
        metavar="RUN",
        help="the run whose network looks, or `shipped` for the one that comes with the app (default: the best "
        "finished run's, else that one)",
    )
    part_of_picture(command)


def _analyse(command: argparse.ArgumentParser) -> None:
    run(command)
    command.add_argument("--test", action="store_true", help="the stored test predictions (default: validation)")


def _predictions(command: argparse.ArgumentParser) -> None:
    _analyse(command)
    command.add_argument("--output", metavar="FILE.npz", required=True, help="the file to write")


def _explain(command: argparse.ArgumentParser) -> None:
    run(command, ", or `shipped`: the network that comes with the app")
    command.add_argument("image", metavar="IMAGE", help=f"a {TITLES} file")
    command.add_argument("--method", choices=METHODS, default=METHODS[0], help=f"default: {METHODS[0]}")
    command.add_argument("--class", metavar="NAME", dest="class_name", help="a class (default: the likeliest)")
    command.add_argument("--layer", metavar="NAME", help="for grad-cam: whose maps (default: the last convolution's)")
    command.add_argument("--output", metavar="FILE", required=True, help="the PNG file to write")
    part_of_picture(command)


def _delete(command: argparse.ArgumentParser) -> None:
    command.add_argument("runs", metavar="RUN", nargs="+", help="runs, as `runs` lists them")
    command.add_argument("--anybodys", action="store_true", help="also runs that somebody trained in a browser")


def _rename(command: argparse.ArgumentParser) -> None:
    run(command)
    command.add_argument("name", metavar="NAME", help="its new name")


def _file(text: str) -> Takes:
    return lambda command: command.add_argument("file", metavar="FILE", help=text)


_ALL = (
    Command("app", "open the app in the browser", app.app, _app, app.INTERRUPTED, has_json=False),
    Command("presets", f"the course's projects, and {len(BEYOND)} beyond its slides", designs.presets, _nothing),
    Command("summary", "a network's layers, output shapes and parameters", designs.summary, design),
    Command(
        "export", "a design as a Keras script or notebook, or a run with its weights", designs.export, _export,
        has_json=False,
    ),
    Command("import", "make a run of a bundle that export wrote", taking.import_, _file("a bundle"), heard=_HEARD),
    Command("train", "train a design and wait for its end", training.train, _train, _GOES_ON),
    Command(
        "reproduce", "train the course's projects as documented; write the results", reproduction.reproduce, _reproduce,
        "Interrupted. Give the same command to go on.", heard=_HEARD,
    ),
    Command(
        "reproduced", "what was measured of the projects, beside the slides' figures", course.reproduced, _reproduced
    ),
    Command(
        "stop", "stop a run; what was trained is kept", training.stop, run,
        "Interrupted. A run that was asked to stop stops all the same; `python -m builder runs` shows it.",
    ),
    Command(
        "pause", "pause a run, to be gone on with", training.pause, run,
        "Interrupted. A run that was asked to pause pauses all the same; `python -m builder runs` shows it.",
    ),
    Command("resume", "go on with a paused or killed run, and wait for its end", training.resume, run, _GOES_ON),
    Command("runs", "all runs, newest first", listing.runs, _nothing),
    Command("leaderboard", "all runs, best validation first", listing.leaderboard, _nothing),
    Command("show", "one run with its design and its curve", listing.show, run),
    Command("rename", "give a run of the command line another name", own_runs.rename, _rename),
    Command("delete", "delete runs for good, with their files", own_runs.delete, _delete),
    Command("classify", "what a trained network sees in a picture, or in several", pictures.classify, _classify),
    Command(
        "analyse", "where a network errs, how sure it may be, and what its curve shows", analysis.analyse, _analyse,
        heard=_HEARD,
    ),
    Command(
        "predictions", "a network's probabilities for each image, as .npz", analysis.predictions, _predictions,
        heard=_HEARD,
    ),
    Command(
        "explain", "which places of a picture spoke for a class, as a picture", explanation.explain, _explain
    ),
    Command(
        "evaluate", "measure an imported or a stopped run on the test set, once", own_runs.evaluate, run,
        "Interrupted. The test set is read all the same; `python -m builder show RUN` says when it is done.",
    ),
    Command("verify", "repeat a run's one reading of the test set, by itself", taking.verify, run),
    Command(
        "backup", "write everything that the home holds, except images, into one file", backup.backup,
        _file("the file to write; it must not exist yet"), heard=_HEARD,
    ),
    Command(
        "restore", "make a new home (BUILDER_HOME) of a backup", backup.restore, _file("a file that `backup` wrote"),
        heard=_HEARD,
    ),
)  # fmt: skip

COMMANDS = {command.name: command for command in _ALL}
