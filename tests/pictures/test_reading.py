"""Pictures are read in processes with limits, which are replaced when they fall, and which keep nothing."""

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import psutil
import pytest
from PIL import Image

from benchmarks.hostile_files import HOSTILE, encoded
from builder.datasets.photo import as_network_sees, read_photo
from builder.datasets.photo_checks import TOO_LARGE, PhotoError
from builder.pictures import limits, reading
from builder.pictures.reading import NotReadError, read_picture, warm_up
from tests.patience import HANG_SECONDS
from tests.pictures.noise import SHAPE, noise

posix = pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be held with signals")
linux = pytest.mark.skipif(not limits.HAS_LIMITS, reason="this system does not limit a process's address space")


@pytest.fixture(autouse=True)
def decoders(monkeypatch):
    """None that another test has started, and as much time as a busy machine needs; none is left."""
    monkeypatch.setattr(reading, "_ready", [])
    monkeypatch.setattr(reading, "_free", threading.BoundedSemaphore(reading.AT_A_TIME))
    monkeypatch.setattr(reading, "ANSWER_SECONDS", HANG_SECONDS)
    monkeypatch.setattr(reading, "WAIT_SECONDS", HANG_SECONDS)
    yield reading._ready
    for process in reading._ready:
        reading._end(process)


@pytest.fixture
def started(monkeypatch) -> list[subprocess.Popen]:
    """Every decoder that is started."""
    processes: list[subprocess.Popen] = []
    start = reading._started

    def noted() -> subprocess.Popen:
        processes.append(start())
        return processes[-1]

    monkeypatch.setattr(reading, "_started", noted)
    return processes


def wait_until(condition) -> None:
    ends = time.monotonic() + HANG_SECONDS
    while not condition():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.01)


def held() -> subprocess.Popen:
    """A decoder that is the next to be asked, and stands still."""
    process = reading._started()
    assert process.stdout.peek(1)  # it has said that it is ready
    os.kill(process.pid, signal.SIGSTOP)
    reading._ready.insert(0, process)
    return process


class Reader(threading.Thread):
    """Reads a picture on a thread of its own; `told` is what it gets."""

    def __init__(self, data: bytes):
        super().__init__(daemon=True)
        self.data = data
        self.told: object = None
        self.start()

    def run(self) -> None:
        try:
            self.told = read_picture(self.data, SHAPE)
        except PhotoError as error:
            self.told = error


def test_a_picture_is_read_as_it_would_be_in_this_process():
    data = encoded(noise(), "PNG")
    answer = read_picture(data, SHAPE)
    assert answer.size == (90, 60)
    assert np.array_equal(
        np.frombuffer(answer.pixels, np.uint8).reshape(SHAPE), as_network_sees(read_photo(data).image, SHAPE)
    )
    assert Image.frombytes("RGB", answer.shown_size, answer.shown).tobytes() == noise().tobytes()


def test_what_comes_back_of_a_large_photo_is_small():
    answer = read_picture(encoded(noise(400, 300).resize((4_000, 3_000)), "JPEG"), SHAPE)
    assert (answer.size, answer.shown_size) == ((4_000, 3_000), (640, 480))
    assert (len(answer.shown), len(answer.pixels)) == (640 * 480 * 3, 32 * 32 * 3)


def test_what_a_decoder_finds_wrong_is_said():
    with pytest.raises(PhotoError, match="begins like a PNG picture, but it is damaged or cut off"):
        read_picture(encoded(noise(), "PNG")[:500], SHAPE)


@pytest.mark.parametrize("name", ["PNG 1 x 25,000,000", "JPEG of 520,000 EXIF segments", "GIF of 2,000,000 comments"])
def test_what_the_checks_refuse_is_given_to_no_decoder(name, started):
    with pytest.raises(PhotoError):
        read_picture(HOSTILE[name](), SHAPE)
    assert started == []


@posix
def test_a_decoder_killed_in_the_middle_is_replaced_and_its_picture_gets_a_sentence(started, monkeypatch):
    process, asked, exchange = held(), threading.Event(), reading._exchanged
    monkeypatch.setattr(reading, "_exchanged", lambda *given: (asked.set(), exchange(*given))[1])
    large = encoded(noise(1_000, 700), "PNG")  # more than fits into a pipe, so it is being handed over
    reader = Reader(large)
    assert asked.wait(HANG_SECONDS)
    process.kill()
    reader.join(HANG_SECONDS)
    assert isinstance(reader.told, NotReadError) and str(reader.told) == reading.FELL
    assert read_picture(large, SHAPE).size == (1_000, 700)
    assert [one.poll() is not None for one in started] == [True, True]


@posix
def test_a_decoder_that_does_not_come_back_is_killed_when_its_time_is_over(monkeypatch):
    process = held()
    monkeypatch.setattr(reading, "ANSWER_SECONDS", 0.2)
    with pytest.raises(NotReadError) as late:
        read_picture(encoded(noise(), "PNG"), SHAPE)
    assert str(late.value) == reading.LATE and process.poll() == -signal.SIGKILL


