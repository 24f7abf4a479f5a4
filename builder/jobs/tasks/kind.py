"""The kinds of task: the name of each, which process answers it, and how.

The supervisor reads this table to know which process to start: nothing here, and nothing that a kind's module
imports outside its functions, may load TensorFlow or numpy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import Engine

from builder.settings import Settings
from builder.store.tasks import Task

#: Reports how far the task is.
Report = Callable[[Mapping[str, Any]], None]
#: Does the task and returns its result, as JSON; an exception's sentence becomes the task's error.
Answer = Callable[[Settings, Engine, Task, Report], Mapping[str, Any]]


#: The processes that answer tasks: "inference" keeps networks loaded.
TaskProcess = Literal["inference", "download"]
#: The longest name of a kind that the store accepts.
MAX_NAME = 16


class Refused(Exception):
    """A task that cannot be done; str(error) is the sentence for the user."""


@dataclass(frozen=True)
class TaskKind:
    """One kind of task.

    `name` is stored with each task, `process` answers it. A `long` kind runs once at a time for each run, and answers
    quick tasks in between.
    """

    name: str
    process: TaskProcess
    answer: Answer
    long: bool = False


#: Every kind by its name.
KINDS: dict[str, TaskKind] = {}


def register(kind: TaskKind) -> None:
    """Adds a kind: its tasks can then be submitted, and its process answers them.

    Raises ValueError for a name that is taken or too long, and for an unknown process.
    """
    if not 1 <= len(kind.name) <= MAX_NAME:
        raise ValueError(f"the kind's name {kind.name!r} has {len(kind.name)} characters; expected 1 to {MAX_NAME}")
    if kind.name in KINDS:
        raise ValueError(f"there is a kind of task {kind.name!r} already")
    if kind.process not in get_args(TaskProcess):
        raise ValueError(f"no process is called {kind.process!r}; expected one of {', '.join(get_args(TaskProcess))}")
    KINDS[kind.name] = kind


def kinds_of(process: TaskProcess) -> tuple[str, ...]:
    """The names of the kinds that this process answers."""
    return tuple(kind.name for kind in KINDS.values() if kind.process == process)


def quick_kinds_of(process: TaskProcess) -> tuple[str, ...]:
    """The names of this process's kinds that are answered in a moment."""
    return tuple(name for name in kinds_of(process) if not KINDS[name].long)


def processes() -> tuple[TaskProcess, ...]:
    """The processes that the registered kinds need."""
    return tuple(dict.fromkeys(kind.process for kind in KINDS.values()))
