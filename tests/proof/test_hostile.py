"""A bundle from a stranger, or a damaged one: one sentence, no code is run, and nothing is left behind."""

import io
import json
import pickle
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import safetensors.numpy
from sqlalchemy import Engine

from builder.design.base import Value
from builder.design.images import SOURCES
from builder.progress.ending import Ending, Exhausted, MissedTarget
from builder.progress.epoch import Epoch
from builder.proof import archive
from builder.proof.errors import RefusedError
from builder.proof.figures import can_be
from builder.proof.importing import import_run
from builder.settings import Settings
from builder.store.artifacts import artifacts_of
from builder.store.runs.owners import delete
from builder.store.runs.records import list_runs
from tests.proof.changed import Files, changed, packed_anew
from tests.proof.conftest import EXPERIMENT, weights_of

TEACHER = "b" * 64
MUTATIONS = 1000
NOT_WHOLE = "not a complete bundle"


@pytest.fixture
def refused(settings: Settings, db: Engine, bundled: bytes) -> Callable[..., None]:
    """Importing the bytes says one sentence, and nothing has changed."""
    before = everything(settings.home)

    def check(data: bytes, sentence: str | None = None) -> None:
        with pytest.raises(RefusedError, match=sentence) as raised:
            import_run(settings, db, data, TEACHER)
        assert str(raised.value).startswith("This file is not imported: ") and str(raised.value).isprintable()
        assert everything(settings.home) == before and len(list_runs(db)) == 1

    return check


def everything(folder: Path) -> set[str]:
    return {str(path) for path in folder.rglob("*")}


def manifest_with(bundled: bytes, *path: str, value: object) -> Files:
    files = archive.unpack(bundled)
    manifest = json.loads(files[archive.MANIFEST])
    place = manifest
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed(bundled, manifest=json.dumps(manifest).encode())


def test_the_bundle_that_the_others_are_made_of_can_be_imported(settings, db, bundled):
    assert import_run(settings, db, packed_anew(changed(bundled)), TEACHER).claims.test_count == 15


