"""Passages as Web Annotations (W3C Recommendation of 2017): one annotation a passage, its position and its words as two ways to the same place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kb import anchors
from kb.anchors import Anchor
from kb.models import SourceText
from kb.queries.passages import Passage
from kb.queries.shapes import Ref

Json = dict[str, Any]
TYPE = "application/ld+json"
PROFILE = f'{TYPE}; profile="http://www.w3.org/ns/anno.jsonld"'
CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def page(base: str, document: Ref, text: SourceText | None, passages: Iterable[Passage]) -> Json:
    """Give the passages of a text as an annotation page; orphans, and passages of a text that may not be shown, have their words alone.

    Where no text is kept, they are passages of the source itself, at its own address.
    """
    items = [_annotation(base, _target(base, document, text, one), one) for one in passages if one.exact]
    return {**collected(f"{base}{document.path}/annotations.jsonld", items), "label": f"Passages of {document.label}"}


def collected(address: str, items: Sequence[Json]) -> Json:
    """Give annotations as a page at an address."""
    return {"@context": CONTEXT, "id": address, "type": "AnnotationPage", "items": items}


def annotation(body: str, label: str, target: Json, *, inferred: bool = False) -> Json:
    """Say that the record at an address rests on a target, or was ``inferred`` from it by the editor."""
    motivation = "commenting" if inferred else "linking"
    return {"type": "Annotation", "motivation": motivation, "body": {"id": body, "type": "Dataset", "label": label}, "target": target}


def selectors(anchor: Anchor) -> Iterator[Json]:
    """Yield the ways to a passage: its position where that is known, and its words with what is known of the text around them."""
    if anchor.start is not None:
        yield {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end}
    around = {"prefix": anchor.prefix, "suffix": anchor.suffix}
    yield {"type": "TextQuoteSelector", "exact": anchor.exact} | {name: text for name, text in around.items() if text}


def _target(base: str, document: Ref, text: SourceText | None, one: Passage) -> Json:
    if text is None:
        source = one.source.url or f"{base}{document.path}"
        return {"type": "SpecificResource", "source": source, "selector": list(selectors(Anchor(one.exact)))}
    anchor = anchors.made(text.text, one.place.start, one.place.end) if one.place and text.public else Anchor(one.exact)
    state = {"type": "TimeState", "sourceDate": text.added.isoformat(timespec="seconds")}
    source = f"{base}{document.path}/text?version={text.version}"
    return {"type": "SpecificResource", "source": source, "selector": list(selectors(anchor)), "state": state}


def _annotation(base: str, target: Json, one: Passage) -> Json:
    address = f"{base}{one.holder.path}"
    return {"id": f"{address}#passage-{one.number}", **annotation(address, one.holder.label, target, inferred=one.mode == "inference")}
