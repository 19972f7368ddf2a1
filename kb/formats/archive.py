"""Folders as zip files that are the same, byte for byte, whenever the same is put into them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

# The first moment a zip file can tell, for every file in it; and what it may be used for: read by all, written by its owner.
FIRST, READABLE = (1980, 1, 1, 0, 0, 0), 0o644 << 16
UNIX = 3
SUMS = "SHA256SUMS"


def zipped(folder: str, files: Mapping[str, bytes]) -> bytes:
    """Put files into a folder of a zip file, with their sums, which ``sha256sum -c SHA256SUMS`` checks in that folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for name, content in {**files, SUMS: sums(files)}.items():
            made.writestr(_described(f"{folder}/{name}"), content)
    return out.getvalue()


def _described(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, FIRST)
    found.compress_type, found.create_system, found.external_attr = zipfile.ZIP_DEFLATED, UNIX, READABLE
    return found


def sums(files: Mapping[str, bytes]) -> bytes:
    """Give the SHA-256 of each file, a line each."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()).encode()