@posix
def test_no_more_pictures_than_there_are_decoders_are_read_at_a_time_and_one_that_waits_too_long_gets_a_sentence(
    monkeypatch,
):
    held_back = [held() for _ in range(reading.AT_A_TIME)]
    first = [Reader(encoded(noise(), "PNG")) for _ in held_back]
    wait_until(lambda: not reading._ready)
    monkeypatch.setattr(reading, "WAIT_SECONDS", 0.05)
    with pytest.raises(NotReadError) as busy:
        read_picture(encoded(noise(), "PNG"), SHAPE)
    assert str(busy.value) == reading.BUSY
    for process in held_back:
        os.kill(process.pid, signal.SIGCONT)
    for reader in first:
        reader.join(HANG_SECONDS)
    assert [reader.told.size for reader in first] == [(90, 60)] * reading.AT_A_TIME


def test_where_the_system_limits_no_memory_a_decoder_that_takes_too_much_is_ended(monkeypatch):
    monkeypatch.setattr(limits, "HAS_LIMITS", False)
    monkeypatch.setattr(limits, "MEMORY", 1_000_000)  # less than Python alone
    with pytest.raises(PhotoError) as large:
        read_picture(encoded(noise(2_000, 1_500), "PNG"), SHAPE)
    assert str(large.value) == TOO_LARGE


@linux
def test_a_picture_too_large_for_a_decoders_memory_gets_a_sentence(monkeypatch):
    little = "from builder.pictures import decoder, limits; import sys; decoder._warm(); limits.MEMORY = 150_000_000; "
    serve = "limits.limit_this_process(); decoder.serve(sys.stdin.buffer, sys.stdout.buffer)"
    monkeypatch.setattr(reading, "DECODER", ("-c", little + serve))
    with pytest.raises(PhotoError) as large:
        read_picture(encoded(Image.new("RGB", (4_900, 5_000)), "PNG", compress_level=1), SHAPE)
    assert str(large.value) == TOO_LARGE


@linux
@pytest.mark.parametrize(
    ("work", "end"),
    [
        ("bytearray(800_000_000)", 1),
        ("open(__import__('sys').argv[1], 'wb', 0).write(b'x')", 1),
        ("[None for _ in iter(int, 1)]", -getattr(signal, "SIGXCPU", 0)),
    ],
    ids=["memory", "files", "processor"],
)
def test_a_decoder_has_limits_of_memory_files_and_processor_time(work, end, tmp_path):
    code = f"from builder.pictures import limits; limits.PROCESSOR_SECONDS = 0; limits.limit_this_process(); {work}"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "file")], capture_output=True, timeout=HANG_SECONDS
    )
    assert done.returncode == end
    assert not (tmp_path / "file").exists() or (tmp_path / "file").read_bytes() == b""


@posix
def test_a_picture_that_took_all_of_its_processor_time_is_said_to_take_too_long():
    assert str(reading._error(reading.Ended(None, -signal.SIGXCPU))) == reading.SLOW


def test_each_picture_has_a_process_of_its_own_that_is_gone_afterwards(started):
    """So nothing of one picture can reach another, whatever it did to its decoder."""
    warm_up(2)
    answers = [read_picture(encoded(noise(seed=seed), "PNG"), SHAPE) for seed in (1, 2, 1)]
    assert answers[0] == answers[2] != answers[1]
    assert len({process.pid for process in started}) == 3
    assert all(process.poll() is not None for process in started)


def test_a_decoder_reads_one_picture_and_ends():
    process = reading._started()
    data = encoded(noise(), "PNG")
    question = reading.question_head(SHAPE, len(data)) + data
    told, _ = process.communicate(question + question, timeout=HANG_SECONDS)
    assert told.count(noise().tobytes()) == 1 and process.returncode == 0


def test_a_decoder_whose_asker_is_gone_ends():
    process = reading._started()
    process.stdin.close()
    assert process.wait(HANG_SECONDS) == 0
    process.stdout.close()


def test_a_decoder_knows_no_setting_of_the_app(monkeypatch):
    monkeypatch.setenv("BUILDER_DATABASE_URL", "postgresql://builder:secret@host/db")
    warm_up(1)
    environment = psutil.Process(reading._ready[0].pid).environ()
    assert not [name for name in environment if name.startswith("BUILDER_")]


def test_a_decoder_that_never_stops_talking_is_cut_short(monkeypatch):
    monkeypatch.setattr(
        reading,
        "DECODER",
        ("-c", "import sys\nwhile True: sys.stdout.buffer.write(b'R' * 65536)"),
    )
    with pytest.raises(NotReadError) as fell:
        read_picture(encoded(noise(), "PNG"), SHAPE)
    assert str(fell.value) == reading.FELL


def test_a_decoder_that_cannot_start_is_one_sentence(monkeypatch):
    monkeypatch.setattr(reading, "DECODER", ("-c", "raise SystemExit(3)"))
    with pytest.raises(NotReadError) as not_started:
        read_picture(encoded(noise(), "PNG"), SHAPE)
    assert str(not_started.value) == reading.NOT_STARTED


def test_one_that_fell_while_it_waited_is_replaced(started):
    warm_up(1)
    started[0].kill()
    started[0].wait()
    assert read_picture(encoded(noise(), "PNG"), SHAPE).size == (90, 60)
    warm_up(2)
    warm_up(2)
    assert len(started) == 4


def test_a_decoder_is_light():
    code = (
        "import sys, builder.pictures.decoder\n"
        "heavy = ('tensorflow', 'keras', 'streamlit', 'pandas', 'sqlalchemy', 'pydantic', 'psutil')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
