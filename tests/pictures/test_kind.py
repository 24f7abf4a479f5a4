"""Strokes on a plain ground, and photographs."""

from importlib import metadata

import numpy as np
import pytest
from PIL import Image, ImageDraw

from benchmarks.picture_kinds import INKS, on_paper
from builder.datasets import digits
from builder.pictures.kind import kind_of


def photograph(name: str) -> Image.Image:
    """One of scikit-learn's two."""
    return Image.open(str(metadata.distribution("scikit-learn").locate_file(f"sklearn/datasets/images/{name}.jpg")))


@pytest.mark.parametrize("name", ["china", "flower"])
def test_a_photograph_is_one_in_colour_and_small_too(name):
    assert kind_of(photograph(name)) == "photograph"
    assert kind_of(photograph(name).resize((32, 32))) == "photograph"


def test_a_digit_on_paper_is_no_photograph_in_whatever_ink_and_light():
    random = np.random.default_rng(1)
    written = digits.read().images.images[: 10 * len(INKS), :, :, 0]
    kinds = [kind_of(on_paper(digit, number, random)) for number, digit in enumerate(written)]
    assert "photograph" not in kinds and kinds.count("strokes") > len(kinds) / 2


def test_the_digits_themselves_are_no_photographs():
    assert "photograph" not in [kind_of(Image.fromarray(one)) for one in digits.read().images.images[:200]]


@pytest.mark.parametrize(("ground", "ink"), [("white", "black"), ("black", "white"), ("#fff8e0", "#b02030")])
def test_a_drawn_line_is_strokes_light_on_dark_or_dark_on_light(ground, ink):
    picture = Image.new("RGB", (200, 300), ground)
    ImageDraw.Draw(picture).line([(60, 60), (140, 80), (70, 240)], fill=ink, width=14)
    assert kind_of(picture) == "strokes"


@pytest.mark.parametrize("colour", [(250, 250, 250), (200, 30, 30), (0, 0, 0)])
def test_of_one_colour_alone_nothing_is_said(colour):
    assert kind_of(Image.new("RGB", (64, 48), colour)) is None
