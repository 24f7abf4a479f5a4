"""The download of CIFAR-10 against a server of our own: resumed, checked, and in place only when whole."""

import hashlib
import io
import re
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from filelock import FileLock

from builder.datasets import batches, download
from builder.datasets.download import OFFICIAL, Archive, DownloadError, download_cifar10
from builder.datasets.table import is_available, why_not

NAMES = ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch")
CONTENT = {name: bytes([number]) * 40_000 for number, name in enumerate(NAMES)}


def tar_gz(files: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    buffer = io.BytesIO()
    # Stored, not compressed, so that there is something to interrupt.
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=0) as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        for name, target in (links or {}).items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, target
            tar.addfile(member)
    return buffer.getvalue()


def official(extra: dict[str, bytes] | None = None) -> bytes:
    return tar_gz({f"cifar-10-batches-py/{name}": content for name, content in CONTENT.items()} | (extra or {}))


class Server(ThreadingHTTPServer):
    """Serves `content`; cuts answers off after `cut_after` bytes, ignores Range, or answers `status`."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.cut_after, self.ignores_range, self.status = official(), None, False, None
        self.asked: list[str | None] = []
        self.shift = 0

    @property
    def archive(self) -> Archive:
        address = f"http://127.0.0.1:{self.server_port}/cifar-10-python.tar.gz"
        return Archive(address=address, size=len(self.content), sha256=hashlib.sha256(self.content).hexdigest())


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        wanted = self.headers["Range"]
        self.server.asked.append(wanted)
        if self.server.status:
            self.send_error(self.server.status)
            return
        content, start = self.server.content, 0
        if wanted and not self.server.ignores_range:
            start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1])
            if start >= len(content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(content)}")
                self.end_headers()
                return
            start += self.server.shift
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        rest = content[start:]
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: self.server.cut_after])

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(batches, "IMAGES_IN_A_FILE", 10)  # so that 40,000 bytes are a plausible batch
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def silent(done, total, phase):
    """A report that nobody reads."""


def refusal(settings, archive) -> str:
    with pytest.raises(DownloadError) as refused:
        download_cifar10(settings, silent, archive)
    sentence = str(refused.value)
    assert sentence.endswith(".") and "\n" not in sentence and "Errno" not in sentence
    return sentence


def partial(settings):
    return settings.datasets / "cifar-10-python.tar.gz.part"


def left_in(settings) -> set[str]:
    return {entry.name for entry in settings.datasets.iterdir()} - {"cifar10.lock"}


def assert_in_place(settings):
    folder = settings.datasets / "cifar10"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == CONTENT
    assert left_in(settings) == {"cifar10"}
    assert is_available("cifar10", settings)


def test_the_official_archive_is_named_with_its_length_and_checksum():
    assert OFFICIAL.address == "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
    assert OFFICIAL.size == 170_498_071
    assert OFFICIAL.sha256 == "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"


def test_a_download_puts_the_six_batches_in_place_and_leaves_nothing_else(settings, server):
    assert download_cifar10(settings, silent, server.archive) == settings.datasets / "cifar10"
    assert_in_place(settings)


def test_progress_rises_to_the_whole_through_named_phases(settings, server, monkeypatch):
    monkeypatch.setattr(download, "_SECONDS_BETWEEN_REPORTS", 0)
    monkeypatch.setattr(download, "_CHUNK", 10_000)
    reports = []
    download_cifar10(settings, lambda *report: reports.append(report), server.archive)
    size = server.archive.size
    downloading = [done for done, total, phase in reports if phase == "downloading" and total == size]
    assert downloading == sorted(downloading) and len(downloading) > 20
    assert (downloading[0], downloading[-1]) == (0, size)
    assert list(dict.fromkeys(phase for _, _, phase in reports)) == ["downloading", "checking", "unpacking", "done"]


def test_an_interrupted_download_keeps_what_came_and_goes_on_from_there(settings, server):
    server.cut_after = 100_000
    sentence = refusal(settings, server.archive)
    assert "ended after 0 MB of 0 MB" in sentence and "which are kept" in sentence
    assert "press Download again" in sentence and "BUILDER_CIFAR10" in sentence and "digits" in sentence
    assert partial(settings).read_bytes() == server.content[:100_000]
    server.cut_after = None
    download_cifar10(settings, silent, server.archive)
    assert server.asked == [None, "bytes=100000-"]
    assert_in_place(settings)


def test_a_server_that_ignores_range_sends_the_whole_again(settings, server):
    server.cut_after = 100_000
    refusal(settings, server.archive)
    server.cut_after, server.ignores_range = None, True
    download_cifar10(settings, silent, server.archive)
    assert_in_place(settings)


def test_a_server_that_answers_another_range_is_asked_for_the_whole(settings, server):
    settings.datasets.mkdir()
    partial(settings).write_bytes(server.content[:50_000])
    server.shift = 7
    download_cifar10(settings, silent, server.archive)
    assert server.asked == ["bytes=50000-", None]
    assert_in_place(settings)


def test_a_part_that_the_server_cannot_continue_is_begun_again(settings, server):
    archive = server.archive
    settings.datasets.mkdir()
    partial(settings).write_bytes(bytes(archive.size - 1))
    server.content = server.content[: archive.size // 2]  # shorter than the part: 416
    assert "which are kept" in refusal(settings, archive)
    assert server.asked == [f"bytes={archive.size - 1}-", None]


def test_a_part_longer_than_the_archive_is_begun_again(settings, server):
    settings.datasets.mkdir()
    partial(settings).write_bytes(bytes(server.archive.size + 1))
    download_cifar10(settings, silent, server.archive)
    assert server.asked == [None]
    assert_in_place(settings)


def test_a_part_that_is_complete_needs_no_network(settings, server):
    settings.datasets.mkdir()
    partial(settings).write_bytes(server.content)
    download_cifar10(settings, silent, server.archive)
    assert server.asked == []
    assert_in_place(settings)


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_refusing_server_is_named_and_the_part_kept(settings, server, status):
    settings.datasets.mkdir()
    partial(settings).write_bytes(server.content[:50_000])
    server.status = status
    assert f"127.0.0.1 answers {status}: connect to the network" in refusal(settings, server.archive)
    assert partial(settings).read_bytes() == server.content[:50_000]


def test_without_a_network_both_ways_out_are_said(settings, server):
    archive = server.archive.model_copy(update={"address": "http://127.0.0.1:9/cifar-10-python.tar.gz"})
    sentence = refusal(settings, archive)
    assert sentence.startswith("CIFAR-10 cannot be downloaded, because 127.0.0.1 cannot be reached: connect")
    assert "press Download again" in sentence
    assert "set BUILDER_CIFAR10 to a cifar10.npz" in sentence and "digits need no download" in sentence


def test_another_content_is_deleted_and_never_unpacked(settings, server):
    archive = server.archive
    server.content = server.content[:-1] + b"x"
    assert "is not CIFAR-10 (its checksum differs), and was deleted" in refusal(settings, archive)
    assert left_in(settings) == set()


def test_a_server_that_sends_without_end_is_stopped_at_the_known_length(settings, server):
    archive = server.archive
    server.content = server.content + bytes(10_000_000)
    assert "is not CIFAR-10" in refusal(settings, archive)
    assert partial(settings).stat().st_size <= archive.size


def test_only_the_six_plain_files_are_taken_out_of_an_archive(settings, server, tmp_path):
    outside = {
        "../evil": b"x",
        str(tmp_path / "evil-absolute"): b"x",
        "cifar-10-batches-py/../../evil": b"x",
        "evil": b"x",
    }
    server.content = official(outside | {"cifar-10-batches-py/batches.meta": b"x"})
    download_cifar10(settings, silent, server.archive)
    assert_in_place(settings)
    assert not list(tmp_path.rglob("*evil*"))


def test_a_link_in_place_of_a_batch_is_not_followed(settings, server, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(bytes(40_000))
    files = {f"cifar-10-batches-py/{name}": content for name, content in CONTENT.items() if name != "test_batch"}
    server.content = tar_gz(files, links={"cifar-10-batches-py/test_batch": str(secret)})
    assert "does not hold CIFAR-10's six batches" in refusal(settings, server.archive)
    assert "cifar10" not in left_in(settings)


@pytest.mark.parametrize("content", [b"no archive", tar_gz({}), official()[:-60_000]])
def test_an_archive_that_cannot_be_unpacked_leaves_nothing_in_place(settings, server, content):
    server.content = content
    assert "does not hold CIFAR-10's six batches" in refusal(settings, server.archive)
    assert not [name for name in left_in(settings) if name.startswith("cifar10")]
    assert not is_available("cifar10", settings)


def test_what_is_in_place_is_not_downloaded_again(settings, server):
    download_cifar10(settings, silent, server.archive)
    reports = []
    download_cifar10(settings, lambda *report: reports.append(report), server.archive)
    assert len(server.asked) == 1
    assert [phase for _, _, phase in reports] == ["done"]


def test_a_folder_that_is_not_whole_is_replaced(settings, server):
    (settings.datasets / "cifar10").mkdir(parents=True)
    (settings.datasets / "cifar10" / "data_batch_1").write_bytes(b"half")
    assert "lacks" in why_not("cifar10", settings) or "has 4 bytes" in why_not("cifar10", settings)
    download_cifar10(settings, silent, server.archive)
    assert_in_place(settings)


def test_a_second_download_at_the_same_time_is_refused(settings, server):
    settings.datasets.mkdir()
    with FileLock(settings.datasets / "cifar10.lock"):
        assert "is being downloaded already" in refusal(settings, server.archive)
    assert server.asked == []
    download_cifar10(settings, silent, server.archive)


def test_too_little_room_is_said_before_anything_is_asked_for(settings, server, monkeypatch):
    usage = type("Usage", (), {"free": 1_000_000})
    monkeypatch.setattr(download.shutil, "disk_usage", lambda _: usage)
    sentence = refusal(settings, server.archive)
    assert "only 1 MB are free; make room and press Download again" in sentence
    assert server.asked == []


def test_a_disk_that_fills_up_is_said_and_the_part_kept(settings, server, monkeypatch):
    def full(file, *_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(download.shutil, "copyfileobj", full)  # while unpacking
    assert "is full; make room and press Download again" in refusal(settings, server.archive)
    assert left_in(settings) == {"cifar-10-python.tar.gz.part"}
    assert partial(settings).read_bytes() == server.content


def test_a_report_that_raises_ends_the_download_and_the_part_is_kept(settings, server, monkeypatch):
    monkeypatch.setattr(download, "_SECONDS_BETWEEN_REPORTS", 0)
    monkeypatch.setattr(download, "_CHUNK", 10_000)

    class Stopped(Exception):
        pass

    def stop(done, total, phase):
        if done >= 50_000:
            raise Stopped

    with pytest.raises(Stopped):
        download_cifar10(settings, stop, server.archive)
    kept = partial(settings).read_bytes()
    assert len(kept) >= 50_000 and server.content.startswith(kept)
    download_cifar10(settings, silent, server.archive)
    assert_in_place(settings)


def test_what_a_killed_unpacking_left_is_removed(settings, server):
    (settings.datasets / "cifar10-unpacking-abc").mkdir(parents=True)
    (settings.datasets / "cifar10-unpacking-abc" / "data_batch_1").write_bytes(b"half")
    download_cifar10(settings, silent, server.archive)
    assert_in_place(settings)
