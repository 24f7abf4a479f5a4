"""What `builder.pictures.kind` says of photographs and of digits on paper.

    python -m benchmarks.picture_kinds [FILE.npz]

FILE.npz is CIFAR-10 (`x_train`); else the one that BUILDER_CIFAR10 names. The digits are scikit-learn's, written in
dark, blue and red ink on paper of several colours under light that falls off to one side.
"""

import os
import sys
from collections import Counter

import numpy as np
from PIL import Image

from builder.datasets import digits
from builder.pictures.kind import kind_of

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
    photographs = np.load(file)["x_train"][:3000]
    written = digits.read().images.images[:300, :, :, 0]
    random = np.random.default_rng(0)
    for name, pictures in (
        ("photographs", [Image.fromarray(pixels) for pixels in photographs]),
        ("digits on paper", [on_paper(digit, number, random) for number, digit in enumerate(written)]),
    ):
        told = Counter(kind_of(picture) for picture in pictures)
        shares = ", ".join(f"{kind or 'neither'} {count / len(pictures):.1%}" for kind, count in told.most_common())
        print(f"{name} ({len(pictures):,}): {shares}")


if __name__ == "__main__":
    main()
