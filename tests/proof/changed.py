"""Bundles that somebody has changed."""

import io
import json
import zipfile

from builder.proof import archive
from builder.proof.manifest import listed

Files = dict[str, bytes]


def packed_anew(files: Files, compression: int = zipfile.ZIP_STORED) -> bytes:
    """The files in a zip as any program packs it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return stream.getvalue()


def changed(bundled: bytes, **new: bytes | None) -> Files:
    """The files with some replaced or (None) left out, under a manifest that lists them as they are now."""
    files = archive.unpack(bundled)
    for name, data in new.items():
        file = next(known for known in archive.LIMITS if known.startswith(name))
        files.pop(file, None)
        if data is not None:
            files[file] = data
    others = {name: data for name, data in files.items() if name != archive.MANIFEST}
    if "manifest" not in new:
        manifest = json.loads(files[archive.MANIFEST])
        manifest["files"] = [entry.model_dump() for entry in listed(others)]
        files[archive.MANIFEST] = json.dumps(manifest).encode()
    return files
