"""The first file of a bundle: what it holds, by size and SHA-256, and what it claims about the run."""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

import builder
from builder.design.base import Value
from builder.progress.ending import Ending
from builder.proof.archive import MANIFEST
from builder.proof.errors import RefusedError
from builder.store.runs.claims import Claims
from builder.words.inert import printable

#: Incremented whenever the form of a bundle changes.
VERSION = 1
FORMAT: Literal["model-builder run"] = "model-builder run"

EpochNumber = Annotated[int, Field(ge=1, le=1_000_000)]


class Listed(Value):
    """One file of the bundle."""

    name: str
    bytes: int
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Manifest(Value):
    """`best_epoch` and `kept_epoch` are those of the run, `end_reason` says why its training ended."""

    format: Literal["model-builder run"] = FORMAT
    version: int = VERSION
    claims: Claims
    best_epoch: EpochNumber | None
    kept_epoch: EpochNumber | None
    end_reason: Annotated[Ending, Field(discriminator="kind")] | None
    files: Annotated[tuple[Listed, ...], Field(max_length=10)]


def listed(files: Mapping[str, bytes]) -> tuple[Listed, ...]:
    """The entries of these files."""
    return tuple(
        Listed(name=name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest()) for name, data in files.items()
    )


def read_manifest(files: Mapping[str, bytes]) -> Manifest:
    """The manifest among `files`, which are exactly those that it lists; raises RefusedError."""
    if MANIFEST not in files:
        raise RefusedError(f"it has no {MANIFEST}, so it is no bundle of Model Builder")
    manifest = _read(files[MANIFEST])
    others = {name: data for name, data in files.items() if name != MANIFEST}
    told = {entry.name: entry for entry in manifest.files}
    if told.keys() != others.keys() or len(told) != len(manifest.files):
        odd = min(told.keys() ^ others.keys(), default="a file twice")
        raise RefusedError(f"its manifest and its files differ in {printable(odd)[:60]!r}")
    for entry in listed(others):
        if entry != told[entry.name]:
            raise RefusedError(f"{entry.name} in it is not the file that its manifest lists: size or SHA-256 differ")
    return manifest


def _read(data: bytes) -> Manifest:
    try:
        told = json.loads(data)
        version = told.get("version") if isinstance(told, dict) else None
        if isinstance(version, int) and version > VERSION and told.get("format") == FORMAT:
            raise RefusedError(
                f"it is a bundle of version {version}; Model Builder {builder.__version__} reads version {VERSION}"
            )
        return _MANIFEST.validate_json(data)
    except RefusedError:
        raise
    except (ValidationError, ValueError, RecursionError):
        raise RefusedError(f"its {MANIFEST} cannot be read") from None


_MANIFEST: TypeAdapter[Manifest] = TypeAdapter(Manifest)
