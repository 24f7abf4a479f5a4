"""Pictures that are none of a network's ten classes, made from what every installation has."""

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from string import ascii_letters

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

#: A picture of one of the app's pages.
PAGE = Path(__file__).parents[1] / "docs" / "build-page.png"
SIDE = 160
EACH = 24


def none_of_them(random: np.random.Generator) -> dict[str, list[Image.Image]]:
    """Pictures of each kind, RGB, by its name."""
    return {
        "pieces of two photographs": [*photograph_tiles()],
        "noise": [noise(random, number) for number in range(EACH)],
        "text": [text(random) for _ in range(EACH)],
        "gradients": [gradient(random) for _ in range(EACH)],
        "pieces of a page of this app": [*tiles(Image.open(PAGE).convert("RGB"), 240)],
    }


def photograph_tiles(side: int = 142) -> Iterator[Image.Image]:
    """scikit-learn's photographs, a pagoda and a flower, in squares that do not overlap."""
    for name in ("china", "flower"):
        file = metadata.distribution("scikit-learn").locate_file(f"sklearn/datasets/images/{name}.jpg")
        yield from tiles(Image.open(str(file)), side)


def tiles(picture: Image.Image, side: int) -> Iterator[Image.Image]:
    """Squares of it that do not overlap; what shows next to nothing is left out."""
    for top in range(0, picture.height - side + 1, side):
        for left in range(0, picture.width - side + 1, side):
            tile = picture.crop((left, top, left + side, top + side))
            if np.asarray(tile).std() > 4:
                yield tile


def noise(random: np.random.Generator, number: int) -> Image.Image:
    """Coloured noise with grains of 1 to 16 pixels."""
    grains = SIDE >> (number % 5)
    pixels = random.integers(0, 256, (grains, grains, 3), dtype=np.uint8)
    return Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def text(random: np.random.Generator) -> Image.Image:
    """A line of one to six letters, dark on light or light on dark."""
    light, dark = (tuple(random.integers(low, low + 80, 3).tolist()) for low in (175, 0))
    ground, ink = (light, dark) if random.random() < 0.7 else (dark, light)
    picture = Image.new("RGB", (SIDE, SIDE), ground)
    letters = "".join(random.choice([*ascii_letters], random.integers(1, 7)))
    font = ImageFont.load_default(size=140 // len(letters) + 20)
    ImageDraw.Draw(picture).text((SIDE / 2, SIDE / 2), letters, fill=ink, font=font, anchor="mm")
    return picture


def gradient(random: np.random.Generator) -> Image.Image:
    """From one colour to another in some direction."""
    colours = random.uniform(0, 255, (2, 3))
    angle = random.uniform(0, 2 * np.pi)
    across, down = np.meshgrid(np.linspace(-0.5, 0.5, SIDE), np.linspace(-0.5, 0.5, SIDE))
    along = across * np.cos(angle) + down * np.sin(angle)
    share = ((along - along.min()) / np.ptp(along))[..., None]
    return Image.fromarray(((1 - share) * colours[0] + share * colours[1]).astype(np.uint8))


#: The strokes of the ten digits in a square, from its upper left corner.
STROKES = (
    ((0.5, 0), (0.2, 0.15), (0.1, 0.5), (0.2, 0.85), (0.5, 1), (0.8, 0.85), (0.9, 0.5), (0.8, 0.15), (0.5, 0)),
    ((0.3, 0.2), (0.55, 0), (0.55, 1)),
    ((0.15, 0.2), (0.4, 0), (0.75, 0.1), (0.8, 0.35), (0.15, 1), (0.9, 1)),
    ((0.15, 0.1), (0.5, 0), (0.8, 0.2), (0.45, 0.47), (0.85, 0.75), (0.5, 1), (0.1, 0.9)),
    ((0.65, 1), (0.65, 0), (0.1, 0.65), (0.9, 0.65)),
    ((0.8, 0), (0.25, 0), (0.2, 0.45), (0.6, 0.4), (0.85, 0.7), (0.55, 1), (0.1, 0.9)),
    ((0.7, 0), (0.3, 0.35), (0.15, 0.75), (0.5, 1), (0.85, 0.75), (0.5, 0.55), (0.17, 0.75)),
    ((0.1, 0), (0.9, 0), (0.4, 1)),
    ((0.5, 0.47), (0.2, 0.25), (0.5, 0), (0.8, 0.25), (0.5, 0.47), (0.15, 0.75), (0.5, 1), (0.85, 0.75), (0.5, 0.47)),
    ((0.8, 0.3), (0.45, 0.5), (0.2, 0.25), (0.5, 0), (0.8, 0.25), (0.7, 1)),
)


def thin_pen(number: int, random: np.random.Generator) -> Image.Image:
    """A digit in a thin grey pen somewhere on paper, lit from one side and mostly in half a shadow."""
    width, height = 960, 720
    tall = height * random.uniform(0.25, 0.6)
    left, top = (
        random.uniform(0.1, 0.85 - 0.7 * tall / width) * width,
        random.uniform(0.1, 0.9 - tall / height) * height,
    )
    drawn = Image.new("L", (width, height))
    points = [
        (left + 0.65 * tall * x + random.normal(0, 2), top + tall * y + random.normal(0, 2))
        for x, y in STROKES[number % 10]
    ]
    ImageDraw.Draw(drawn).line(points, fill=255, width=int(random.integers(2, 7)), joint="curve")
    ink = np.asarray(drawn.filter(ImageFilter.GaussianBlur(0.8)), float)[..., None] / 255
    light = 1 - random.uniform(0, 0.5) * _across(random, width, height, 3.0)
    if random.random() < 0.6:
        shade = random.uniform(0.2, 0.45) * _across(random, width, height, random.uniform(40, 200))
        light = light * (1 - shade)
    paper = random.uniform((200, 195, 175), (245, 245, 240)) * light[..., None]
    grain = random.normal(0, random.uniform(2, 5), (height, width, 1))
    pixels = paper * (1 - random.uniform(0.35, 0.65) * ink) + grain
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _across(random: np.random.Generator, width: int, height: int, steep: float) -> np.ndarray:
    """From 0 on one side to 1 on the other, in some direction: gently, or as the edge of a shadow."""
    angle = random.uniform(0, 2 * np.pi)
    across, down = np.meshgrid(np.linspace(-0.5, 0.5, width), np.linspace(-0.5, 0.5, height))
    along = across * np.cos(angle) + down * np.sin(angle) - random.uniform(-0.2, 0.2)
    return 1 / (1 + np.exp(-steep * along))
