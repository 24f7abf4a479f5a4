"""A person's picture is read right whatever it comes as, and reduced to what the network sees."""

import io

import numpy as np
import pytest
from PIL import Image

from builder.datasets.photo import as_network_sees, read_photo, read_photo_file

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
SHAPE = (32, 32, 3)


def encoded(image: Image.Image, format: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def pixels(data: bytes) -> np.ndarray:
    image = read_photo(data).image
    assert image.mode == "RGB"
    return np.asarray(image)


def quarters(size: int = 16) -> Image.Image:
    """Red and green above, blue and white below."""
    image = Image.new("RGB", (2, 2))
    image.putdata([RED, GREEN, BLUE, WHITE])
    return image.resize((size, size), Image.Resampling.NEAREST)


@pytest.mark.parametrize(
    ("format", "options"),
    [("PNG", {}), ("BMP", {}), ("GIF", {}), ("WEBP", {"lossless": True}), ("JPEG", {"quality": 100, "subsampling": 0})],
)
def test_every_allowed_format_gives_the_pixels_that_were_saved(format, options):
    got = pixels(encoded(quarters(), format, **options)).astype(int)
    assert np.abs(got - np.asarray(quarters())).max() <= (2 if format == "JPEG" else 0)


def test_the_mpo_that_phones_write_gives_its_first_picture():
    data = encoded(quarters(), "MPO", save_all=True, append_images=[Image.new("RGB", (16, 16))], quality=100)
    with Image.open(io.BytesIO(data)) as opened:
        assert opened.format == "MPO"
    assert np.abs(pixels(data)[2, 2].astype(int) - RED).max() <= 2


# EXIF 2.32, tag 0x0112: where the stored picture's first row and column belong in the upright one.
UPRIGHT = {
    1: lambda stored: stored,
    2: lambda stored: stored[:, ::-1],
    3: lambda stored: stored[::-1, ::-1],
    4: lambda stored: stored[::-1],
    5: lambda stored: stored.transpose(1, 0, 2),
    6: lambda stored: stored.transpose(1, 0, 2)[:, ::-1],
    7: lambda stored: stored.transpose(1, 0, 2)[::-1, ::-1],
    8: lambda stored: stored.transpose(1, 0, 2)[::-1],
}


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_upright_as_its_exif_data_say(orientation, format):
    stored = quarters().crop((0, 0, 16, 12))
    exif = Image.Exif()
    exif[0x0112] = orientation
    got = pixels(encoded(stored, format, exif=exif.tobytes(), quality=100, lossless=True)).astype(int)
    expected = UPRIGHT[orientation](np.asarray(stored))
    assert got.shape == expected.shape
    assert np.abs(got[1::4, 1::4] - expected[1::4, 1::4]).max() <= 40  # JPEG smears colours; not from red to green


def test_the_turned_picture_carries_no_orientation_that_could_be_applied_again():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = read_photo(encoded(quarters(), "JPEG", exif=exif.tobytes())).image
    assert 0x0112 not in image.getexif()


@pytest.mark.parametrize("value", [0, 9, 65_535])
def test_an_unknown_orientation_turns_nothing(value):
    exif = Image.Exif()
    exif[0x0112] = value
    assert np.array_equal(pixels(encoded(quarters(), "PNG", exif=exif.tobytes())), np.asarray(quarters()))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_damaged_exif_data_turn_nothing():
    for exif in (
        b"Exif\x00\x00",
        b"Exif\x00\x00II*\x00\xff\xff\xff\xff",
        b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff",
    ):
        data = encoded(quarters(), "JPEG", exif=exif, quality=100, subsampling=0)
        assert np.abs(pixels(data)[2, 2].astype(int) - RED).max() <= 2


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_transparent_parts_are_shown_on_white(format):
    image = Image.new("RGBA", (4, 1))
    image.putdata([(255, 0, 0, 255), (255, 0, 0, 0), (0, 0, 0, 128), (0, 0, 0, 0)])
    # Half-opaque black on white: 255 - 128 = 127.
    options = {"lossless": True, "exact": True} if format == "WEBP" else {}
    assert pixels(encoded(image, format, **options))[0].tolist() == [[255, 0, 0], [255, 255, 255], [127] * 3, [255] * 3]


def test_grey_with_alpha_is_shown_on_white():
    image = Image.new("LA", (2, 1))
    image.putdata([(100, 255), (100, 0)])
    assert pixels(encoded(image, "PNG"))[0].tolist() == [[100, 100, 100], [255, 255, 255]]


@pytest.mark.parametrize("format", ["PNG", "GIF"])
def test_a_palette_with_a_transparent_colour_is_shown_on_white(format):
    image = Image.new("P", (3, 1))
    image.putpalette([*RED, *GREEN, *BLUE])
    image.putdata([0, 1, 2])
    assert pixels(encoded(image, format, transparency=1))[0].tolist() == [list(RED), [255, 255, 255], list(BLUE)]


def test_a_palette_with_alpha_for_each_colour_is_shown_on_white():
    image = Image.new("P", (3, 1))
    image.putpalette([*RED, *GREEN, 0, 0, 0])
    image.putdata([0, 1, 2])
    data = encoded(image, "PNG", transparency=bytes([255, 0, 128]))
    assert pixels(data)[0].tolist() == [list(RED), [255, 255, 255], [127, 127, 127]]


def test_one_colour_declared_transparent_in_rgb_is_shown_on_white():
    image = Image.new("RGB", (2, 1))
    image.putdata([RED, BLUE])
    assert pixels(encoded(image, "PNG", transparency=RED))[0].tolist() == [[255, 255, 255], list(BLUE)]


def test_cmyk_jpeg_has_its_colours():
    image = Image.new("CMYK", (16, 16), (0, 255, 255, 0))  # magenta and yellow ink make red
    data = encoded(image, "JPEG", quality=100)
    assert np.abs(pixels(data)[8, 8].astype(int) - RED).max() <= 3


def test_black_and_white_of_one_bit_and_grey_become_three_equal_channels():
    bits = Image.new("1", (2, 1))
    bits.putdata([0, 255])
    assert pixels(encoded(bits, "PNG"))[0].tolist() == [[0, 0, 0], [255, 255, 255]]
    assert pixels(encoded(Image.new("L", (1, 1), 77), "PNG"))[0, 0].tolist() == [77, 77, 77]


def test_16_bit_grey_is_scaled_and_not_clipped():
    values = np.array([[0, 257, 1_000, 32_768, 65_535]], dtype=np.uint16)
    # v / 257, because 65,535 / 255 = 257: 0, 1, 3.9, 127.5, 255
    assert pixels(encoded(Image.fromarray(values), "PNG"))[0, :, 0].tolist() == [0, 1, 4, 128, 255]


def test_16_bit_grey_is_turned_upright_too():
    exif = Image.Exif()
    exif[0x0112] = 3
    data = encoded(Image.fromarray(np.array([[0, 65_535]], dtype=np.uint16)), "PNG", exif=exif.tobytes())
    assert pixels(data)[0, :, 0].tolist() == [255, 0]


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_an_animation_gives_its_first_frame(format):
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, GREEN, BLUE)]
    options = {"lossless": True} if format == "WEBP" else {}
    data = encoded(frames[0], format, save_all=True, append_images=frames[1:], duration=100, **options)
    assert np.unique(pixels(data).reshape(-1, 3), axis=0).tolist() == [list(RED)]


