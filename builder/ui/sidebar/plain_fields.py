"""Fields of a kind that has no drawing of its own: one widget each, as its model describes it."""

from collections.abc import Callable
from typing import Literal, get_origin

import streamlit as st
from pydantic.fields import FieldInfo

from builder.design.base import Value
from builder.design.edit.fields import options_of
from builder.design.network.blocks import Block
from builder.ui.explained.help import HELP
from builder.ui.sidebar.fields import Edit, choice, field, number_range, whole_range
from builder.words.monitors import in_words
from builder.words.optimizing import name_of
from builder.words.sentences import capital


def plain_title(block: Block, number: int) -> str:
    """What the block is, in one line of Markdown."""
    return " · ".join([f"**{capital(block.kind.replace('_', ' '))} {number}**", *block.field_words()])


def plain_fields(
    value: Value,
    key: str,
    edit: Callable[[str], Edit],
    leave_out: tuple[str, ...] = (),
    help_of: Callable[[str], str | None] = HELP.get,
) -> None:
    """A widget for each field but `kind` and those left out; `edit(name)` is the edit that a field's widget makes."""
    for name, info in type(value).model_fields.items():
        if name != "kind" and name not in leave_out:
            _widget(value, name, info, f"{key}.{name}", edit(name), help_of(name))


def _widget(value: Value, name: str, info: FieldInfo, key: str, edit: Edit, told: str | None) -> None:
    label, shown = capital(name_of(name)), getattr(value, name)
    if isinstance(shown, bool):
        st.toggle(label, help=told, **field(key, shown, edit))
    elif get_origin(info.annotation) is Literal:
        st.selectbox(label, format_func=_option, help=told, **choice(key, options_of(type(value), name), shown, edit))
    elif isinstance(shown, int):
        st.number_input(label, help=told, **whole_range(type(value), name), **field(key, shown, edit))
    elif isinstance(shown, float):
        st.number_input(label, help=told, **number_range(type(value), name, shown), **field(key, shown, edit))


def _option(option: object) -> str:
    return capital(in_words(option))
