"""Typed text comes out as its characters, in Markdown and in a terminal, and nothing is made of it."""

import json
import logging
import re

import pytest

from builder.words.inert import plain, printable, printable_lines
from builder.words.log_lines import LogLines
from tests.words.made_of_text import MADE_OF_TEXT

JOINER = "\N{WORD JOINER}"
TYPED = [
    "sign in at http://evil.example/x?y=1", "HTTPS://EVIL.example", "see www.evil.example", "WwW.evil.example",
    "me@evil.example", "(me.too+x@evil.example.org)", ":smile:", "a:+1:b", ":material/home:", ":streamlit:", "x -> y",
    "<- x", "y --", "--", "a <-> b", ">= 3 <= 4 ~= 5", "ftp://evil.example",
]  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
def test_nothing_is_left_that_markdown_makes_something_of(typed):
    shown = re.sub(r"\\(.)", r"\1", plain(typed))
    assert shown.replace(JOINER, "") == typed
    assert [rule for rule in MADE_OF_TEXT if re.search(rule, shown, re.IGNORECASE)] == []


@pytest.mark.parametrize("typed", ["**bold** _it_", "[a](b)", "$x$", ":red[x]", "<b>", "# x", "1. x", "a | b", "`x`"])
def test_what_has_a_meaning_in_markdown_has_a_backslash(typed):
    assert re.sub(r"\\(.)", r"\1", plain(typed)) == typed
    assert re.search(r"(?<!\\)[*_\[\]()$:<>#.|`]", plain(typed)) is None


def test_an_ordinary_name_stays_as_it_is_without_letters_that_nobody_sees():
    assert plain("Project 4, two blocks 3x3") == "Project 4, two blocks 3x3"
    assert JOINER not in plain("16-32 (a->b) 12:30, v1.2 & 90 %")


@pytest.mark.parametrize(
    "typed", ["\x1b[31mred", "a\x07", "a\nb", "\u202eabc", "\u2066x", "\x9b2J", "a\u2028b", "\udce9"]
)
def test_a_terminal_gets_no_control_character(typed):
    shown = printable(typed)
    assert shown.isprintable() and shown.isascii()
    assert json.loads(f'"{shown}"') == typed


def test_letters_of_all_writings_and_several_lines_stay():
    typed = "Übung №\u00a01\u2009– 👨\u200d👩\u200d👧\nمی\u200cخواهم"
    assert printable_lines(typed) == typed


def test_a_line_of_a_log_is_one_line_and_a_traceback_keeps_its_lines():
    try:
        raise ValueError("a\x1b[2Jb")
    except ValueError as error:
        raised = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "run %s\nended", ("\u202eabc",), raised)
    first, *rest = LogLines().format(record).split("\n")
    assert first.endswith(r"run \u202eabc\nended")
    assert len(rest) > 2 and rest[-1] == r"ValueError: a\u001b[2Jb"
