"""Passages as Web Annotations (W3C Recommendation of 2017): one annotation a passage, its position and its words as two ways to the same place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb import anchors
from kb.models import SourceText
from kb.queries.passages import Passage
from kb.queries.shapes import Ref

Json = dict[str, Any]
TYPE = "application/ld+json"
PROFILE = f'{TYPE}; profile="http://www.w3.org/ns/anno.jsonld"'
CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def page(base: str, document: Ref, text: SourceText, passages: Iterable[Passage]) -> Json:
    """Give the passages of a text as an annotation page; orphans have their words alone, as they have no place."""
    address = f"{base}{document.path}/text?version={text.version}"
    items = [_annotation(base, address, text, one) for one in passages if one.exact]
    return {
        "@context": CONTEXT,
        "id": f"{base}{document.path}/annotations.jsonld",
        "type": "AnnotationPage",
        "label": f"Passages of {document.label}",
        "items": items,
    }


def _annotation(base: str, address: str, text: SourceText, one: Passage) -> Json:
    return {
        "id": f"{base}{one.holder.path}#passage-{one.number}",
        "type": "Annotation",
        "motivation": "commenting" if one.mode == "inference" else "linking",
        "body": {"id": f"{base}{one.holder.path}", "type": "Dataset", "label": one.holder.label},
        "target": {
            "type": "SpecificResource",
            "source": address,
            "selector": list(_selectors(text, one)),
            "state": {"type": "TimeState", "sourceDate": text.added.isoformat(timespec="seconds")},
        },
    }


def _selectors(text: SourceText, one: Passage) -> Iterable[Json]:
    if one.place is None:
        yield {"type": "TextQuoteSelector", "exact": one.exact}
    else:
        anchor = anchors.made(text.text, one.place.start, one.place.end)
        yield {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end}
        yield {"type": "TextQuoteSelector", "exact": anchor.exact, "prefix": anchor.prefix, "suffix": anchor.suffix}
