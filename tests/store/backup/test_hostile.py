"""A backup from a stranger, or a damaged one: one sentence, and not a file outside of what is restored."""

import hashlib
import io
import json
import os
import random
import sqlite3
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from builder.settings import Settings
from builder.store.backup.about import VERSION
from builder.store.backup.archive import SEAL
from builder.store.backup.errors import BackupError
from builder.store.backup.ours import foreign_object
from builder.store.backup.restore import restore
from builder.store.backup.save import save
from tests.store.backup.conftest import Home

NOT_WHOLE = "is not a whole backup of Model Builder"
RUN = "artifacts/{run}/"
SCHEMAS = Path(__file__).parents[1] / "schemas"


@pytest.fixture
def backup(home: Home, tmp_path: Path) -> Path:
    save(home.settings, home.db, tmp_path / "backup.tar")
    return tmp_path / "backup.tar"


def contents(file: Path) -> list[tuple[tarfile.TarInfo, bytes]]:
    """The files of a backup without its seal."""
    with tarfile.open(file) as archive:
        return [(info, archive.extractfile(info).read()) for info in archive if info.name != SEAL]


def plain(name: str, data: bytes = b"data") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    return info, data


def special(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    info, _ = plain(name, b"")
    info.type, info.linkname = kind, target
    return info, b""


def sealed(file: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    """Writes a backup with these files and the right seal."""
    body = io.BytesIO()
    for info, data in members:
        body.write(info.tobuf(tarfile.GNU_FORMAT, "ascii", "surrogateescape") + data + bytes(-len(data) % 512))
    seal, digest = plain(SEAL, hashlib.sha256(body.getvalue()).hexdigest().encode())
    body.write(seal.tobuf(tarfile.GNU_FORMAT, "ascii", "strict") + digest + bytes(512 - 64) + bytes(1024))
    file.write_bytes(body.getvalue())
    return file


def refused(settings: Settings, file: Path, sentence: str = NOT_WHOLE) -> None:
    """Restoring says one sentence, and nothing is left of it."""
    before = everything(settings.home.parent)
    with pytest.raises(BackupError, match=sentence) as raised:
        restore(settings, file)
    assert "\n" not in str(raised.value)
    assert everything(settings.home.parent) == before


def everything(folder: Path) -> set[str]:
    return {str(path) for path in folder.rglob("*")}


def test_the_backup_that_the_others_are_made_of_can_be_restored(backup: Path, elsewhere: Settings, tmp_path):
    assert restore(elsewhere, sealed(tmp_path / "same.tar", contents(backup))).runs == 6
    assert (tmp_path / "same.tar").read_bytes()[:-10_000] == backup.read_bytes()[:-10_000]


@pytest.mark.parametrize(
    "name",
    ["../evil", "/tmp/evil", RUN + "../../evil", RUN + "../weights.safetensors", "artifacts/../x", RUN + "evil.py",
     "artifacts/zzzzzzzz/weights.safetensors", RUN + "checkpoint/../spec.json", RUN + "a/b.json", "logs/worker.log",
     "identity", "command-line-identity", RUN, RUN + "WEIGHTS.safetensors", RUN + "checkpoint/room", "about.json",
     "model-builder.sqlite3", "artifacts\\{run}\\weights.safetensors", RUN + "weights.safetensors\n",
     RUN + "x" * 60 + ".json"],
)  # fmt: skip
def test_a_file_that_no_backup_has_is_refused(backup: Path, home: Home, elsewhere: Settings, tmp_path, name: str):
    member = plain(name.format(run=home.runs["queued"]))
    refused(elsewhere, sealed(tmp_path / "evil.tar", [*contents(backup), member]))


@pytest.mark.parametrize(
    ("kind", "target"),
    [(tarfile.SYMTYPE, "/etc/passwd"), (tarfile.LNKTYPE, "about.json"), (tarfile.CHRTYPE, ""), (tarfile.BLKTYPE, ""),
     (tarfile.FIFOTYPE, ""), (tarfile.DIRTYPE, ""), (tarfile.GNUTYPE_SPARSE, ""), (tarfile.XHDTYPE, ""),
     (tarfile.GNUTYPE_LONGNAME, ""), (tarfile.CONTTYPE, ""), (tarfile.AREGTYPE, ""), (tarfile.REGTYPE, "x")],
    ids=repr,
)  # fmt: skip
def test_a_link_a_device_or_a_folder_is_refused(backup, home: Home, elsewhere, tmp_path, kind: bytes, target: str):
    member = special(RUN.format(run=home.runs["queued"]) + "weights.safetensors", kind, target)
    refused(elsewhere, sealed(tmp_path / "evil.tar", [*contents(backup), member]))


def test_the_same_file_twice_is_refused(backup: Path, elsewhere: Settings, tmp_path):
    members = contents(backup)
    refused(elsewhere, sealed(tmp_path / "evil.tar", [*members, members[-1]]))


def test_more_files_than_a_run_has_are_refused(backup: Path, home: Home, elsewhere: Settings, tmp_path):
    many = [plain(RUN.format(run=home.runs["queued"]) + f"file_{number}.json") for number in range(100)]
    refused(elsewhere, sealed(tmp_path / "evil.tar", [*contents(backup), *many]))


@pytest.mark.parametrize("size", [10**6, 10**15, -1, 2**62])
def test_a_size_beyond_the_end_is_refused_before_anything_is_read(backup, home, elsewhere, tmp_path, size: int):
    info, _ = plain(RUN.format(run=home.runs["queued"]) + "weights.safetensors")
    info.size = size
    refused(elsewhere, sealed(tmp_path / "evil.tar", [*contents(backup), (info, b"")]))


def test_without_its_database_or_its_description_a_backup_is_refused(backup: Path, elsewhere: Settings, tmp_path):
    about, database, *rest = contents(backup)
    for members in ([], [about], [database, about, *rest], [about, *rest], [database]):
        refused(elsewhere, sealed(tmp_path / "evil.tar", members))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(json.dumps({"version": VERSION + 1, "new": 1}), "made by a newer Model Builder"), ("{", NOT_WHOLE),
     ("[]", NOT_WHOLE), ('{"version": true}', NOT_WHOLE), ("[" * 60_000, NOT_WHOLE), ('"' + "x" * 70_000, NOT_WHOLE)],
    ids=["newer", "torn", "list", "true", "deep", "long"],
)  # fmt: skip
def test_a_description_that_cannot_be_read_is_a_sentence(backup, elsewhere, tmp_path, text: str, sentence: str):
    _, *rest = contents(backup)
    refused(elsewhere, sealed(tmp_path / "evil.tar", [plain("about.json", text.encode()), *rest]), sentence)


