"""What is sent is packed for those who can unpack it, and search machines are told which addresses to leave alone."""

from __future__ import annotations

import gzip

from flask import Blueprint, Response, request

packing = Blueprint("packing", __name__)
# What is text gets about a sixth of its size; less than so many bytes fit into one packet of the network anyway.
TEXTS = ("text/", "application/json", "application/problem+json", "application/atom+xml", "application/ld+json", "image/svg+xml")
WORTH = 1000
# A page of 90 KB takes 0.7 ms at this level; the next ones take longer and win a hundredth.
LEVEL = 5

# Two choices in one address and more can be put together without end; each of them alone is crawled.
ROBOTS = """\
User-agent: *
Disallow: /*?*&
Disallow: /*/similar
Disallow: /complete.json
Disallow: /searches
"""


@packing.after_app_request
def pack(response: Response) -> Response:
    """Pack an answer that is text, where the one who asks can unpack it. Registered first, this runs last, on what is really sent."""
    if response.direct_passthrough or response.is_streamed or response.content_encoding or not response.content_type.startswith(TEXTS):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0 and len(response.get_data()) >= WORTH:
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.content_encoding = "gzip"
        _weaken(response)
    return response


def _weaken(response: Response) -> None:
    """Let the mark of an answer hold for what it says, no more for its bytes."""
    mark, _ = response.get_etag()
    if mark:
        response.set_etag(mark, weak=True)


@packing.get("/robots.txt")
def robots() -> Response:
    """Tell search machines which addresses to leave alone."""
    return Response(ROBOTS, content_type="text/plain; charset=utf-8")
