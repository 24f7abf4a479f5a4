"""A visitor is a hash and a nickname."""

import hashlib

import pytest
from sqlalchemy import Engine

from builder.design.experiment import Experiment
from builder.store import visitors
from builder.store.errors import NameNotUsableError
from builder.store.runs import lifecycle
from builder.store.runs.records import get_run

OWNER = "a" * 64


def test_the_owner_is_the_sha256_of_the_secret():
    # NIST's example of SHA-256 for the message "abc".
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert visitors.owner_of("abc") == expected == hashlib.sha256(b"abc").hexdigest()


def test_a_secret_that_is_no_proper_text_still_stands_for_somebody():
    assert len(visitors.owner_of("\ud800")) == 64


def test_a_visitor_is_unknown_until_they_give_a_nickname(db: Engine):
    assert visitors.visitor(db, OWNER) is None
    assert visitors.set_nickname(db, OWNER, " Zoë \n Müller ").nickname == "Zoë Müller"
    assert visitors.visitor(db, OWNER).nickname == "Zoë Müller"


def test_a_new_nickname_is_shown_with_old_runs(db: Engine):
    id = lifecycle.submit(db, Experiment(), OWNER).id
    assert get_run(db, id).nickname == "Anonymous"
    visitors.set_nickname(db, OWNER, "Ada")
    visitors.set_nickname(db, OWNER, "Ada L.")
    visitors.set_nickname(db, "b" * 64, "Bob")
    assert get_run(db, id).nickname == "Ada L."


def test_a_nickname_is_kept_as_text(db: Engine):
    assert visitors.set_nickname(db, OWNER, "<b>x</b>").nickname == "<b>x</b>"


@pytest.mark.parametrize("nickname", ["", "  ", "\n", "\u200b", "---"])
def test_a_nickname_without_a_letter_is_refused(db: Engine, nickname: str):
    with pytest.raises(NameNotUsableError, match="at least one letter or digit"):
        visitors.set_nickname(db, OWNER, nickname)
    assert visitors.visitor(db, OWNER) is None


def test_a_nickname_of_40_characters_is_the_longest(db: Engine):
    assert visitors.set_nickname(db, OWNER, "x" * 40).nickname == "x" * 40
    with pytest.raises(NameNotUsableError, match="41 characters long; at most 40"):
        visitors.set_nickname(db, OWNER, "x" * 41)
