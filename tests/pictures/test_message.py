"""What a decoder sends is an array of bytes of a known length, and nothing else is taken for an answer."""

import ast
import pickle
from pathlib import Path

import pytest

import builder.pictures
from builder.pictures.message import (
    Answer,
    MessageError,
    Refusal,
    answer_bytes,
    longest_answer,
    question_head,
    read_answer,
    read_question_head,
)

SHAPE = (4, 4, 3)
ANSWER = Answer((4_000, 3_000), (2, 1), b"shown!", bytes(range(48)))


class Bomb:
    """Unpickled, it would fail the test."""

    def __reduce__(self):
        return (pytest.fail, ("it was unpickled",))


def test_an_answer_and_a_refusal_arrive_as_they_were_sent():
    assert read_answer(answer_bytes(ANSWER), SHAPE) == ANSWER
    assert read_answer(answer_bytes(Refusal("The file is grün.")), SHAPE) == Refusal("The file is grün.")
    assert read_question_head(question_head((8, 9, 1), 10_000_000)) == ((8, 9, 1), 10_000_000, "centre")


def test_a_message_cut_off_anywhere_or_longer_than_it_says_is_no_answer():
    whole = answer_bytes(ANSWER)
    for message in [whole[:length] for length in range(len(whole))] + [whole + b"x"]:
        with pytest.raises(MessageError):
            read_answer(message, SHAPE)


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER._replace(shown_size=(2, 2)),
        ANSWER._replace(shown_size=(641, 1), shown=bytes(3 * 641)),
        ANSWER._replace(shown_size=(0, 0), shown=b""),
        ANSWER._replace(shown_size=(2**31, 2**31)),
        ANSWER._replace(pixels=bytes(47)),
        ANSWER._replace(size=(0, 5)),
    ],
)
def test_a_picture_of_another_size_than_was_asked_for_is_no_answer(answer):
    with pytest.raises(MessageError):
        read_answer(answer_bytes(answer), SHAPE)


def test_a_pickle_is_no_answer_and_nothing_here_could_read_one():
    with pytest.raises(MessageError):
        read_answer(pickle.dumps(Bomb()), SHAPE)
    for path in Path(builder.pictures.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert not {"pickle", "marshal", "shelve", "multiprocessing"} & {name.split(".")[0] for name in names}


def test_a_sentence_is_short_and_has_no_control_characters():
    refusal = read_answer(answer_bytes(Refusal("\x1b[31mred\n" + "é" * 5_000)), SHAPE)
    assert refusal.sentence.startswith("[31mred") and refusal.sentence.isprintable()
    assert len(refusal.sentence) <= 1_000
    assert len(answer_bytes(Refusal("é" * 5_000))) <= longest_answer(SHAPE)
