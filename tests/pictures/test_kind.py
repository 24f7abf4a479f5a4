"""Strokes on a plain ground, and photographs."""

from importlib import metadata

import numpy as np
import pytest
from PIL import Image, ImageDraw

from benchmarks.other_pictures import photograph_tiles, thin_pen
from benchmarks.picture_kinds import INKS, on_paper, shown
from builder.datasets import digits
from builder.pictures.ink import ink_of
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


def test_a_digit_in_thin_pen_on_uneven_paper_in_half_a_shadow_is_strokes_and_is_cut_out():
    random = np.random.default_rng(2)
    pictures = [shown(thin_pen(number, random)) for number in range(30)]
    assert [kind_of(picture) for picture in pictures].count("strokes") >= 28
    shapes = [ink.shape for picture in pictures if (ink := ink_of(picture)) is not None]
    as_drawn = [0.4 < width / height < 0.85 for height, width in shapes]  # a 1 is narrower: a quarter of its height
    assert sum(as_drawn) >= 24


def test_next_to_no_part_of_a_photograph_is_taken_for_strokes_with_its_colours_or_without():
    tiles = [*photograph_tiles(106), *photograph_tiles(213)]  # one is sky with the tip of a roof
    assert [kind_of(tile) for tile in tiles].count("strokes") <= 1
    assert [kind_of(tile.convert("L").convert("RGB")) for tile in tiles].count("strokes") <= 3
