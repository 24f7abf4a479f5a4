"""What a backup says about itself, in its first file, and the names of its files."""

import json

from pydantic import ValidationError

import builder
from builder.datasets.table import DATASETS, is_available
from builder.design.base import Value
from builder.settings import DATABASE_FILE, Settings
from builder.store.schema.database import now
from builder.store.schema.upgrade import SCHEMA

ABOUT = "about.json"
DATABASE = DATABASE_FILE
#: The folder of the runs' files, each in the folder of its run's id.
ARTIFACTS = "artifacts"

#: Incremented whenever the form of a backup changes.
VERSION = 1
MAX_BYTES = 64 * 1024


class ThereWas(Value):
    """A data set that the home could use. Its images are not in the backup."""

    name: str
    title: str


class About(Value):
    """When and by which version the backup was made, of how many runs, and which data sets there were."""

    version: int = VERSION
    product: str
    schema_revision: str
    created_at: float
    runs: int
    datasets: tuple[ThereWas, ...]


class NotUnderstoodError(ValueError):
    """The text is no such description; the message is empty unless it is of a newer version."""


def about(settings: Settings, runs: int) -> About:
    """The description of a backup of these settings' home that is made now."""
    return About(
        product=builder.__version__,
        schema_revision=SCHEMA,
        created_at=now(),
        runs=runs,
        datasets=tuple(
            ThereWas(name=name, title=dataset.title)
            for name, dataset in DATASETS.items()
            if is_available(name, settings)
        ),
    )


def read_about(data: bytes) -> About:
    """The description in `data`; raises NotUnderstoodError."""
    try:
        told = json.loads(data)
        version = told["version"] if isinstance(told, dict) else None
        if isinstance(version, int) and version > VERSION:
            raise NotUnderstoodError(f"version {version}; this Model Builder reads version {VERSION}")
        found = About.model_validate(told)
        if found.schema_revision > SCHEMA:
            raise NotUnderstoodError(f"schema {found.schema_revision[:20]}; this Model Builder knows up to {SCHEMA}")
        return found
    except (ValidationError, ValueError, KeyError, RecursionError) as error:
        raise error if isinstance(error, NotUnderstoodError) else NotUnderstoodError from None
