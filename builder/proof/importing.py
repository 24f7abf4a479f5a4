"""Makes a run of a bundle: checked in memory, written aside, and put in place with the run's row, or not at all."""

import contextlib
import os
import shutil
import time
from pathlib import Path

import safetensors.numpy
from sqlalchemy import Engine

from builder.engine.files import replace_file
from builder.engine.folder import SPEC_FILE
from builder.engine.sealed import sealed
from builder.proof import archive
from builder.proof.content import Content, read_content
from builder.proof.errors import AlreadyHereError, ProofError, RefusedError
from builder.proof.recorded import CLAIMED
from builder.proof.twins import likeness_to_shipped, twin_of
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.artifacts.judged_by import NAME as JUDGED_BY
from builder.store.homes.identity import home_of
from builder.store.ids import new_id
from builder.store.runs.imported import insert_imported
from builder.store.runs.records import Run

#: Where an import gathers its files, in the home; what a killed one left is removed by a later one.
GATHERED = "importing"
LEFT_SECONDS = 3600.0


def import_run(settings: Settings, db: Engine, data: bytes, owner: str) -> Run:
    """The run that is made of the bundle in `data`; it is marked as imported and belongs to `owner`.

    Raises RefusedError for a file that is no whole bundle, or has nearly the weights of a run here or those of the
    network that comes with the app, AlreadyHereError for one with the very weights of a run, whoever owns that run,
    ProofError and StoreError; then nothing is left of it.
    """
    content = read_content(data)
    _refuse_shipped(settings, content)
    _refuse_twin(settings, db, content)
    id, files = new_id(), artifacts_of(settings)
    aside = settings.home / GATHERED / id
    folder = files.folder(id)

    def put_files() -> None:
        # One import at a time comes here: of two that began at once, the second one finds the first one's run.
        _refuse_twin(settings, db, content)
        _put_in_place(aside, folder)

    try:
        _remove_left(aside.parent)
        _write(content, aside)
        return insert_imported(
            db,
            content.experiment,
            owner,
            home_of(settings),
            id=id,
            claims=content.manifest.claims,
            epochs=content.epochs,
            best_epoch=content.manifest.best_epoch,
            kept_epoch=content.manifest.kept_epoch,
            end_reason=content.manifest.end_reason,
            put_files=put_files,
        )
    except BaseException as error:
        files.remove(id)
        if isinstance(error, OSError):
            reason = error.strerror or error
            raise ProofError(f"The run cannot be written to this home ({reason}); free some space.") from None
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        with contextlib.suppress(OSError):  # another import is at work
            aside.parent.rmdir()


def _refuse_twin(settings: Settings, db: Engine, content: Content) -> None:
    twin = twin_of(settings, db, content)
    if twin is None:
        return
    run = twin.run
    if twin.is_exact:
        raise AlreadyHereError(run.name, run.id, run.nickname)
    raise RefusedError(
        f"it holds nearly the same network as “{run.name}” (run {run.id}, by {run.nickname}): few of the weights "
        "differ, or all of them by little"
    )


def _refuse_shipped(settings: Settings, content: Content) -> None:
    like = likeness_to_shipped(settings, content)
    if like == "same":
        raise RefusedError(
            "it holds, weight for weight, the network that comes with the app, which nobody trained here"
        )
    if like == "near":
        raise RefusedError(
            "it holds nearly the network that comes with the app: few of the weights differ, or all of them by little"
        )
    if like == "its filters":
        raise RefusedError(
            "it holds nearly all filters of the network that comes with the app, in another order, among others or "
            "multiplied"
        )


def _write(content: Content, aside: Path) -> None:
    """Writes the files anew from what was read of them; no byte of the bundle is copied."""
    aside.mkdir(mode=0o700, parents=True)
    replace_file(aside / SPEC_FILE, content.experiment.to_json(indent=2).encode())
    replace_file(aside / archive.WEIGHTS, *sealed(content.weights))
    arrays = {JUDGED_BY: content.judged.arrays()} | {CLAIMED + name: told for name, told in content.predictions.items()}
    for name, told in arrays.items():
        replace_file(aside / f"{name}.safetensors", safetensors.numpy.save(told))


def _put_in_place(aside: Path, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    os.rename(aside, folder)


def _remove_left(gathered: Path) -> None:
    for left in gathered.glob("*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
