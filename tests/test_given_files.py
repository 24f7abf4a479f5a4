"""A name that a person gives may lead anywhere; reading it ends, and says what was there."""

import os
import threading
import time
from pathlib import Path

import pytest

from builder.given_files import read_given, write_given
from tests.hanging import ending
from tests.patience import HANG_SECONDS

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes have no names in folders here")


@pytest.fixture
def pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_a_file_is_read_to_its_end_or_to_the_limit(tmp_path):
    (tmp_path / "file").write_bytes(b"x" * 100_000)
    assert read_given(tmp_path / "file", 200_000) == b"x" * 100_000
    assert read_given(tmp_path / "file", 10) == b"x" * 10


def test_a_pipe_that_nobody_writes_into_is_given_up_on(pipe):
    assert "nobody writes into" in ending(lambda: read_given(pipe, 10)).strerror


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty", "/dev/full"])
def test_a_device_is_never_opened(device):
    assert ending(lambda: read_given(device, 10)).strerror == "it is a device, not a file"


def test_a_folder_and_a_name_that_cannot_be_one_are_refused(tmp_path):
    assert isinstance(ending(lambda: read_given(tmp_path, 10)), IsADirectoryError)
    assert isinstance(ending(lambda: read_given("\0", 10)), ValueError)


def test_kernel_messages_which_call_themselves_a_file_are_refused():
    answer = ending(lambda: read_given("/proc/kmsg", 10_000_000))
    assert isinstance(answer, OSError)


def test_a_pipe_delivers_until_its_writer_closes_it_however_slow(pipe):
    def write() -> None:
        with pipe.open("wb", buffering=0) as writer:
            for part in (b"one ", b"two ", b"three"):
                writer.write(part)
                time.sleep(0.1)

    threading.Thread(target=write, daemon=True).start()
    assert ending(lambda: read_given(pipe, 1000)) == b"one two three"


def test_no_more_is_read_of_a_pipe_without_end_than_was_asked_for(pipe):
    def write() -> None:
        with pipe.open("wb", buffering=0) as writer:
            try:
                while True:
                    writer.write(b"y\n" * 1000)
            except BrokenPipeError:
                pass

    threading.Thread(target=write, daemon=True).start()
    assert ending(lambda: read_given(pipe, 100_001)) == (b"y\n" * 60_000)[:100_001]


def test_an_empty_pipe_whose_writer_has_gone_is_empty(pipe):
    threading.Thread(target=lambda: pipe.open("wb").close(), daemon=True).start()
    assert ending(lambda: read_given(pipe, 1000)) == b""


def test_a_pipe_that_nobody_reads_is_not_waited_for_and_one_that_is_read_gets_everything(pipe):
    assert "nobody reads" in ending(lambda: write_given(pipe, b"x")).strerror
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    deadline = time.monotonic() + HANG_SECONDS
    while isinstance(answer := ending(lambda: write_given(pipe, b"x" * 200_000)), OSError):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    reader.join(HANG_SECONDS)
    assert answer is None and read == [b"x" * 200_000]


def test_a_file_that_was_longer_is_replaced(tmp_path):
    (tmp_path / "file").write_text("much longer")
    write_given(tmp_path / "file", b"short")
    assert (tmp_path / "file").read_text() == "short"


@pytest.fixture
def full():
    """Files cannot grow beyond 1,000 bytes, as on a disk that is full by then."""
    resource = pytest.importorskip("resource")  # Windows has none
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_no_file_that_is_cut_off_and_the_one_before_as_it_was(tmp_path, full):
    (tmp_path / "before").write_text("whole")
    for name in ("before", "new"):
        with pytest.raises(OSError, match="too large"):
            write_given(tmp_path / name, b"x" * 200_000)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("before", "whole")]


def test_a_file_that_is_replaced_keeps_its_permissions_and_stays_behind_its_link(tmp_path):
    (tmp_path / "file").write_text("before")
    (tmp_path / "file").chmod(0o640)
    (tmp_path / "link").symlink_to("file")
    write_given(tmp_path / "link", b"after")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "file").read_text() == "after"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o640


def test_what_is_open_already_is_written_into(tmp_path):
    with (tmp_path / "open").open("w+b") as file:
        write_given(Path(f"/dev/fd/{file.fileno()}"), b"told")
        assert file.read() == b"told"
    write_given(Path("/dev/null"), b"told")
