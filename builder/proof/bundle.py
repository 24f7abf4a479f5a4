"""A run with its evidence in one file, which another installation can import."""

import numpy as np
import safetensors.numpy
from sqlalchemy import Engine

import builder
from builder.design.cost.summary import summarize
from builder.progress.ending import Ending
from builder.proof import archive
from builder.proof.content import epochs_json, right_answers
from builder.proof.errors import ProofError, RefusedError
from builder.proof.manifest import Manifest, listed
from builder.proof.recorded import TEST, VALIDATION, judged_by_of, recorded_reading
from builder.proof.tensors import read_weights
from builder.settings import Settings
from builder.store.artifacts import ArtifactError, artifacts_of
from builder.store.runs.claims import Claims, is_found_again
from builder.store.runs.curves import epochs_of
from builder.store.runs.records import ENDED, Run
from builder.store.schema.database import now


def bundle(settings: Settings, db: Engine, run: Run) -> bytes:
    """The bundle of an ended run with weights whose files are here; raises ProofError and StoreError."""
    if run.state not in ENDED:
        raise ProofError(f"“{run.name}” is {run.state}; a bundle is made of a run that has ended with weights.")
    if not run.has_weights:
        raise ProofError(f"“{run.name}” ended without weights; a bundle is made of a run that has ended with weights.")
    if run.claims is not None:
        raise ProofError(f"“{run.name}” was imported; pass on the bundle that it came in.")
    files = {
        archive.EXPERIMENT: run.experiment.to_json(indent=1).encode(),
        archive.CURVE: epochs_json(epochs_of(db, run.id)),
        archive.WEIGHTS: weights_file(settings, run),
        archive.JUDGED_BY_FILE: _tensors(judged_by_of(settings, run).arrays()),
    }
    for name, stored in ((archive.TEST_FILE, TEST), (archive.VALIDATION_FILE, VALIDATION)):
        arrays = _stored(settings, run, stored)
        if arrays is not None and not (stored == VALIDATION and _are_of_other_weights(run, arrays)):
            files[name] = _tensors(arrays)
    manifest = _manifest(db, run, files).model_dump_json(indent=1).encode()
    packed = archive.pack({archive.MANIFEST: manifest} | files)
    if len(packed) > archive.MAX_BYTES:
        raise ProofError(f"“{run.name}” is too large for a bundle: {len(packed):,} of {archive.MAX_BYTES:,} bytes.")
    return packed


def weights_file(settings: Settings, run: Run) -> bytes:
    """The file with the run's kept weights, which is whole; raises ProofError."""
    path = artifacts_of(settings).folder(run.id) / archive.WEIGHTS
    try:
        data = path.read_bytes()
        read_weights(data, summarize(run.experiment), archive.WEIGHTS)
    except OSError as error:
        raise ProofError(f"The weights of “{run.name}” cannot be read ({error.strerror or error}).") from None
    except RefusedError:
        raise ProofError(f"The weights of “{run.name}” are damaged.") from None
    return data


def _stored(settings: Settings, run: Run, name: str) -> dict[str, np.ndarray] | None:
    try:
        return artifacts_of(settings).load_arrays(run.id, name)
    except ArtifactError as error:
        raise ProofError(str(error)) from None


def _are_of_other_weights(run: Run, validated: dict[str, np.ndarray]) -> bool:
    """Whether these predictions were asked for while the run was stopped, before it went on to better weights."""
    return run.validation_accuracy is not None and not is_found_again(
        run.validation_accuracy, *right_answers(validated)
    )


def _tensors(arrays: dict[str, np.ndarray]) -> bytes:
    return safetensors.numpy.save({name: np.ascontiguousarray(array) for name, array in arrays.items()})


def _manifest(db: Engine, run: Run, files: dict[str, bytes]) -> Manifest:
    reading = recorded_reading(db, run)
    claims = Claims.model_validate(
        {
            "by": run.nickname,
            "product": builder.__version__,
            "exported_at": now(),
            "state": run.state,
            "validation_accuracy": run.validation_accuracy,
            "test_accuracy": None if reading is None else reading.accuracy,
            "test_count": None if reading is None else reading.count,
            "measured_in": None if reading is None else reading.measured_in,
            "precision": run.precision,
            "seconds": run.seconds,
            "processor": run.processor,
            "versions": run.versions,
        }
    )
    return Manifest(
        claims=claims,
        best_epoch=run.best_epoch,
        kept_epoch=run.kept_epoch,
        end_reason=run.end_reason if isinstance(run.end_reason, Ending) else None,
        files=listed(files),
    )
