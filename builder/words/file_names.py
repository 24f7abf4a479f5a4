"""File names that every file system accepts, made of what people wrote."""

import re


def file_name(name: str, otherwise: str) -> str:
    """`name` without a suffix, in lower-case ASCII letters, digits and single "_"; `otherwise` where none is left.

    "Project 0, 64 filters" is project_0_64_filters.
    """
    return "_".join(re.findall("[a-z0-9]+", name.lower())) or otherwise