def test_a_backup_of_a_newer_schema_is_a_sentence(backup: Path, elsewhere: Settings, tmp_path):
    (info, data), *rest = contents(backup)
    newer = json.loads(data) | {"schema_revision": "9999"}
    members = [plain(info.name, json.dumps(newer).encode()), *rest]
    refused(elsewhere, sealed(tmp_path / "evil.tar", members), "newer Model Builder .schema 9999")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER UPDATE ON runs BEGIN DELETE FROM visitors; END",
        "CREATE VIEW v AS SELECT * FROM runs",
        "CREATE VIRTUAL TABLE v USING fts4(x)",
        "DROP TABLE runs",
        "UPDATE runs SET id = '../../..' WHERE number = 1",
        "UPDATE runs SET parameters = 'x'",
        "UPDATE runs SET epochs = 1e308 WHERE number = 1",
        "UPDATE runs SET name = x'00ff' WHERE number = 1",
        "UPDATE runs SET versions = 'no JSON' WHERE number = 1",
        "UPDATE alembic_version SET version_num = '9999'",
        "UPDATE alembic_version SET version_num = '0004'",
        "DROP TABLE progress",
        "CREATE TABLE more (x)",
        "CREATE INDEX i ON runs (abs(number))",
        "ALTER TABLE visitors ADD COLUMN x CHECK (abs(created_at) > 0)",
        "ALTER TABLE runs ADD COLUMN x AS (number * 2)",
        "ALTER TABLE visitors ADD COLUMN x DEFAULT (random())",
        "UPDATE runs SET name = printf('%.*c', 81, 'x')",
        "INSERT INTO visitors VALUES ('x', printf('%.*c', 1000000, 'x'), 0)",
        "INSERT INTO visitors VALUES ('x', 'y', 'yesterday')",
        "UPDATE epochs SET loss = 'x'",
        "UPDATE runs SET has_weights = 7",
        "ALTER TABLE runs DROP COLUMN seconds",
    ],
)
def test_a_database_that_is_not_ours_is_refused(backup, elsewhere, tmp_path, statement: str):
    about, (_, data), *rest = contents(backup)
    (tmp_path / "database").write_bytes(data)
    with sqlite3.connect(tmp_path / "database") as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute(statement)
    database.close()
    changed = plain("model-builder.sqlite3", (tmp_path / "database").read_bytes())
    refused(elsewhere, sealed(tmp_path / "evil.tar", [about, changed, *rest]))


