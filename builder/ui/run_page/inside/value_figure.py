"""How a convolution comes to one number, as HTML: a window of its input times its kernel, added up."""

from typing import Any, NamedTuple

import numpy as np

from builder.jobs.tasks.packed import unpacked
from builder.ui.app.text import escaped
from builder.ui.run_page.images.picture_tiles import figure, in_heat
from builder.words.block_choices import ACTIVATIONS

#: Weights and products above and below zero, in the colours of the confusion matrix.
_ABOVE, _BELOW = "#3a8bdf", "#e07a1f"
#: The strongest weight's share of its colour: the number on it stays legible.
_STRONGEST = 55
#: The input channels of a picture, by their number, and the colour that the largest number of each has.
_COLOURS = {1: ("grey",), 3: ("red", "green", "blue")}
_TINTS = {1: [(255, 255, 255)], 3: [(224, 72, 62), (58, 168, 84), (64, 126, 232)]}


class Seen(NamedTuple):
    """One number of a map: the answer of the task "one-value", and its place, counted from 0.

    `image` uint8 (height, width, channels) is the picture where the convolution takes it, else None: it takes maps.
    `activation` is the convolution's, by Keras's word.
    """

    answer: dict[str, Any]
    channel: int
    row: int
    column: int
    image: np.ndarray | None
    activation: str = "relu"


def number(value: float, digits: int = 2) -> str:
    """With a true minus, and never "−0.00"."""
    text = f"{value:.{digits}f}"
    return text.replace("-", "" if float(text) == 0 else "−")


def value_html(seen: Seen) -> str:
    """The whole figure, for st.markdown, without a blank line."""
    sums = f'<div class="sums">{_products(seen)}{_total(seen)}</div>'
    return f'<div class="one-value">{_taken(seen)}{sums}{_given(seen)}</div>'


