"""Records as JSON-LD: each field under the term its declaration names, the others as properties with a name; passages as Web Annotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kb.anchors import AROUND, Anchor
from kb.formats.annotations import annotation, collected, selectors
from kb.models.fields import Field
from kb.models.types import REFERENCE
from kb.queries.cells import whole
from kb.queries.cited import ABOUT_WORK, Entry, Mention, Work
from kb.queries.shapes import ref
from kb.schema import KINDS
from kb.snapshots import Held, Snapshot

Json = dict[str, Any]
TERMS: Mapping[str, str] = {"schema": "https://schema.org/", "skos": "http://www.w3.org/2004/02/skos/core#"}
# What a record of each kind is to others.
CLASSES: Mapping[str, str] = {
    "project": "schema:ResearchProject",
    "organisation": "schema:Organization",
    "person": "schema:Person",
    "event": "schema:Event",
    "contribution": "schema:Action",
    "statement": "schema:Claim",
    "topic": "skos:Concept",
    "document": "schema:CreativeWork",
    "tool": "schema:SoftwareApplication",
    "operation": "schema:Event",
    "programme": "schema:FundingScheme",
}
# The slug is in the address; links that are no statement about the thing itself are left to the page.
PASSED_OVER = ("slug",)


def graph(base: str, records: Sequence[Snapshot], works: Iterable[Work] = ()) -> Json:
    """Give records that were read whole, and works that are no more than cited, as one graph."""
    told = {ref(record) for record in records}
    nodes = [node(base, record) for record in records]
    return {"@context": dict(TERMS), "@graph": [*nodes, *(_work(base, work) for work in works if work.ref not in told)]}


def _work(base: str, work: Work) -> Json:
    fields = KINDS["document"].fields
    values = {name: getattr(work, name) for name in ABOUT_WORK}
    known = {term: value for name, value in values.items() if value and (term := fields[name].iri)}
    return {"@id": f"{base}{work.ref.path}", "@type": CLASSES["document"], "schema:name": work.ref.label, **known}


def node(base: str, record: Snapshot) -> Json:
    """Give a record; what is not stated is left out."""
    kind = KINDS[record.kind]
    made: dict[str, list[Any]] = {}
    for declared, item, name in _fields(record):
        value = getattr(item, name)
        if value is not None and name not in PASSED_OVER:
            term, told = _told(base, declared, value)
            made.setdefault(term, []).append(told)
    cited = dict.fromkeys(f"{base}{ref(row.document).path}" for row in whole(record))
    made |= {"schema:citation": [{"@id": address} for address in cited]} if cited else {}
    values = {term: found[0] if len(found) == 1 else found for term, found in made.items()}
    return {"@id": f"{base}{ref(record).path}", "@type": CLASSES[kind.name], **values}


def _fields(record: Snapshot) -> Iterator[tuple[Field, Held, str]]:
    """Yield every field of a record, and those fields of its links that have a term."""
    kind = KINDS[record.kind]
    yield from ((declared, record, name) for name, declared in kind.fields.items())
    for link in kind.links.values():
        named = {name: declared for name, declared in link.fields.items() if (declared.iri or "oa:").partition(":")[0] in TERMS}
        yield from ((declared, row, name) for row in getattr(record, link.name) for name, declared in named.items())


def _told(base: str, declared: Field, value: Any) -> tuple[str, Any]:
    address = {"@id": f"{base}{ref(value).path}", "schema:name": value.label} if declared.type is REFERENCE else None
    if declared.iri:
        return declared.iri, address or declared.type.plain(value)
    told = address or declared.show(value)
    return "schema:additionalProperty", {"@type": "schema:PropertyValue", "schema:name": declared.label, "schema:value": told}


def web_annotations(base: str, entries: Iterable[Entry]) -> Json:
    """Give every passage that records quote as a Web Annotation."""
    items = [_annotation(base, entry, mention) for entry in entries for mention in entry.mentions if mention.exact]
    return collected(f"{base}/annotations", items)


def _annotation(base: str, entry: Entry, mention: Mention) -> Json:
    anchor = Anchor(mention.exact or "", mention.before[-AROUND:], mention.after[:AROUND], mention.start, mention.end)
    text = "" if mention.start is None else "/text"
    target = {"source": f"{base}{mention.document.path}{text}", "selector": list(selectors(anchor))}
    return annotation(f"{base}{entry.ref.path}", entry.ref.label, target)
