"""What the drawing canvas of a page sends. It comes from a browser: anything may be in it."""

import base64
import binascii

import numpy as np

#: A drawing is so many pixels wide and high.
SIDE = 64
#: So many letters stand for the bytes of its pixels.
_LETTERS = 4 * -(-SIDE * SIDE // 3)


def read_drawing(sent: object) -> np.ndarray | None:
    """The drawing, uint8 (SIDE, SIDE), light strokes on 0; None while nothing is drawn, and for what is no drawing.

    `sent` should be the pixels row by row in Base64.
    """
    if not isinstance(sent, str) or len(sent) != _LETTERS or not sent.isascii():
        return None
    try:
        pixels = base64.b64decode(sent, validate=True)
    except binascii.Error:
        return None
    if len(pixels) != SIDE * SIDE:
        return None
    drawing = np.frombuffer(pixels, np.uint8).reshape(SIDE, SIDE)
    return drawing if drawing.any() else None
