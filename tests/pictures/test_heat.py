"""The map over the picture: where it says nothing the picture is seen, and where it says most it is brightest."""

import numpy as np

from builder.pictures.heat import coloured, with_heat


def test_the_picture_stays_grey_where_the_map_is_zero_and_glows_where_it_is_one():
    image = np.full((8, 8, 3), 100, np.uint8)
    heat = np.zeros((2, 2))
    heat[1, 1] = 1
    shown = with_heat(image, heat, 64)
    assert shown.shape == (64, 64, 3) and shown.dtype == np.uint8
    assert shown[2, 2].tolist() == [100, 100, 100]
    assert shown[60, 60].sum() > 550


def test_a_grey_picture_of_any_proportion_has_a_map_too():
    assert with_heat(np.zeros((4, 8, 1), np.uint8), np.ones((3, 3)), 32).shape == (16, 32, 3)


def test_the_colours_become_lighter_all_the_way():
    lightness = coloured(np.linspace(0, 1, 50)) @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(lightness) > 0).all()