def test_a_thousand_mutations_of_a_good_bundle_are_each_one_sentence(refused, bundled):
    chance = random.Random(0)
    for _ in range(MUTATIONS):
        refused(mutated(bundled, chance))


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data with a bit flipped, bytes replaced, inserted, left out, doubled or cut off."""
    place, size = chance.randrange(len(data)), chance.choice((1, 1, 2, 8, 64, 1000))
    before, after = data[:place], data[place:]
    kinds = (
        lambda: before + bytes([after[0] ^ (1 << chance.randrange(8))]) + after[1:],
        lambda: before + chance.randbytes(size) + after[size:],
        lambda: before + chance.randbytes(size) + after,
        lambda: before + after[size:],
        lambda: before + after[:size] + after,
        lambda: before,
        lambda: after if before else b"",
    )
    while (made := chance.choice(kinds)()) == data:
        pass
    return made


def test_mutations_of_each_file_under_a_right_manifest_are_refused_or_harmless(settings, db, bundled):
    """Where a file is still one of its kind, what was imported is what the file says; nothing else may happen."""
    chance, imported = random.Random(1), 0
    files = archive.unpack(bundled)
    for _ in range(300):
        name = chance.choice([name for name in files if name != archive.MANIFEST])
        data = packed_anew(changed(bundled, **{name.partition(".")[0]: mutated(files[name], chance)}))
        try:
            run = import_run(settings, db, data, TEACHER)
        except RefusedError as error:
            assert "\n" not in str(error)
            continue
        imported += 1
        assert len(list_runs(db)) == len(list(settings.artifacts.iterdir())) == 2
        delete(db, run.id, TEACHER)  # or the next one would be here already
        artifacts_of(settings).remove(run.id)
    assert imported and len(list_runs(db)) == len(list(settings.artifacts.iterdir())) == 1


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "name",
    ["../evil", "/tmp/evil", "C:\\evil", "weights.safetensors/../../evil", "evil.py", "weights.h5", "model.keras",
     "Manifest.json", "manifest.json\0.py", "folder/", "weights.safetensors\n", "x" * 5000],
)  # fmt: skip
def test_a_file_that_no_bundle_has_is_refused(refused, bundled, name: str):
    files = archive.unpack(bundled) | {name: b"data"}
    refused(packed_anew(files))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_file_twice_is_refused(refused, bundled):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, data in [*archive.unpack(bundled).items()][:3] * 2:
            packed.writestr(zipfile.ZipInfo(name), data)
    refused(stream.getvalue(), "twice")


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_bomb_is_refused_before_a_byte_of_it_is_unpacked(refused, bundled, compression: int, monkeypatch):
    bomb = packed_anew(changed(bundled, weights=bytes(3_000_000)), compression)
    assert len(bomb) < 20_000
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    refused(bomb, "compressed")


def test_a_directory_of_many_entries_is_refused_before_it_is_parsed(refused, monkeypatch):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for number in range(1000):
            packed.writestr(f"file{number}", b"")
    monkeypatch.setattr(zipfile, "ZipFile", None)
    refused(stream.getvalue(), NOT_WHOLE)
    directory = stream.getvalue()
    at = len(directory) - 22
    locator = b"PK\x06\x07" + bytes(16)
    refused(directory[:at] + locator + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 46, 0, 0), NOT_WHOLE)


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + bytes(18), bytes(22), b"\x80\x04." * 40, b"x" * 10_000])
def test_what_is_no_bundle_at_all_is_refused(refused, data: bytes):
    refused(data)


class Evil:
    def __reduce__(self):
        return print, ("run",)


@pytest.mark.parametrize("name", ["weights", "judged_by", "test_predictions"])
def test_a_pickle_in_disguise_is_refused_and_not_run(refused, bundled, capsys, name: str):
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=True, evil=np.array([Evil()], object))
    for disguised in (pickle.dumps(Evil()), stream.getvalue()):
        refused(packed_anew(changed(bundled, **{name: disguised})), "no safetensors file")
    assert capsys.readouterr().out == ""


def weights(**new: np.ndarray | None) -> bytes:
    kept = weights_of(EXPERIMENT)
    for name, array in new.items():
        key = name.replace("__", "/")
        kept.pop(key, None)
        if array is not None:
            kept[key] = array
    return safetensors.numpy.save(kept)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (lambda: weights(conv2d__bias=None), "bytes of weights"),
        (lambda: weights(conv2d__kernel=np.zeros((3, 3, 2, 3), np.float32)), "other names or shapes"),
        (lambda: weights(conv2d__kernel=np.zeros((54,), np.float32)), "other names or shapes"),
        (lambda: weights(conv2d__bias=np.zeros(1, np.float64)), "not float32"),
        (lambda: weights(conv2d__bias=None, evil__bias=np.zeros(2, np.float32)), "evil/bias"),
        (lambda: weights(conv2d__bias=np.array([1, np.nan], np.float32)), "not finite"),
        (lambda: weights(conv2d__bias=np.array([1, np.inf], np.float32)), "not finite"),
        (lambda: struct.pack("<Q", 2**40) + weights()[8:], "no safetensors file"),
        (lambda: struct.pack("<Q", 60_000) + b"[" * 60_000 + bytes(4000), "no safetensors file"),
        (lambda: weights()[:-1], "bytes of weights"),
        (lambda: b"", "no safetensors file"),
    ],
)
def test_weights_of_another_network_are_refused(refused, bundled, data: Callable[[], bytes], sentence: str):
    refused(packed_anew(changed(bundled, weights=data())), sentence)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("experiment", None, "no experiment.json"), ("weights", None, "no weights"), ("manifest", None, "no manifest"),
        ("judged_by", None, "no judged_by"), ("curve", None, "no curve"), ("test_predictions", None, "comes with"),
        ("experiment", b"{", "design cannot be used"), ("experiment", b"[" * 90_000, "design cannot be used"),
        ("experiment", b'{"version": 3}', "design cannot be used"), ("experiment", b"x" * 200_000, "larger than"),
        ("curve", b"[]", "epoch 2, but its curve has 0"), ("curve", b"[1e999]", "cannot be read"),
        ("curve", b"[" * 90_000, "cannot be read"), ("manifest", b"[]", "cannot be read"),
        ("manifest", b"[" * 90_000, "cannot be read"), ("manifest", b"\xff", "cannot be read"),
        ("manifest", b'{"format": "model-builder run", "version": 2}', "bundle of version 2"),
    ],
)  # fmt: skip
def test_a_part_that_is_missing_or_cannot_be_read_is_named(refused, bundled, name, data, sentence):
    refused(packed_anew(changed(bundled, **{name: data})), sentence)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("claims", "test_accuracy"), 1.0, "another test accuracy"),
        (("claims", "test_count"), 10_000, "another test accuracy"),
        (("claims", "validation_accuracy"), 1.0, "not that of the epoch"),
        (("claims", "validation_accuracy"), 7.0, "cannot be read"),
        (("claims", "state"), "running", "cannot be read"),
        (("claims", "exported_at"), 1e300, "cannot be read"),
        (("claims", "versions"), {str(number): "1" for number in range(1000)}, "cannot be read"),
        (("kept_epoch",), 3, "epoch 3, but its curve has 2"),
        (("kept_epoch",), -1, "cannot be read"),
        (("end_reason",), {"kind": "told", "text": "Certified by the teacher."}, "cannot be read"),
        (("files",), [], "its manifest and its files differ"),
        (("files",), [{"name": "curve.json", "bytes": -1, "sha256": "x"}] * 4, "cannot be read"),
        (("more",), 1, "cannot be read"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(refused, bundled, path, value, sentence):
    refused(packed_anew(manifest_with(bundled, *path, value=value)), sentence)


@pytest.mark.parametrize(
    ("name", "value"),
    [("accuracy", 2), ("loss", -1.0), ("val_loss", 1e308), ("seconds", 1e307), ("seconds", -1)],
)
def test_a_curve_with_numbers_that_cannot_be_is_refused(refused, bundled, name: str, value: float):
    curve = json.loads(archive.unpack(bundled)["curve.json"])
    curve[0][name] = value
    refused(packed_anew(changed(bundled, curve=json.dumps(curve).encode())), "no curve of its design")


@pytest.mark.parametrize(
    "ending",
    [
        {"kind": "epochs", "epochs": 10**400},
        {"kind": "epochs", "epochs": 2, "missed": {"target": 1e9, "best": 0.5, "epoch": 1}},
        {"kind": "early_stopping", "rules": [{"monitor": "val_loss", "patience": 1, "best": -1, "best_epoch": 1}]},
        {"kind": "time", "minutes": 1e300, "epoch_seconds": 1},
    ],
)
def test_an_ending_with_numbers_that_cannot_be_is_refused(refused, bundled, ending):
    refused(packed_anew(manifest_with(bundled, "end_reason", value=ending)), "numbers that cannot be")


@pytest.mark.parametrize("kind", get_args(Ending))
def test_every_number_of_an_ending_has_a_range(kind: type[Value]):
    named = [kind, *(model for model in (MissedTarget, Exhausted) if model.__name__ in str(kind.model_fields))]
    for model in [*named, Epoch]:
        numbers = {name for name, field in model.model_fields.items() if field.annotation in (int, float, int | None)}
        for name in numbers:
            assert not can_be(model.model_construct(**{name: -1}))


def test_other_class_names_than_those_of_the_data_set_here_are_named(refused, bundled):
    design = json.loads(archive.unpack(bundled)["experiment.json"])
    design["data"]["images"] = SOURCES["digits"].model_dump(mode="json")
    design["data"]["images"]["classes"][3] = "cat"
    sentence = "its design has other names for classes that Digits calls “3”"
    refused(packed_anew(changed(bundled, experiment=json.dumps(design).encode())), sentence)


def test_a_file_that_is_not_the_one_in_the_manifest_is_refused(refused, bundled):
    files = archive.unpack(bundled)
    files[archive.WEIGHTS] = files[archive.WEIGHTS][:-1] + b"\0"
    refused(packed_anew(files), "not the file that its manifest lists")


def test_names_with_control_characters_reach_no_terminal(settings, db, bundled):
    files = manifest_with(bundled, "claims", "by", value="\x1b[2J" + "x" * 5000)
    claims = import_run(settings, db, packed_anew(files), TEACHER).claims
    assert claims.by.isprintable() and len(claims.by) <= 120
