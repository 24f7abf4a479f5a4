"""What `builder.pictures.kind` says of photographs and of digits on paper.

    python -m benchmarks.picture_kinds [FILE.npz]

FILE.npz is CIFAR-10 (`x_train`); else the one that BUILDER_CIFAR10 names. The digits are scikit-learn's, written in
dark, blue and red ink on paper of several colours under light that falls off to one side; those in thin pen are lines,
grey, on paper that is lit from one side and mostly in half a shadow. The photographs are scikit-learn's two.
"""

import os
import sys
from collections import Counter

import numpy as np
from PIL import Image

from benchmarks.other_pictures import photograph_tiles, thin_pen
from builder.datasets import digits
from builder.pictures.kind import kind_of
from builder.pictures.message import SHOWN_SIDE

INKS = ((20, 20, 30), (30, 40, 160), (180, 20, 30))
SIDE, MARGIN = 160, 20


def on_paper(digit: np.ndarray, number: int, random: np.random.Generator) -> Image.Image:
    """A digit, uint8 (height, width), as a photograph of ink on paper."""
    across = np.linspace(0, 1, SIDE)
    light = 1 - random.uniform(0, 0.35) * (across[:, None] * random.random() + across * random.random())
    paper = random.uniform((200, 190, 160), (250, 250, 250)) * light[..., None] + random.normal(0, 4, (SIDE, SIDE, 1))
    large = Image.fromarray(digit).resize((SIDE - 2 * MARGIN,) * 2, Image.Resampling.BICUBIC)
    written = np.pad(np.asarray(large) > 115, MARGIN)
    paper[written] = INKS[number % len(INKS)]
    return Image.fromarray(paper.clip(0, 255).astype(np.uint8))


def main() -> None:
    """Prints the shares of each answer."""
    file = sys.argv[1] if len(sys.argv) > 1 else os.environ["BUILDER_CIFAR10"]
    small = [Image.fromarray(pixels) for pixels in np.load(file)["x_train"][:3000]]
    written = digits.read().images.images[:300, :, :, 0]
    random = np.random.default_rng(0)
    for name, pictures in (
        ("CIFAR-10", small),
        ("CIFAR-10, ten times as large", (one.resize((320, 320), Image.Resampling.BICUBIC) for one in small[:600])),
        ("the same in grey", (one.resize((320, 320), Image.Resampling.BICUBIC).convert("L") for one in small[:600])),
        ("tiles of two photographs", photograph_tiles()),
        ("larger tiles of them", photograph_tiles(213)),
        ("digits on paper", (on_paper(digit, number, random) for number, digit in enumerate(written))),
        ("digits in thin pen", (shown(thin_pen(number, random)) for number in range(200))),
        ("the digits themselves", (Image.fromarray(digit) for digit in written)),
    ):
        told = Counter(kind_of(picture.convert("RGB")) for picture in pictures)
        shares = ", ".join(f"{kind or 'neither'} {count / told.total():.1%}" for kind, count in told.most_common())
        print(f"{name} ({told.total():,}): {shares}")


def shown(picture: Image.Image) -> Image.Image:
    """As large as a decoder sends it."""
    picture.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    return picture


if __name__ == "__main__":
    main()
