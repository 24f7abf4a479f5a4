"""What is looked at on a run's page, as its address says it: so a reload, and whoever is sent a link, sees the same.

The address is the one place where this is kept, beside the open section (`open_section`). What it says may be anything;
what names nothing here counts as not said. Not `bind="query-params"` of the widgets, for the reason given there.
"""

from typing import get_args

import streamlit as st

from builder.design.data import HeldOut

#: The parameters: a cell of the confusion matrix, as the numbers from 0 of its true and its said class, "3-5"; which
#: images the sections are about; and the number of the picture in Inside among the validation images, from 1.
CELL, IMAGES, PICTURE = "cell", "images", "picture"
#: No number in an address has more digits.
_MOST_DIGITS = 9


def cell_in_address(classes: int) -> tuple[int, int] | None:
    """The cell, of so many classes."""
    parts = st.query_params.get(CELL, "").split("-")
    numbers = [_number(part, 0, classes - 1) for part in parts]
    if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
        return None
    return numbers[0], numbers[1]


def keep_cell(true: int, said: int) -> None:
    """From a callback: the address names that cell."""
    st.query_params[CELL] = f"{true}-{said}"


def images_in_address() -> HeldOut | None:
    """Which images the sections are about."""
    kinds: tuple[HeldOut, ...] = get_args(HeldOut)
    return next((kind for kind in kinds if kind == st.query_params.get(IMAGES)), None)


def keep_images(kind: HeldOut) -> None:
    """From a callback: the address names these images."""
    st.query_params[IMAGES] = kind


def picture_in_address(most: int) -> int | None:
    """The number of the picture, from 1 to `most`."""
    return _number(st.query_params.get(PICTURE, ""), 1, most)


def keep_picture(number: int) -> None:
    """From a callback: the address names that picture."""
    st.query_params[PICTURE] = str(number)


def names_a_place() -> bool:
    """Whether the address says what to look at in a section that is open without being named."""
    return CELL in st.query_params


def _number(text: str, least: int, most: int) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return None
    return int(text) if least <= int(text) <= most else None
