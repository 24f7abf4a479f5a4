"""Commands for runs that were trained or imported on this command line: evaluate, rename, delete."""

import argparse

from builder import jobs
from builder.cli.asking import answer_to
from builder.cli.errors import InputError
from builder.cli.identity import command_line_owner
from builder.cli.listing import result_of
from builder.cli.place import Place, open_place, read_run
from builder.cli.result import Result
from builder.store.errors import NameNotUsableError, NotOwnerError, RunStateError
from builder.store.runs import owners
from builder.store.runs.records import ACTIVE, Run
from builder.words.inert import printable


def evaluate(arguments: argparse.Namespace) -> Result:
    """Has an imported or a stopped run measured on the test set, once, and waits for it."""
    place = open_place()
    run = read_run(place, arguments.run)
    try:
        task = jobs.request_test_reading(*place, run.id, command_line_owner(*place))
    except (jobs.SubmitError, NotOwnerError) as error:
        raise InputError(str(error)) from None
    answer_to(place, task, "The test set was not read; try again.")
    run = read_run(place, run.id)
    return 0, *result_of(place, run)


def rename(arguments: argparse.Namespace) -> Result:
    """Gives a run another name."""
    place = open_place()
    run = read_run(place, arguments.run)
    try:
        run = owners.rename(place.db, run.id, command_line_owner(*place), arguments.name)
    except (NameNotUsableError, NotOwnerError) as error:
        raise InputError(str(error)) from None
    return 0, *result_of(place, run)


def delete(arguments: argparse.Namespace) -> Result:
    """Deletes runs for good, with their files: all of them, or none where one of them cannot be deleted."""
    place = open_place()
    owner = command_line_owner(*place)
    runs = [_deletable(place, id, None if arguments.anybodys else owner) for id in dict.fromkeys(arguments.runs)]
    for run in runs:
        try:
            jobs.delete_run(*place, run.id, run.owner)
        except RunStateError as error:  # resumed meanwhile
            raise InputError(str(error)) from None
    lines = [f"Deleted {run.id}: {printable(run.name)}." for run in runs]
    return 0, {"deleted": [run.id for run in runs]}, "\n".join(lines)


def _deletable(place: Place, id: str, owner: str | None) -> Run:
    """The run, if it has ended and is this owner's; any ended run where `owner` is None."""
    run = read_run(place, id)
    if owner is not None and run.owner != owner:
        told = str(NotOwnerError(run.name, run.nickname, "delete")).removesuffix(".")
        raise InputError(f"{told}, and who sits at this machine with --anybodys.")
    if run.state in ACTIVE:
        raise InputError(f"“{run.name}” is {run.state}; end it first: python -m builder stop {run.id}")
    return run
