"""Small images in rows of ten, each with its true class beneath and more on hover, or once it is tapped."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from builder.pictures.data_address import png_address
from builder.ui.app.text import escaped


class Shown(NamedTuple):
    """An image, uint8 (height, width, channels), what stands under it, and what is told of it on hover or a tap."""

    image: np.ndarray
    caption: str
    told: str


def gallery_html(shown: Sequence[Shown]) -> str:
    """The images as HTML for st.markdown."""
    figures = "".join(
        f'<figure title="{escaped(f"{one.caption}. {one.told}")}"><details><summary>'
        f'<img src="{png_address(one.image)}" alt="{escaped(f"{one.caption}. {one.told}")}">'
        f"<figcaption>{escaped(one.caption)}</figcaption></summary>"
        f"<small>{escaped(one.told)}</small></details></figure>"
        for one in shown
    )
    return f'<div class="gallery">{figures}</div>'
