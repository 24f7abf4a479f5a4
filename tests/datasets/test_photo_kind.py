"""One table of the kinds of pictures: every row is complete, and whoever names kinds names those of the table."""

import re
import subprocess
import sys

import pytest
from PIL import Image

from benchmarks.hostile_files import HOSTILE, encoded
from builder.cli.parser import build_parser
from builder.datasets import photo_kind
from builder.datasets.photo_checks import WANTED, PhotoError, check_photo
from builder.datasets.photo_kind import KINDS, PhotoKind, kind_of
from builder.datasets.photo_parts import FileParts
from builder.ui.classify.uploads import FILE_TYPES

by_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@by_kind
def test_what_pillow_writes_is_recognised_by_this_row_alone_and_measured(kind):
    data = encoded(Image.new("RGB", (30, 20)), kind.name)
    assert [other for other in KINDS if other.begins.match(data)] == [kind]
    assert kind.begins.match(b"\n" + data) is None
    assert kind.parts(data) == FileParts((30, 20))


@by_kind
def test_every_row_has_a_title_and_extensions_that_pillow_gives_this_kind(kind):
    assert kind.title and kind.extensions
    given = {extension for extension, name in Image.registered_extensions().items() if name == kind.name}
    assert {f".{extension}" for extension in kind.extensions} <= given


@by_kind
def test_every_kind_has_a_hostile_file_for_the_benchmark(kind):
    assert any(name.startswith(f"{kind.name} ") for name in HOSTILE)


def test_a_file_with_any_extension_that_the_page_offers_is_accepted():
    assert FILE_TYPES == ["jpg", "jpeg", "png", "webp", "gif", "bmp", "mpo"]
    names = {extension: Image.registered_extensions()[f".{extension}"] for extension in FILE_TYPES}
    accepted = {extension: check_photo(encoded(Image.new("RGB", (8, 8)), name)) for extension, name in names.items()}
    assert accepted == {extension: kind for kind in KINDS for extension in (*kind.extensions, *kind.rare_extensions)}


def test_sentences_and_the_command_lines_help_name_every_kind(capsys):
    assert WANTED == "a JPEG, PNG, WEBP, GIF or BMP picture"
    with pytest.raises(SystemExit):
        build_parser().parse_args(["classify", "--help"])
    assert "a JPEG, PNG, WEBP, GIF or BMP file" in " ".join(capsys.readouterr().out.split())
    assert all(kind.title in WANTED for kind in KINDS)


def test_the_decoder_loads_the_plugin_of_every_kind_before_a_picture_comes():
    code = "import builder.pictures.decoder\nfrom PIL import Image\nprint(*Image.OPEN)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {kind.name for kind in KINDS} <= set(loaded)


def test_a_row_is_all_that_the_checks_need_to_accept_another_kind(monkeypatch):
    def count(data: bytes) -> FileParts:
        return FileParts((3, data[4]), "more than 9 layers" if data[5] else None)

    kind = PhotoKind("QOI", "Quite OK", re.compile(b"qoif"), count, ("qoi",))
    monkeypatch.setattr(photo_kind, "KINDS", (*KINDS, kind))
    assert kind_of(b"qoif") == check_photo(b"qoif\x02\x00") == kind
    assert check_photo(b"qoif") == kind  # cut off: left to the decoder
    with pytest.raises(PhotoError, match=r"^The Quite OK picture has more than 9 layers; save it again"):
        check_photo(b"qoif\x02\x01")
