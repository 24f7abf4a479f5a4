"""What a file is, by its first bytes: names and extensions are often wrong, sometimes on purpose."""

_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"8BPS", "a Photoshop picture"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})


def kind_of(data: bytes) -> str | None:
    """Pillow's name of the only format that `data` may be decoded as, or None if it begins like no allowed one.

    MPO, which phones write, is several JPEGs in a row: it begins as JPEG and is opened as one.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data.startswith(b"BM"):
        return "BMP"
    return None


def said_kind(data: bytes) -> str:
    """What a file in no allowed format seems to be, in words that complete "The file is …"."""
    for start, words in _FOREIGN:
        if data.startswith(start):
            return words
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in _HEIC_BRANDS:
            return "a HEIC photo, as iPhones keep it (share or export it as JPEG)"
        return "an AVIF picture" if brand in (b"avif", b"avis") else "a video"
    start = data[:1024]
    if b"<svg" in start.lower():
        return "an SVG drawing, which has no pixels"
    return "text" if _is_text(start) else "not a picture of a known format"


def _is_text(start: bytes) -> bool:
    try:
        text = start.decode("utf-8", errors="strict" if len(start) < 1024 else "ignore")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character.isspace() for character in text)
