"""Small pictures in HTML: each pixel of a network's picture is seen as a square."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from builder.pictures.data_address import png_address
from builder.pictures.heat import coloured
from builder.ui.app.text import escaped
from builder.words.numbers import whole_percent


def figure(
    pixels: np.ndarray, said: str, below: str = "", name: str = "", data: Mapping[str, int] = MappingProxyType({})
) -> str:
    """A picture with a text for those who do not see it, and a line of HTML below it; `data` is for scripts."""
    caption = f"<figcaption>{below}</figcaption>" if below else ""
    more = "".join(f' data-{key}="{value}"' for key, value in data.items())
    return f'<figure class="{name}"{more}><img src="{png_address(pixels)}" alt="{escaped(said)}">{caption}</figure>'


def in_heat(values: np.ndarray) -> np.ndarray:
    """Bytes of one map (height, width) in the colours of heat: uint8 (height, width, 3)."""
    return np.rint(coloured(values / 255)).astype(np.uint8)


def probability_bars(classes: Sequence[str], probabilities: Sequence[float], most: int = 4, first: int = -1) -> str:
    """The likeliest classes as bars; class number `first` is among them, whatever its probability, and is marked."""
    ranked = sorted(range(len(classes)), key=lambda place: -probabilities[place])
    shown = ranked[:most] if first in (-1, *ranked[:most]) else [*ranked[: most - 1], first]
    rows = "".join(_bar(classes[place], probabilities[place], place == first) for place in shown)
    return f'<ul class="said">{rows}</ul>'


def _bar(name: str, share: float, marked: bool) -> str:
    told = f"<b>{escaped(name)}</b>" if marked else escaped(name)
    bar = f'<span class="said-bar"><i style="width:{100 * share:.1f}%"></i></span>'
    written = f'<span class="said-share">{escaped(whole_percent(share))}</span>'
    return f'<li><span class="said-name">{told}</span>{bar}{written}</li>'


def row_of(figures: Iterable[str], name: str = "") -> str:
    """Figures side by side, and below one another where there is no room."""
    return f'<div class="looked {name}">{"".join(figures)}</div>'