def test_interlaced_and_progressive_pictures_are_read_whole():
    assert (
        np.abs(pixels(encoded(quarters(64), "JPEG", progressive=True, quality=95))[60, 60].astype(int) - 255).max() < 6
    )


def test_content_counts_and_not_the_name(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(quarters(), "PNG"))
    assert np.array_equal(np.asarray(read_photo_file(path).image), np.asarray(quarters()))


def test_a_picture_that_is_also_an_archive_is_only_its_picture():
    assert np.array_equal(
        pixels(encoded(quarters(), "PNG") + b"PK\x03\x04<script>alert(1)</script>"), np.asarray(quarters())
    )


# What the network sees


def test_a_32_by_32_picture_is_seen_pixel_by_pixel():
    noise = np.random.RandomState(0).randint(0, 256, size=(32, 32, 3)).astype(np.uint8)
    seen = as_network_sees(Image.fromarray(noise), SHAPE)
    assert seen.dtype == np.uint8 and np.array_equal(seen, noise)


@pytest.mark.parametrize("factor", [2, 3, 10])
def test_reducing_averages_whole_areas(factor):
    noise = np.random.RandomState(1).randint(0, 256, size=(32 * factor, 32 * factor, 3)).astype(np.uint8)
    expected = noise.reshape(32, factor, 32, factor, 3).mean(axis=(1, 3))
    assert np.abs(as_network_sees(Image.fromarray(noise), SHAPE) - expected).max() <= 1  # rounded twice


def test_a_fine_pattern_turns_grey_and_into_no_other_pattern():
    board = (np.indices((192, 192)).sum(axis=0) % 2 * 255).astype(np.uint8)
    seen = as_network_sees(Image.fromarray(board).convert("RGB"), SHAPE)
    assert set(np.unique(seen)) <= {127, 128}


def test_a_sharp_edge_does_not_ring():
    edge = Image.new("RGB", (320, 320), (50, 50, 50))
    edge.paste((200, 200, 200), (160, 0, 320, 320))
    assert np.unique(as_network_sees(edge, SHAPE)).tolist() == [50, 200]


@pytest.mark.parametrize("size", [(300, 100), (100, 300), (101, 33)])
def test_the_centre_square_is_seen(size):
    image = Image.new("RGB", size, RED)
    side = min(size)
    left, top = (size[0] - side) // 2, (size[1] - side) // 2
    image.paste(BLUE, (left, top, left + side, top + side))
    assert np.unique(as_network_sees(image, SHAPE).reshape(-1, 3), axis=0).tolist() == [list(BLUE)]


