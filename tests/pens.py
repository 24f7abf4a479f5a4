"""A digit in pen on paper, as a photograph of it."""

import io

import numpy as np
from PIL import Image, ImageDraw


def seven_on_paper(*, width: int = 26) -> bytes:
    """Dark pen on paper that is lighter to the left, off centre, a third of the width."""
    light = np.tile(np.linspace(245, 220, 1200), (900, 1)).astype(np.uint8)
    picture = Image.fromarray(light).convert("RGB")
    ImageDraw.Draw(picture).line([(120, 250), (500, 250), (260, 760)], fill=(40, 40, 60), width=width, joint="curve")
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
