"""File names that every file system accepts."""

import pytest

from builder.words.file_names import file_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Project 0, 64 filters", "project_0_64_filters"),
        ("../../etc/passwd", "etc_passwd"),
        ("  Ñandú: 90 %  ", "and_90"),
        ("日本", "model"),
    ],
)
def test_a_name_becomes_one_that_every_file_system_accepts(name, expected):
    assert file_name(name, "model") == expected
