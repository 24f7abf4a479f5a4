"""Reads designs of version 1 as version 2, with the same meaning.

Version 1 gave its data set as a word, its optimiser as a word and a separate momentum, and its learning rate as a
number.
"""

from typing import Any

from builder.design.training.optimizers import OPTIMIZERS


def is_version_1(document: dict[str, Any]) -> bool:
    """Whether a document is of version 1: it says so, or it names no version and has a field only found in 1."""
    if "version" in document:
        return document["version"] == 1
    return "momentum" in _part(document, "training") or "dataset" in _part(document, "data")


def to_version_2(document: dict[str, Any]) -> dict[str, Any]:
    """The same design as a document of version 2; what cannot be read is left for its reader to refuse.

    Raises ValueError for a momentum with an optimiser that takes none: version 2 has no such field to report.
    """
    renewed = {**document, "version": 2}
    if isinstance(document.get("training"), dict):
        renewed["training"] = _training(document["training"])
    if isinstance(document.get("data"), dict):
        data = dict(document["data"])
        if "dataset" in data:
            data["images"] = data.pop("dataset")
        renewed["data"] = data
    return renewed


def _training(training: dict[str, Any]) -> dict[str, Any]:
    """Version 1 wrote an optimiser without momentum with a separate momentum of 0."""
    renewed = dict(training)
    momentum = renewed.pop("momentum", 0)
    kind = renewed.get("optimizer", "adam")
    if momentum == 0 or not isinstance(kind, str) or kind not in OPTIMIZERS:
        return renewed
    if "momentum" not in OPTIMIZERS[kind].model_fields and isinstance(momentum, int | float):
        raise ValueError(f"momentum is {momentum:g}, but {kind} takes none; use sgd or rmsprop")
    renewed["optimizer"] = {"kind": kind, "momentum": momentum}
    return renewed


def _part(document: dict[str, Any], name: str) -> dict[str, Any]:
    part = document.get(name)
    return part if isinstance(part, dict) else {}
