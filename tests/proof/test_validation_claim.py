"""The validation accuracy that a bundle claims is that of the predictions in it, at the epoch that is kept."""

import json

import numpy as np
import pytest
import safetensors.numpy

from builder.proof import archive
from builder.proof.bundle import bundle
from builder.proof.content import read_content
from builder.proof.errors import RefusedError
from builder.proof.manifest import Manifest
from builder.store.artifacts import artifacts_of
from builder.store.runs.claims import is_found_again
from tests.proof.changed import changed, packed_anew
from tests.proof.conftest import JUDGES


def predictions(right: int, images: int = JUDGES) -> dict[str, np.ndarray]:
    said = np.zeros((images, 10), np.float32)
    said[np.arange(images), [0] * right + [1] * (images - right)] = 1
    return {"labels": np.zeros(images, np.uint8), "probabilities": said}


def with_predictions(bundled: bytes, right: int) -> bytes:
    return packed_anew(changed(bundled, validation=safetensors.numpy.save(predictions(right))))


def test_a_claim_that_the_predictions_do_not_bear_out_is_refused(bundled):
    """The epochs have 50 % and 75 % of 15 images; the second one is kept."""
    manifest = Manifest.model_validate_json(archive.unpack(bundled)[archive.MANIFEST])
    assert manifest.kept_epoch == 2 and manifest.claims.validation_accuracy == 0.75
    assert read_content(with_predictions(bundled, 11)).predictions["validation_predictions"]
    for right in (7, 9, 15):  # 7 are those of the first epoch
        with pytest.raises(RefusedError, match=f"validation accuracy of {right / 15:.1%}".replace("%", " %")):
            read_content(with_predictions(bundled, right))


def test_without_a_kept_epoch_the_last_one_is_held_to_them_since_pages_show_it(bundled):
    manifest = json.loads(archive.unpack(bundled)[archive.MANIFEST]) | {"kept_epoch": None}
    manifest["claims"]["validation_accuracy"] = None
    files = archive.unpack(with_predictions(bundled, 7))
    others = {name: data for name, data in files.items() if name != archive.MANIFEST}
    manifest["files"] = json.loads(files[archive.MANIFEST])["files"]
    with pytest.raises(RefusedError, match="its curve claims 75.0 % for epoch 2"):
        read_content(packed_anew(others | {archive.MANIFEST: json.dumps(manifest).encode()}))


def test_predictions_from_before_a_stopped_run_went_on_are_not_passed_on(settings, db, run):
    for right, is_passed_on in ((7, False), (11, True)):
        artifacts_of(settings).save_arrays(run.id, "validation_predictions", predictions(right))
        data = bundle(settings, db, run)
        assert (archive.VALIDATION_FILE in archive.unpack(data)) == is_passed_on
        assert read_content(data)


def test_rounding_may_move_one_image_of_few_and_one_in_a_hundred_of_many():
    assert is_found_again(0.75, 11, 15) and is_found_again(12 / 15, 11, 15) and not is_found_again(12 / 15, 10, 15)
    assert is_found_again(0.61, 6_200, 10_000) and not is_found_again(0.61, 6_201, 10_000)
