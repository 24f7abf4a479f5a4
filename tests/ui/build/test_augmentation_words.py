"""What the augmentation studio says and shows."""

import numpy as np
import pytest

from builder import presets
from builder.datasets.sources import CIFAR10, DIGITS
from builder.design.training.augmentation import Augmentation
from builder.ui.build.augmentation_studio import studio_html
from builder.ui.build.augmentation_words import changes_text, notes


@pytest.mark.parametrize(
    ("augmentation", "words"),
    [
        (
            presets.get("16").experiment.training.augmentation,
            "rotation ±15°, shifts ±20 %, zoom ±10 %, shear ±0.2°, mirrored: half of them",
        ),
        (Augmentation(width_shift=0.125), "shift sideways ±12.5 %"),
        (
            Augmentation(width_shift=0.1, height_shift=0.3),
            "shift sideways ±10 %, shift up and down ±30 %",
        ),
        (
            Augmentation(horizontal_flip="alternating", crop=2, cutout=8),
            "mirrored: every other time, crop ±2 px, cutout 8 × 8 px",
        ),
        (Augmentation(), "nothing, as every amount is 0"),
    ],
)
def test_every_amount_that_is_not_nought_is_said(augmentation: Augmentation, words: str):
    assert changes_text(augmentation) == words


def test_a_shear_of_a_fifth_of_a_degree_is_said_to_be_hardly_visible_and_a_real_one_is_not():
    assert "0.2 of projects 16 and 18 is a fifth of a degree" in notes(Augmentation(shear=0.2), DIGITS)[0]
    assert notes(Augmentation(shear=0), DIGITS) == notes(Augmentation(shear=20), DIGITS) == ()


@pytest.mark.parametrize("flip", [True, "alternating"])
def test_mirrored_digits_are_said_to_be_none_and_mirrored_photographs_are_not(flip):
    mirrored = Augmentation(horizontal_flip=flip)
    assert notes(mirrored, DIGITS) == ("Digits and letters are better not mirrored: a mirrored 2 is no 2.",)
    assert notes(mirrored, CIFAR10) == ()


def test_the_images_are_described_for_those_who_cannot_see_them_and_names_are_escaped():
    image = np.zeros((32, 32, 3), np.uint8)
    html = studio_html(image, np.zeros((24, 32, 32, 3), np.float32), 'a <b> "cat"')
    assert html.count("<img ") == 25
    assert html.count('alt=""') == 24  # one by one they say nothing; the group has a name
    assert 'role="img" aria-label="The same image under 24 random draws"' in html
    assert 'alt="The original: a &lt;b&gt; &quot;cat&quot;"' in html
    assert "<b>" not in html
