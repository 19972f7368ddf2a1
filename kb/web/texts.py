"""The text of a source with the passages that records rest on, and the same as Web Annotations."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, request
from sqlalchemy.orm import Session

from kb import texts
from kb.formats import annotations as web_annotations
from kb.formats import plain
from kb.models import SourceText
from kb.queries import passages
from kb.queries.find import get
from kb.queries.passages import Passage
from kb.queries.shapes import Ref, ref
from kb.web.reply import Answer, answers, workspace
from kb.web.views import given, number

texted = Blueprint("texts", __name__)


@answers(texted, "/documents/<slug>/text", forms=("json",))
def text(slug: str) -> Answer | Response:
    """Show the text of a document, its newest by default, with each passage marked and led to the records that rest on it."""
    given("version")
    with workspace().reading() as session:
        document, held, version, found = _read(session, slug)
        others = [texts.described(one) for one in held]
    if document.slug != slug:
        return redirect(f"{document.path}/text", 301)  # type: ignore[return-value] # Flask's own response
    blocks = passages.blocks(version, found) if version.public else []
    shown = {"document": document, "text": texts.described(version), "blocks": blocks, "passages": found, "versions": others}
    shown["places"] = {one.number: place for place, one in enumerate(found, start=1)}
    return Answer("text.html", shown, lambda: _json(document, version, found))


def _read(session: Session, slug: str) -> tuple[Ref, list[SourceText], SourceText, list[Passage]]:
    """Read all versions of a text, and the one asked for with its passages."""
    document = get(session, "document", slug)
    held = texts.versions(session, document.id)
    version = texts.chosen(document, held, number("version", 0) or None)
    return ref(document), held, version, passages.in_document(session, document, version)


def _json(document: Ref, version: SourceText, found: list[Passage]) -> dict[str, object]:
    shown = {"text": version.text, "furniture_stretches": version.furniture} if version.public else {"text": None}
    return {"document": plain.ref(document), **texts.described(version), **shown, "passages": [plain.passage(one) for one in found]}


@texted.get("/documents/<slug>/annotations.jsonld")
def annotation_page(slug: str) -> Response:
    """Give the passages of a document as Web Annotations; of one whose text is not kept, on the source itself."""
    given("version")
    with workspace().reading() as session:
        document = get(session, "document", slug)
        version = texts.version_if_kept(session, document, number("version", 0) or None)
        found = passages.in_document(session, document, version)
        made = jsonify(web_annotations.page(request.url_root.rstrip("/"), ref(document), version, found))
    made.headers["Content-Type"] = web_annotations.PROFILE
    return made
