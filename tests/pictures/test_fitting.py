"""The centre of a picture, all of it, or a box on it."""

import numpy as np
import pytest
from PIL import Image

from benchmarks.hostile_files import encoded
from builder.datasets.photo import Photo, as_network_sees
from builder.datasets.photo_checks import PhotoError
from builder.pictures.fitting import cut, fitted
from builder.pictures.message import MessageError, question_head, read_question_head
from builder.pictures.part import Box
from builder.pictures.reading import read_picture

SHAPE = (32, 32, 3)


def halves(width: int = 300, height: int = 100) -> Image.Image:
    """Black, and white in its right half."""
    picture = Image.new("RGB", (width, height))
    picture.paste("white", (width // 2, 0, width, height))
    return picture


def test_all_of_a_picture_keeps_its_proportions_and_its_edge_is_continued():
    picture = halves()
    picture.paste("red", (0, 40, 300, 60))  # a line across, a fifth of its height
    seen = fitted(picture, SHAPE, "whole")
    reds = np.flatnonzero((seen == (255, 0, 0)).all(axis=(1, 2)))
    assert 1 <= len(reds) <= 3 and abs(reds.mean() - 15.5) <= 1
    for row in (0, -1):
        assert (seen[row, :15] == 0).all() and (seen[row, 17:] == 255).all()


@pytest.mark.parametrize("size", [(1, 400), (400, 1), (3, 2)])
def test_the_narrowest_picture_has_a_pixel(size):
    assert fitted(Image.new("RGB", size, "red"), SHAPE, "whole").shape == SHAPE


def test_of_a_square_picture_all_of_it_is_its_centre():
    noise = Image.fromarray(np.random.RandomState(0).randint(0, 256, (90, 90, 3)).astype(np.uint8))
    assert np.array_equal(fitted(noise, SHAPE, "whole"), as_network_sees(noise, SHAPE))


def test_a_box_is_in_pixels_of_the_file_whatever_was_kept_of_it():
    reduced = Photo(halves(150, 50), (300, 100))
    assert cut(reduced, Box(100, 0, 100, 100)).size == (50, 50)
    assert np.unique(np.asarray(cut(reduced, Box(0, 0, 150, 100)))).tolist() == [0]
    assert cut(reduced, Box(299, 99, 1, 1)).getpixel((0, 0)) == (255, 255, 255)


def test_a_box_is_cut_where_the_picture_is_decoded_and_is_what_is_shown():
    answer = read_picture(encoded(halves(), "PNG"), SHAPE, part=Box(150, 0, 90, 90))
    assert (answer.size, answer.shown_size) == ((300, 100), (90, 90))
    assert set(answer.pixels) == set(answer.shown) == {255}


@pytest.mark.parametrize(
    ("box", "told"),
    [
        (Box(0, 0, 301, 100), "the picture has 300 x 100 pixels"),
        (Box(-1, 0, 10, 10), "X and Y from 0"),
        (Box(0, 0, 0, 10), "W and H from 1"),
        (Box(0, 0, 10, 2**40), "at most 16,384 each"),
    ],
)
def test_a_box_that_is_not_inside_the_picture_is_one_sentence(box, told):
    with pytest.raises(PhotoError, match=told):
        read_picture(encoded(halves(), "PNG"), SHAPE, part=box)


def test_which_part_is_asked_for_arrives_as_it_was_sent():
    for part in ("centre", "whole", Box(1, 2, 3, 16_384)):
        assert read_question_head(question_head(SHAPE, 9, part)) == (SHAPE, 9, part)
    head = bytearray(question_head(SHAPE, 9))
    head[16] = 3
    with pytest.raises(MessageError):
        read_question_head(bytes(head))