def test_a_run_whose_design_cannot_be_read_is_named(backup: Path, home: Home, elsewhere: Settings, tmp_path):
    about, (info, data), *rest = contents(backup)
    (tmp_path / "database").write_bytes(data)
    with sqlite3.connect(tmp_path / "database") as database:
        database.execute("UPDATE runs SET experiment = '[]' WHERE id = ?", [home.runs["finished"]])
    database.close()
    members = [about, plain(info.name, (tmp_path / "database").read_bytes()), *rest]
    restored = restore(elsewhere, sealed(tmp_path / "unreadable.tar", members))
    assert (restored.runs, restored.unreadable) == (6, (home.runs["finished"],))


@pytest.mark.parametrize("schema", sorted(SCHEMAS.glob("*.sqlite3")), ids=lambda file: file.stem)
def test_the_databases_of_all_earlier_versions_are_ours(schema: Path):
    with closing(sqlite3.connect(f"{schema.as_uri()}?mode=ro", uri=True)) as database:
        assert foreign_object(database) is None


def test_a_damaged_database_under_a_right_seal_is_refused(backup: Path, elsewhere: Settings, tmp_path):
    about, (info, data), *rest = contents(backup)
    for damaged in (b"", b"SQLite format 3\0", data[:5000], data[:4096] + os.urandom(len(data) - 4096)):
        refused(elsewhere, sealed(tmp_path / "evil.tar", [about, plain(info.name, damaged), *rest]))


def test_a_backup_that_was_cut_short_or_has_a_flipped_bit_is_refused(backup: Path, elsewhere: Settings, tmp_path):
    whole, chance = backup.read_bytes(), random.Random(0)
    places = [chance.randrange(len(whole)) for _ in range(20)]
    places += [0, 100, 124, 148, 156, 257, 345, 511, 512, len(whole) - 1, len(whole) - 1025, len(whole) - 1536]
    for place in places:
        (tmp_path / "evil.tar").write_bytes(whole[:place])
        refused(elsewhere, tmp_path / "evil.tar")
        flipped = whole[place] ^ (1 << chance.randrange(8))
        (tmp_path / "evil.tar").write_bytes(whole[:place] + bytes([flipped]) + whole[place + 1 :])
        refused(elsewhere, tmp_path / "evil.tar")
    (tmp_path / "evil.tar").write_bytes(whole + b"more")
    refused(elsewhere, tmp_path / "evil.tar")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("what", ["pipe", "device", "folder", "nothing"])
def test_what_is_no_file_is_refused_at_once(elsewhere: Settings, tmp_path, what: str):
    paths = {"device": Path("/dev/zero"), "folder": tmp_path, "nothing": tmp_path / "nothing"}
    if what == "pipe":
        os.mkfifo(tmp_path / "pipe")
    refused(elsewhere, paths.get(what, tmp_path / "pipe"), r"expected a backup\.$")
