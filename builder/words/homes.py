"""Sentences about runs that belong to another home, which may be on another machine."""

from builder.words.counts import count, noun
from builder.words.durations import duration

#: So many runs are named in a sentence.
NAMED = 5


def place(machine: str | None, *, is_this_one: bool) -> str:
    """Where a home is, by the name of its machine: "on another computer (lab-2)"; None if the name is not known."""
    if machine is None:
        return "on another computer"
    return "in another home folder of this computer" if is_this_one else f"on another computer ({machine})"


def files_elsewhere(name: str, place: str) -> str:
    """Why the run of that name cannot be used here."""
    return f"“{name}” was trained {place}, and its files are there: open the app there to use them."


def waits_elsewhere(place: str, cancel: str = "cancel it") -> str:
    """What a queued run waits for that another home trains; `cancel` says how its reader takes it out of the queue."""
    return f"Waits {place}, where it was submitted. If that is gone for good, {cancel}, and train it again here."


def trains_elsewhere(place: str) -> str:
    """Where a running run is trained."""
    return f"Trains {place}."


def unreported(place: str, seconds: float) -> str:
    """What may have become of a running run of another home, and what its owner can do."""
    return (
        f"Trains {place}, and has not reported for {duration(seconds)}. It goes on if that computer comes back; "
        "if it is gone for good, stop the run, and train it again here."
    )


def paused_elsewhere(place: str) -> str:
    """Where a paused run of another home goes on."""
    return f"Its checkpoint is {place}, and there it goes on."


def unlisted(ids: tuple[str, ...], folder: str, database: str) -> str:
    """That the database does not list these runs whose files are in the folder, and what to do about it."""
    runs, them, it_was = len(ids), noun(len(ids), "it", "them"), noun(len(ids), "it was", "they were")
    which = ", ".join(ids[:NAMED]) + (f" and {runs - NAMED:,} more" if runs > NAMED else "")
    return (
        f"The files of {count(runs, 'run')} are in {folder}, but the database does not list {them} ({which}): "
        f"it is new, or not the one that {it_was} trained with. Put that one back ({database}), or move "
        "these files away."
    )


def unlisted_here(runs: int) -> str:
    """The same for a page, which names no files."""
    return (
        f"The files of {count(runs, 'run')} are here, but the database does not list {noun(runs, 'it', 'them')}: it is "
        "new, or another one. Whoever runs this server can put the earlier database back; nothing needs a restart."
    )
