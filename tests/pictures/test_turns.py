"""One who sends many pictures has one read at a time; the other decoders are for others."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.hostile_files import encoded
from builder.pictures import reading, turns
from builder.pictures.reading import NotReadError, read_picture
from tests.patience import HANG_SECONDS
from tests.pictures.noise import SHAPE, noise


def test_a_sender_waits_for_its_own_picture_and_nobody_else_does():
    assert turns.take("one", 0) and turns.take("another", 0) and not turns.take("one", 0.01)
    turns.give_back("one")
    assert turns.take("one", 0)
    turns.give_back("one")
    turns.give_back("another")


def test_slow_pictures_of_one_sender_leave_a_decoder_to_the_others(monkeypatch):
    picture, began, go_on = encoded(noise(), "PNG"), threading.Event(), threading.Event()
    answered = reading._asked

    def slow(process, question, seconds):
        if threading.current_thread().name.startswith("slow"):
            began.set()
            assert go_on.wait(HANG_SECONDS)
        return answered(process, question, HANG_SECONDS)

    monkeypatch.setattr(reading, "_asked", slow)
    monkeypatch.setattr(reading, "WAIT_SECONDS", 0.2)
    with ThreadPoolExecutor(4, "slow") as pool:
        sent = [pool.submit(read_picture, picture, SHAPE, "one") for _ in range(4)]
        assert began.wait(HANG_SECONDS)
        assert read_picture(picture, SHAPE, "another").size == (90, 60)
        with pytest.raises(NotReadError) as refused:
            read_picture(picture, SHAPE, "one")
        go_on.set()
        errors = [future.exception() for future in sent]
    assert str(refused.value) == reading.OWN_BUSY
    assert errors.count(None) >= 1
