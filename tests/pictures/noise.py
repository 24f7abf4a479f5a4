"""Pictures that no format makes small."""

import numpy as np
from PIL import Image

#: What a network takes.
SHAPE = (32, 32, 3)


def noise(width: int = 90, height: int = 60, seed: int = 0) -> Image.Image:
    return Image.fromarray(np.random.RandomState(seed).randint(0, 256, size=(height, width, 3)).astype(np.uint8))
