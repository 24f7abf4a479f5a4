"""Folders of the network that comes with the app that somebody has changed."""

import io
import json

import numpy as np

from builder.shipped.reading import CARD_FILE, digest_of


def signed(folder, name: str, content: bytes) -> None:
    """Replaces a file, and writes its new sum onto the card, as who made the folder could."""
    (folder / name).write_bytes(content)
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    card["files"][name] = digest_of(folder / name)
    (folder / CARD_FILE).write_text(json.dumps(card), encoding="utf-8")


def arrays(folder, name: str, compressed: bool = False, **changed) -> bytes:
    """The .npz file with some of its arrays changed."""
    with np.load(folder / name) as held:
        kept = {key: changed.pop(key)(held[key]) if key in changed else held[key] for key in held}
    stream = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(stream, **kept)
    return stream.getvalue()


def to(value):
    """Every number of an array replaced."""
    return lambda array: np.full_like(array, value)