@pytest.mark.parametrize("size", [(1, 1), (1, 5_000), (16_384, 1), (3, 2)])
def test_tiny_and_thin_pictures_are_seen_as_their_colour(size):
    seen = as_network_sees(read_photo(encoded(Image.new("RGB", size, (1, 2, 3)), "PNG")).image, SHAPE)
    assert seen.shape == (32, 32, 3)
    assert np.unique(seen.reshape(-1, 3), axis=0).tolist() == [[1, 2, 3]]


def test_a_small_picture_is_enlarged_between_its_own_values():
    image = Image.new("RGB", (2, 2))
    image.putdata([(100, 100, 100), (200, 200, 200), (100, 100, 100), (200, 200, 200)])
    row = as_network_sees(image, SHAPE)[16, :, 0].astype(int)
    assert (row[0], row[-1]) == (100, 200) and (np.diff(row) >= 0).all()


# Large pictures, which are reduced on the way


def waves(width: int, height: int) -> np.ndarray:
    """Soft colours, RGBA: opaque on the left, ever more transparent towards the right."""
    down, across = np.mgrid[0:height, 0:width]
    red = 127 + 120 * np.sin(down / 97)
    green = 127 + 120 * np.cos(across / 83)
    alpha = 255 - 255 * across / width
    return np.stack([red, green, 255 - red, alpha], axis=2).astype(np.uint8)


def seen_on_white(rgba: np.ndarray, side: int) -> np.ndarray:
    """What a network of `side` sees of it, in plain arithmetic: each pixel put on white, and then the mean of areas."""
    colours, alpha = rgba[..., :3].astype(float), rgba[..., 3:].astype(float) / 255
    flat = colours * alpha + 255 * (1 - alpha)
    area = flat.shape[0] // side
    return flat.reshape(side, area, side, area, 3).mean(axis=(1, 3))


@pytest.mark.parametrize(
    ("format", "options"), [("PNG", {"compress_level": 1}), ("WEBP", {"lossless": True, "quality": 0})]
)
def test_a_large_picture_is_reduced_and_the_network_sees_what_it_would_see_of_all_of_it(format, options):
    rgba = waves(2_048, 2_048)
    data = encoded(Image.fromarray(rgba, "RGBA"), format, **options, **({"exact": True} if format == "WEBP" else {}))
    photo = read_photo(data)
    assert (photo.size, photo.image.size) == ((2_048, 2_048), (1_024, 1_024))
    assert np.abs(as_network_sees(photo.image, SHAPE) - seen_on_white(rgba, 32)).max() <= 2  # rounded three times


def test_a_large_jpeg_is_decoded_at_a_half_and_the_network_sees_the_same():
    rgba = waves(2_048, 2_048)
    rgba[..., 3] = 255
    photo = read_photo(encoded(Image.fromarray(rgba[..., :3]), "JPEG", quality=95))
    assert (photo.size, photo.image.size) == ((2_048, 2_048), (1_024, 1_024))
    assert np.abs(as_network_sees(photo.image, SHAPE) - seen_on_white(rgba, 32)).max() <= 3


def test_what_is_transparent_lends_no_colour_to_what_is_beside_it_when_it_is_reduced():
    """Columns in turn opaque black and transparent red: half of each, so grey, and no trace of the red."""
    rgba = np.zeros((2_048, 2_048, 4), np.uint8)
    rgba[:, 0::2] = (0, 0, 0, 255)
    rgba[:, 1::2] = (255, 0, 0, 0)
    photo = read_photo(encoded(Image.fromarray(rgba, "RGBA"), "PNG", compress_level=1))
    assert photo.image.size == (1_024, 1_024)
    assert photo.image.getextrema() in (((127, 127),) * 3, ((128, 128),) * 3)


def test_a_large_picture_that_lies_on_its_side_has_its_upright_size():
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = read_photo(encoded(Image.new("RGB", (3_000, 2_100)), "JPEG", exif=exif.tobytes()))
    assert (photo.size, photo.image.size) == ((2_100, 3_000), (1_050, 1_500))


def test_a_large_picture_of_16_bit_grey_is_reduced_too():
    values = np.linspace(0, 65_535, 2_048, dtype=np.uint16)[None].repeat(2_048, axis=0)
    shades = np.asarray(read_photo(encoded(Image.fromarray(values), "PNG", compress_level=1)).image)[0, :, 0].astype(
        int
    )
    assert (len(shades), shades[0], shades[-1]) == (1_024, 0, 255) and (np.diff(shades) >= 0).all()


def test_what_is_seen_may_be_changed_without_changing_the_picture():
    image = quarters(32)
    as_network_sees(image, SHAPE)[:] = 0
    assert image.getpixel((0, 0)) == RED
