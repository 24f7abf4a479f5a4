"""The design in the page's address, so that a link opens it.

A course project is `?project=4&images=digits`; any other design is `?design=` and its JSON, deflated, in URL-safe
base64. Anybody can write either: reading them never trusts length, form or content.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Mapping

from builder import presets
from builder.design.document import MAX_SPEC_BYTES, SpecError, from_json
from builder.design.experiment import Experiment
from builder.design.images import SOURCES
from builder.presets import UnknownPresetError

#: Browsers and servers pass addresses of this length; the largest design takes about a tenth.
MAX_CODE_LENGTH = 8_000
_CODE = re.compile(r"[A-Za-z0-9_-]+")


class LinkError(ValueError):
    """A link that holds no design; the message is one sentence for the person who followed it."""


def to_params(experiment: Experiment, preset_id: str | None) -> dict[str, str]:
    """The query parameters whose link opens `experiment`, on its own images wherever it is opened.

    `preset_id` is the project that the experiment is, None for none.
    """
    images = experiment.data.dataset
    if preset_id is not None and images in SOURCES and experiment == project(preset_id, images):
        return {"project": preset_id, "images": images}
    return {"design": encode(experiment)}


def from_params(params: Mapping[str, str], dataset: str) -> Experiment | None:
    """The design that the query parameters name, None where they name none; raises LinkError.

    `dataset` is for a project whose images they do not name.
    """
    if "design" in params:
        return decode(params["design"])
    if "project" in params:
        images = params.get("images", dataset)
        if images not in SOURCES:
            raise LinkError(f"This link names the images {images[:40]!r}; known here: {', '.join(SOURCES)}.")
        try:
            return project(params["project"], images)
        except UnknownPresetError as error:
            raise LinkError(str(error)) from None
    return None


def project(preset_id: str, dataset: str) -> Experiment:
    """A course project on `dataset`; raises UnknownPresetError."""
    return presets.on_images(presets.get(preset_id).experiment, dataset)


def encode(experiment: Experiment) -> str:
    """The experiment as URL-safe text; `decode` returns an equal value."""
    deflated = zlib.compress(experiment.to_json().encode(), level=9)
    return base64.urlsafe_b64encode(deflated).decode().rstrip("=")


def decode(code: str) -> Experiment:
    """The experiment in `code`; raises LinkError, and never inflates more than a spec may be long."""
    if len(code) > MAX_CODE_LENGTH:
        raise LinkError(f"This link's design is {len(code):,} letters long; at most {MAX_CODE_LENGTH:,} are read.")
    if not _CODE.fullmatch(code):
        raise LinkError("This link's design has letters that no link of ours has. It was probably cut or changed.")
    try:
        deflated = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
        inflater = zlib.decompressobj()
        text = inflater.decompress(deflated, MAX_SPEC_BYTES + 1)
    except (binascii.Error, zlib.error):
        raise LinkError("This link's design cannot be read. It was probably cut when it was copied.") from None
    if len(text) > MAX_SPEC_BYTES:
        raise LinkError(f"This link's design unfolds to more than {MAX_SPEC_BYTES:,} bytes; no design is that large.")
    if not inflater.eof:
        raise LinkError("This link's design ends too early. It was probably cut when it was copied.")
    try:
        return from_json(text)
    except SpecError as error:
        raise LinkError(f"This link holds no usable design. {error}") from None
