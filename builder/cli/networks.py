"""Which network a command about a picture asks: a run's, or the one that comes with the app."""

from typing import NamedTuple

from builder.cli.errors import InputError
from builder.cli.place import Place, read_run
from builder.pictures.kind import Kind
from builder.pictures.looks import why_unlike
from builder.settings import SHIPPED
from builder.shipped.network import SHIPPED_ID, Shipped, ShippedError, shipped_network, why_nothing_is_there
from builder.store.board.leaks import validation_counts
from builder.store.board.ranking import best_first
from builder.store.homes.elsewhere import here_first
from builder.store.runs.kept import kept_runs
from builder.store.runs.records import Run
from builder.words.inert import printable


class Network(NamedTuple):
    """The run whose network is asked; `shipped` where it is the one that comes with the app."""

    run: Run
    shipped: Shipped | None = None


def network_named(place: Place, id: str) -> Network:
    """That of the run with this id, or the one that comes with the app, by SHIPPED_ID or by its name; raises
    InputError where there is none, or none with weights."""
    if id == SHIPPED_ID:
        return _shipped(
            place, f"No network {id!r} comes with this app; name a run, as `python -m builder runs` lists it."
        )
    try:
        run = read_run(place, id)
    except InputError:
        if _is_name_of_shipped(place, id):
            return network_named(place, SHIPPED_ID)
        raise
    if not run.has_weights:
        raise InputError(f"Run {run.id} ({run.state}) has no weights; choose one that has trained.")
    return Network(run)


def best_network(place: Place) -> Network:
    """That of the best finished run, else the one that comes with the app; raises InputError where there is none."""
    runs = here_first(place.settings, best_first(kept_runs(place.db), validation_counts(place.settings)))
    best = next((run for run in runs if run.state == "finished"), None)
    if best is not None:
        return Network(read_run(place, best.id))
    return _shipped(place, "There is no finished run yet; train one first: python -m builder train --preset 0")


def known_to_shipped(place: Place, kind: Kind | None) -> str | None:
    """That the network which comes with the app knows pictures of that kind, a sentence; None where there is none, or
    it does not."""
    try:
        shipped = shipped_network(place.settings)
    except ShippedError:
        return None
    if shipped is None or why_unlike(shipped.run.dataset, kind) is not None:
        return None
    return f"The network that comes with the app names such pictures: --run {SHIPPED_ID}."


def _is_name_of_shipped(place: Place, name: str) -> bool:
    """Whether the network that comes with the app is called that, in large or small letters."""
    try:
        shipped = shipped_network(place.settings)
    except ShippedError:
        return False
    own = "" if shipped is None else shipped.card.name.casefold()
    return name.strip().casefold() in (own, own.split(",")[0]) and own != ""


def _shipped(place: Place, nothing: str) -> Network:
    """Raises InputError where it cannot be used, with `nothing` where there is none; and names the setting that says
    where it is to be."""
    folder = place.settings.shipped
    try:
        shipped = shipped_network(place.settings)
    except ShippedError as error:
        setting = "" if folder == SHIPPED else f" BUILDER_SHIPPED names {printable(str(folder))}."
        raise InputError(f"{error}{setting}") from None
    if shipped is None:
        why = why_nothing_is_there(place.settings)
        setting = "" if why is None else f"BUILDER_SHIPPED names {printable(str(folder))}, which {why}. "
        raise InputError(f"{setting}{nothing}")
    return Network(shipped.run, shipped)
