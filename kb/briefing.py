"""Answers to take away: what a list finds, or one record, as a briefing with numbered sources, in each of its forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from kb import answers, basket, following
from kb.asof import Moment
from kb.formats import briefing_docx, briefing_html, briefing_markdown, citation_files, citations
from kb.queries import cited, citing
from kb.queries.cited import Briefing, Entry, Work
from kb.queries.find import get
from kb.queries.shapes import Ref
from kb.schema import BY_PLURAL
from kb.search import find
from kb.search.engine import Engine
from kb.search.request import Request

# A briefing tells so many records at most, and says how many more there are.
MOST = 500


@dataclass(frozen=True)
class Where:
    """Where and when an answer is taken: the address of the knowledge base without the last slash, and the day.

    ``asof`` is the moment in the past that was asked for, if any.
    """

    base: str
    day: date = field(default_factory=lambda: datetime.now(UTC).date())
    asof: Moment | None = None

    def led(self, address: str) -> str:
        """Give an address of the knowledge base from anywhere: of the present, unless a moment was asked for."""
        return self.permalink(address) if self.asof else f"{self.base}{address}"

    def permalink(self, address: str) -> str:
        """Give an address of the knowledge base that answers as of the moment asked for, or as of the end of the day."""
        day = self.asof.text if self.asof else self.day.isoformat()
        return f"{self.base}{address}{'&' if '?' in address else '?'}{urlencode({'asof': day})}"


@dataclass(frozen=True)
class Form:
    """A form of an answer: what people call it, its media type, and what writes it."""

    name: str
    type: str
    write: Callable[[Briefing], bytes]


def _listed(write: Callable[[Sequence[citations.Reference]], str]) -> Callable[[Briefing], bytes]:
    return lambda found: write(citations.references(found)).encode()


FORMS: Mapping[str, Form] = {
    "html": Form("web page", "text/html; charset=utf-8", lambda found: briefing_html.write(found).encode()),
    "docx": Form("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", briefing_docx.write),
    "md": Form("Markdown", "text/markdown; charset=utf-8", lambda found: briefing_markdown.write(found).encode()),
    "bib": Form("BibTeX", "application/x-bibtex; charset=utf-8", _listed(citation_files.bibtex)),
    "ris": Form("RIS", "application/x-research-info-systems; charset=utf-8", _listed(citation_files.ris)),
    "csl.json": Form("CSL-JSON", "application/vnd.citationstyles.csl+json; charset=utf-8", _listed(citation_files.csl)),
}
# The forms that cite and do not tell: those of a single record.
CITATIONS = ("bib", "ris", "csl.json")


def of_list(session: Session, engine: Engine, path: str, request: Request, where: Where) -> Briefing:
    """Tell what a list finds: ``/search``, ``/recommendations`` or that of a kind, as ``/statements``."""
    name, fixed = _named(path)
    asked = answers.narrowed(request, fixed)
    result = engine.find(replace(asked, page=1, size=1, after=None, before=None))
    chosen = {facet: values for facet, values in asked.filters.items() if facet not in fixed}
    words = [f"“{request.words}”" if request.words else "", *following.choices(session, chosen, widened=request.widened)]
    told = ", ".join(text for text in words if text)
    order = request.sort if request.sort != _usual(path, request) else ""
    found = citing.entries(session, engine.find_all(asked)[:MOST])
    notes = [*result.understood.notes, *map(find.told, find.meanings(session, result))]
    address = following.place(path, request, order, fixed)
    return _made(": ".join(text for text in (name, told) if text), found, result.total, where, address, notes)


def _named(path: str) -> tuple[str, dict[str, str]]:
    if path == "/recommendations":
        return "Recommendations", {"kind": "statement", "type": answers.RECOMMENDATION}
    kind = BY_PLURAL.get(path.strip("/"))
    return (kind.text.many, {"kind": kind.name}) if kind else ("All records", {})


def _usual(path: str, request: Request) -> str:
    kind = BY_PLURAL.get(path.strip("/"))
    return (answers.default_order(kind.name) if kind else "") or ("relevance" if request.tree else "label")


def of_record(session: Session, kind: str, slug: str, where: Where) -> Briefing:
    """Tell a single record, which is cited alone, without its sources. Raises :class:`NotFound` or :class:`Withdrawn`."""
    record = get(session, kind, slug)
    found = citing.entries(session, [record.id])
    return replace(_made(record.label, found, 1, where, found[0][0].ref.path, ()), sources=())


def of_collected(session: Session, names: Sequence[str], where: Where) -> Briefing:
    """Tell records that a reader collected, in their order; what is not on record is noted."""
    found = basket.collect(session, names)
    notes = [f"not on record: {', '.join(found.gone)}"] if found.gone else []
    return _made("Collected records", citing.entries(session, found.ids), len(found.ids), where, found.address, notes)


def _made(
    title: str, found: tuple[list[Entry], Mapping[Ref, Work]], total: int, where: Where, address: str, notes: Iterable[str]
) -> Briefing:
    entries, known = found
    sources = cited.numbered(entries, known)
    dated = [f"as recorded on {where.asof.words}"] if where.asof else []
    numbers = {cited.work.ref: cited.number for cited in sources}
    return Briefing(title, where.day, total, where.base, where.permalink(address), entries, sources, [*dated, *notes], numbers)
