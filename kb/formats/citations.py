"""What an answer cites, each as a reference: records as entries of this knowledge base, documents as what they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.models import dates
from kb.queries.cited import ABOUT_WORK, Briefing, Cited, Entry, Work
from kb.queries.pages import Page
from kb.queries.shapes import Ref
from kb.schema import KINDS

HERE = "Research knowledge base"
NO_DATE = "no date"
TYPE = KINDS["statement"].label_of("type")
# What the note of a statement's citation says of it.
TOLD = (TYPE, *(KINDS["statement"].label_of(name) for name in ("voicings", "addressees", "uptake")))


@dataclass(frozen=True)
class Type:
    """What a thing is in the three formats: BibTeX, RIS and CSL."""

    bibtex: str
    ris: str
    csl: str


RECORD, PAGE = Type("misc", "GEN", "webpage"), Type("misc", "ELEC", "webpage")
# The type of a document is free text; the first of these words that stands in it decides.
TYPES: Sequence[tuple[str, Type]] = (
    ("magazine", Type("article", "MGZN", "article-magazine")),
    ("news", Type("article", "NEWS", "article-newspaper")),
    ("peer reviewed", Type("article", "JOUR", "article-journal")),
    ("journal", Type("article", "JOUR", "article-journal")),
    ("conference", Type("inproceedings", "CONF", "paper-conference")),
    ("chapter", Type("incollection", "CHAP", "chapter")),
    ("book", Type("book", "BOOK", "book")),
    ("thesis", Type("phdthesis", "THES", "thesis")),
    ("blog", Type("misc", "BLOG", "post-weblog")),
    ("interview", Type("misc", "ELEC", "interview")),
    ("report", Type("techreport", "RPRT", "report")),
    ("deliverable", Type("techreport", "RPRT", "report")),
)


@dataclass(frozen=True)
class Reference:
    """A work, or a record of this knowledge base, to be cited. ``key`` is its kind and permanent id; ``issued`` is EDTF.

    ``kind`` says in a word what it is; ``publisher`` is also where an article stands; no author is made up. ``accessed`` is the day
    it was read, ``None`` where not on record; ``version`` that of a record of this knowledge base.
    """

    key: str
    type: Type
    title: str
    publisher: str | None
    issued: str | None
    url: str
    accessed: date | None
    note: str
    kind: str
    version: int | None = None
    language: str | None = None
    doi: str | None = None


def references(found: Briefing) -> list[Reference]:
    """Give every record of an answer, then every source of these that is not itself among them."""
    own = [_work(entry.work, found.base) if entry.work else _record(entry, found) for entry in found.entries]
    shown = {entry.ref for entry in found.entries}
    return [*own, *(_work(cited.work, found.base) for cited in found.sources if cited.work.ref not in shown)]


def _record(entry: Entry, found: Briefing) -> Reference:
    facts = dict(entry.facts)
    said = [f"{label}: {facts[label]}" for label in TOLD if label in facts]
    rests = f"Rests on {entry.support}" if entry.support else ""
    note = ". ".join(text for text in (entry.kind, *said, rests, f"Version {entry.version}") if text)
    kind = facts.get(TYPE, entry.kind.lower())
    return _own(entry.ref, entry.date, found.base, found.retrieved, note, kind, entry.version)


def _own(record: Ref, edtf: str | None, base: str, day: date, note: str, kind: str, version: int) -> Reference:
    return Reference(_key(record), RECORD, record.label, HERE, edtf, base + record.path, day, note, kind, version)


def of_page(page: Page, base: str, day: date) -> Reference:
    """Give the reference of the record that a page shows, read again on a day."""
    values = page.values
    if page.ref.kind == "document":
        about: dict[str, Any] = {name: values.get(name) for name in ABOUT_WORK}
        return _work(Work(page.ref, **about), base)
    edtf = next((values[name] for name in ("date", "start") if values.get(name)), None)
    kind = next((str(fact.value) for fact in page.facts if fact.label == TYPE), page.kind_label.lower())
    return _own(page.ref, edtf, base, day, page.kind_label, kind, page.version)


def _key(record: Ref) -> str:
    return f"{record.kind}-{record.slug}"


def _work(work: Work, base: str) -> Reference:
    named = (work.type or "").casefold()
    kind = next((known for word, known in TYPES if word in named), PAGE)
    licence = f"Licence: {work.licence}" if work.licence else ""
    note = ". ".join(text for text in (work.type, f"On record at {base}{work.ref.path}", licence) if text)
    told = (work.publisher, work.date, work.url or f"{base}{work.ref.path}", _read_on(work), note, work.type or "document")
    return Reference(_key(work.ref), kind, work.ref.label, *told, language=work.language, doi=work.doi)


def _read_on(work: Work) -> date | None:
    """Give the day a text was read; one that is not known to the day is none."""
    first, last = dates.bounds((work.retrieved or "")[:10])
    return first if first == last else None


def parts(edtf: str | None) -> list[list[int]]:
    """Give a date as lists of year, month and day, as far as these are known; two for a span, none for no date.

    >>> parts("2017-09/2018"), parts("2012~"), parts(None)
    ([[2017, 9], [2018]], [[2012]], [])
    """
    points = [point.rstrip("~?%") for point in (edtf or "").split("/")]
    numbers = [[int(part) for part in point.split("-")] for point in points if point and point[0].isdigit()]
    return numbers[:1] if len(points) > 1 and len(numbers) == 1 else numbers


def year(edtf: str | None) -> str:
    """Give the year a date begins in; empty for none."""
    found = parts(edtf)
    return str(found[0][0]) if found else ""


def day(when: date) -> str:
    """Give a day as people write it."""
    return dates.words(when.isoformat())


def about(cited: Cited) -> Iterator[str]:
    """Tell what is known of a source, besides its address: title, publisher, date, places, when it was read, licence, language."""
    work = cited.work
    yield work.ref.label
    yield from (text for text in (work.publisher, work.type) if text)
    yield dates.words(work.date) if work.date else NO_DATE
    yield from ([f"cited: {'; '.join(cited.places)}"] if cited.places else [])
    yield from ([f"first published at {work.original_url}"] if work.original_url else [])
    yield f"read {dates.words(work.retrieved)}" if work.retrieved else "day of reading not on record"
    yield f"licence: {work.licence}" if work.licence else "licence not stated"


def plain(found: Reference) -> str:
    """Give a citation in words that can be copied.

    >>> plain(Reference("tool-x", RECORD, "X", HERE, "2017", "https://kb.example/tools/x", date(2026, 1, 2), "", "tool", 3))
    '“X” (tool, 2017). Research knowledge base, version 3. https://kb.example/tools/x (retrieved 2 January 2026)'
    """
    when = dates.words(found.issued) if found.issued else NO_DATE
    read = f" (retrieved {day(found.accessed)})" if found.accessed else ""
    if found.version:
        return f"“{found.title}” ({found.kind}, {when}). {found.publisher}, version {found.version}. {found.url}{read}"
    return f"“{found.title}” ({found.kind}). {found.publisher or 'Publisher not stated'}, {when}. {found.url}{read}"