def _taken(seen: Seen) -> str:
    """What the convolution takes, with the window marked."""
    if seen.image is not None:
        pixels, told = seen.image, "the picture"
    else:
        strongest = int(np.argmax(np.abs(seen.answer["sums"])))
        pixels = in_heat(unpacked(seen.answer["maps"])[strongest])
        told = f"its input map {seen.answer['channels'][strongest] + 1}"
    size = len(seen.answer["windows"][0])
    mark = _mark(seen.row - size // 2, seen.column - size // 2, size, pixels.shape)
    return _marked("taken", figure(pixels, f"The window in {told}", f"The window of {size} × {size} in {told}"), mark)


def _given(seen: Seen) -> str:
    """The map, with the number's place marked; a click on it chooses another place."""
    pixels = in_heat(unpacked(seen.answer["map"]))
    below = f"Map {seen.channel + 1}: the number in row {seen.row + 1}, column {seen.column + 1}"
    data = {"map": seen.channel + 1, "rows": pixels.shape[0], "columns": pixels.shape[1]}
    drawn = figure(pixels, f"The whole of map {seen.channel + 1}", below, data=data)
    return _marked("given", drawn, _mark(seen.row, seen.column, 1, pixels.shape))


def _marked(name: str, drawn: str, mark: str) -> str:
    return f'<div class="{name}"><div class="framed">{drawn}{mark}</div></div>'


def _mark(top: int, left: int, size: int, shape: tuple[int, ...]) -> str:
    """A frame around a square of the picture, cut off at the picture's edges."""
    height, width = shape[:2]
    rows = max(top, 0), min(top + size, height)
    columns = max(left, 0), min(left + size, width)
    place = f"top:{100 * rows[0] / height:.3f}%;height:{100 * (rows[1] - rows[0]) / height:.3f}%;"
    place += f"left:{100 * columns[0] / width:.3f}%;width:{100 * (columns[1] - columns[0]) / width:.3f}%"
    return f'<i class="over"><i class="mark" style="{place}"></i></i>'


def _products(seen: Seen) -> str:
    """For each input channel shown a line: window × kernel = products, and their sum."""
    answer = seen.answer
    names = _names(seen)
    windows, kernels = np.array(answer["windows"]), np.array(answer["kernels"])
    strongest, most = np.abs(kernels).max(), np.abs(windows * kernels).max()
    grounds = _grounds(seen, windows)
    lines = []
    for place, name in enumerate(names):
        window = _grid(f"Window, {name}", windows[place], grounds[place])
        kernel = _grid(f"Filter, {name}", kernels[place], _signed(kernels[place], strongest))
        products = windows[place] * kernels[place]
        product = _grid(f"Products, {name}", products, _signed(products, most))
        lines.append(
            f'<div class="sum-line"><b>{escaped(name)}</b>{window}<span>×</span>{kernel}'
            f'<span class="equal"><span>=</span>{product}'
            f"<span>adds up to <b>{number(answer['sums'][place])}</b></span></span></div>"
        )
    return "".join(lines)


def _names(seen: Seen) -> list[str]:
    channels = seen.answer["channels"]
    if seen.image is not None and len(channels) in _COLOURS:
        return list(_COLOURS[len(channels)])
    return [f"map {channel + 1}" for channel in channels]


def _grounds(seen: Seen, windows: np.ndarray) -> list[list[str]]:
    """The style of each number of the windows: the colour that it has in the picture beside it."""
    outside = _outside(seen, windows.shape[1])
    if seen.image is not None:
        shown = windows[..., np.newaxis] * np.array(_TINTS[len(windows)])[:, np.newaxis, np.newaxis]
    else:
        low, high = seen.answer["maps"]["low"], seen.answer["maps"]["high"]
        shown = np.stack([in_heat(np.rint(255 * (one - low) / max(high - low, 1e-12))) for one in windows])
    return [
        ["" if away else _ground(colour) for colour, away in zip(one.reshape(-1, 3), outside.ravel(), strict=True)]
        for one in shown
    ]


def _ground(colour: np.ndarray) -> str:
    red, green, blue = (int(share) for share in colour)
    light = 0.299 * red + 0.587 * green + 0.114 * blue > 110
    return f"background:rgb({red},{green},{blue});color:{'#000' if light else '#fff'}"


def _outside(seen: Seen, size: int) -> np.ndarray:
    """Which numbers of the window lie outside of the maps; those are zeros."""
    height, width, _ = seen.answer["shape"]
    rows = seen.row - size // 2 + np.arange(size)
    columns = seen.column - size // 2 + np.arange(size)
    inside = ((rows >= 0) & (rows < height))[:, np.newaxis] & ((columns >= 0) & (columns < width))
    return ~inside


def _signed(values: np.ndarray, strongest: float) -> list[str]:
    shares = _STRONGEST * np.abs(values.ravel()) / max(strongest, 1e-12)
    return [
        f"background:color-mix(in srgb, {_ABOVE if value > 0 else _BELOW} {share:.0f}%, transparent)"
        for value, share in zip(values.ravel(), shares, strict=True)
    ]


def _grid(name: str, values: np.ndarray, styles: list[str]) -> str:
    """Numbers in a square; one without a style lies outside of the picture."""
    said = "; ".join(" ".join(number(value) for value in row) for row in values)
    cells = "".join(
        f'<span style="{style}">{number(value)}</span>' if style else f'<span class="outside">{number(value)}</span>'
        for value, style in zip(values.ravel(), styles, strict=True)
    )
    return (
        f'<div class="numbers" role="img" aria-label="{escaped(name)}: {said}" '
        f'style="grid-template-columns:repeat({len(values)}, 2.45rem)">{cells}</div>'
    )


def _total(seen: Seen) -> str:
    """All sums and the bias, and what the activation makes of it."""
    answer = seen.answer
    parts = [_part(value, name) for value, name in zip(answer["sums"], _names(seen), strict=True)]
    others = answer["inputs"] - len(answer["channels"])
    if others:
        parts.append(_part(answer["others"], f"{others} more map{'s' if others > 1 else ''}"))
    parts.append(_part(answer["bias"], "bias"))
    total = total_of(answer)
    told = _bent(seen.activation, total)
    value = f'<span class="value"><b>{number(answer["value"])}</b><small>{told}</small></span>'
    terms = [("", parts[0]), *(("+", part) for part in parts[1:]), ("=", _part(total, "sum")), ("→", value)]
    return f'<p class="total">{"".join(_term(sign, part) for sign, part in terms)}</p>'


def _term(sign: str, part: str) -> str:
    return f'<span class="term">{f"<i>{sign}</i>" if sign else ""}{part}</span>'


def _bent(activation: str, total: float) -> str:
    """What the activation does to the sum."""
    if activation == "relu":
        return "ReLU passes on what is above 0" if total > 0 else "ReLU makes 0 of what is below 0"
    if activation == "linear":
        return "passed on as it is: the activation comes later"
    return f"{ACTIVATIONS[activation]} makes this of it"


def total_of(answer: dict[str, Any]) -> float:
    """The sum of all products and the bias, before the activation."""
    return float(sum(answer["sums"]) + answer["others"] + answer["bias"])


def _part(value: float, name: str) -> str:
    return f"<span><b>{number(value)}</b><small>{escaped(name)}</small></span>"
