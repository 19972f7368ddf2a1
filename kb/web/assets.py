"""The stylesheet and the script: written as small files, sent as one each, kept by browsers until they change."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, request, url_for

from kb.pictures import dressing

assets = Blueprint("assets", __name__)
HERE = Path(__file__).parent
# A year, in seconds: the address changes with what stands behind it.
KEPT = 31_536_000


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: its type, its bytes, the same packed, and the mark that changes with it."""

    type: str
    body: bytes
    packed: bytes
    mark: str


def _asset(kind: str, text: str) -> Asset:
    body = text.encode()
    return Asset(kind, body, gzip.compress(body, mtime=0), hashlib.sha256(body).hexdigest()[:16])


def _parts(folder: str) -> Iterable[str]:
    """Yield the files of a folder in the order of their names, which for styles is the order in which they apply."""
    return (part.read_text("utf-8") for part in sorted((HERE / folder).iterdir()) if part.suffix in (".css", ".js"))


def _joined_scripts() -> str:
    # A block each: what one file names is not seen by another.
    return '"use strict";\n' + "".join(f"{{\n{part}}}\n" for part in _parts("scripts"))


ASSETS = {
    "style.css": _asset("text/css", "\n".join([*_parts("styles"), dressing.STYLES])),
    "script.js": _asset("text/javascript", _joined_scripts()),
}


def asset_url(name: str) -> str:
    """Give the address of an asset, with its mark."""
    return url_for("assets.asset", name=name, v=ASSETS[name].mark)


@assets.get("/assets/<name>")
def asset(name: str) -> Response:
    """Send an asset; with its mark in the address it never has to be asked for again."""
    found = ASSETS.get(name) or abort(404)
    packed = request.accept_encodings["gzip"] > 0
    made = Response(found.packed if packed else found.body, content_type=f"{found.type}; charset=utf-8")
    if packed:
        made.headers["Content-Encoding"] = "gzip"
    made.vary.add("Accept-Encoding")
    made.set_etag(f"{found.mark}-gzip" if packed else found.mark)
    made.cache_control.public = True
    made.cache_control.max_age = KEPT if request.args.get("v") == found.mark else 0
    made.cache_control.immutable = request.args.get("v") == found.mark
    return made.make_conditional(request)  # type: ignore[return-value] # the same response
