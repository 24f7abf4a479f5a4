"""What can go wrong with the store. str(error) is one sentence for the user."""

#: How the names of all settings begin.
SETTING = "BUILDER_"
#: What a page says instead of advice for whoever runs the app: where a restart is needed, and where none is.
TELL = "Please tell whoever runs this server."
TELL_AND_WAIT = "Please tell whoever runs this server; the page comes back by itself."


class StoreError(RuntimeError):
    """The store cannot do what was asked, or cannot be used at all.

    `sentence` is for logs and for the command line, and so for whoever runs the app: it may hold addresses, paths and
    what the database itself said. `discreet` is the same for anybody who looks at a page, without them; where the
    sentence names a setting, it says whom to tell.
    """

    def __init__(self, sentence: str, discreet: str | None = None):
        super().__init__(sentence)
        self.discreet = sentence if discreet is None else discreet
        # In all other errors it can only be what somebody typed.
        if SETTING in self.discreet and (type(self) is StoreError or isinstance(self, DatabaseTroubleError)):
            passes = isinstance(self, DatabaseTroubleError)
            self.discreet = f"The database cannot be used now. {TELL_AND_WAIT if passes else TELL}"


class DatabaseTroubleError(StoreError):
    """The database as a whole cannot be used now, whatever is asked of it; it works again once that is mended."""


class StoreBusyError(DatabaseTroubleError):
    """Another process keeps the database locked, or the connection to it broke: trying again may help."""


class StoreDamagedError(DatabaseTroubleError):
    """The database's file is damaged, or something else: a good one may come back in its place."""


class StoreAwayError(DatabaseTroubleError):
    """The database is not at its place, or lets nobody in; it may come back as it was."""


class StoreFullError(DatabaseTroubleError):
    """There is no disk space for what was to be written."""


class TooManyError(StoreError):
    """This owner has as many waiting as are allowed; the sentence says of what."""


class UnderWayError(StoreError):
    """This owner's very same runs, of the same designs with the same seeds, wait or train already."""


class UnreadableDesignError(StoreError):
    """A stored design that this version cannot read, such as one written by a newer version."""

    def __init__(self, run_id: str, reason: str):
        super().__init__(f"The design of run {run_id} cannot be read: {reason}")


class RunNotFoundError(StoreError):
    """There is no run with that id."""

    def __init__(self, run_id: str):
        super().__init__(
            f"There is no run {one_line(run_id, 40)!r}; it may have been deleted. The leaderboard lists all runs."
        )


class LostRunError(StoreError):
    """This attempt may no longer write the run: it ended, was deleted, or belongs to another attempt."""

    def __init__(self, run_id: str):
        super().__init__(
            f"Run {one_line(run_id, 40)} no longer belongs to this process: it has ended, was deleted, "
            "or another process has taken it over."
        )


class RunAwayError(StoreAwayError):
    """The run's row went with the database's file, which was moved away or replaced; it may come back with it."""

    def __init__(self, run_id: str):
        super().__init__(
            f"Run {one_line(run_id, 40)} is not in the database file that is there now, which took the place of the "
            "one with the run."
        )


class HomeAwayError(StoreAwayError):
    """The home folder was moved away under a process that runs in it; it may come back as it was."""

    def __init__(self, home: str):
        told = "The home folder{} is not there. If it was moved away, move it back, and nothing needs a restart."
        super().__init__(told.format(f" {home}"), told.format(""))


class NotOwnerError(StoreError):
    """Only the owner may do this."""

    def __init__(self, name: str, nickname: str, action: str):
        super().__init__(f"“{name}” belongs to {nickname}; only its owner can {action} it.")


class RunStateError(StoreError):
    """The run's state does not allow this."""


class NameNotUsableError(StoreError):
    """A name or nickname that cannot be used."""


class TaskNotFoundError(StoreError):
    """There is no task with that id; old ones are removed."""

    def __init__(self, task_id: str):
        super().__init__(f"There is no task {one_line(task_id, 40)!r}; it may be too old. Please try again.")


class LostTaskError(StoreError):
    """This process may no longer write the task."""

    def __init__(self, task_id: str):
        super().__init__(f"Task {one_line(task_id, 40)} no longer belongs to this process.")


def one_line(text: str, length: int = 500) -> str:
    """`text` as it is stored: one line, no control characters or lone surrogates, at most `length` characters."""
    printable = "".join(character if character.isprintable() else " " for character in text[: 4 * length])
    line = " ".join(printable.split())
    return line if len(line) <= length else line[: length - 1] + "…"
