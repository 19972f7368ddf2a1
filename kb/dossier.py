"""All that is on record about a project or a topic, in one file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from kb import briefing, snapshots
from kb.briefing import Where
from kb.errors import BadRequest
from kb.formats import dossier
from kb.formats.dossier import Dossier, Part
from kb.queries import lists, matrix, news, pages
from kb.queries.cited import ABOUT_WORK, Briefing, Cited
from kb.queries.find import get
from kb.queries.matrix import Asked
from kb.queries.shapes import Cell, Ref, Row, Table
from kb.schema import KINDS
from kb.search import find
from kb.search.engine import Engine
from kb.snapshots import ALL
from kb.told import Told

# The kinds that have a dossier, and whose records stand in it, each in a table of its own.
TOLD: dict[str, Sequence[str]] = {
    "project": ("statement", "event", "contribution", "tool", "document"),
    "topic": ("statement", "event", "contribution", "project", "tool", "document"),
}
# A table holds so many rows at most, and says how many there are.
MOST = 2000


def zipped(session: Session, engine: Engine, kind: str, slug: str, where: Where) -> bytes:
    """Give the dossier of a project or topic as a zip file; raise :class:`BadRequest` for any other kind, :class:`NotFound` where there is none."""
    return dossier.write(gathered(session, engine, kind, slug, where))


def gathered(session: Session, engine: Engine, kind: str, slug: str, where: Where) -> Dossier:
    """Read what a dossier tells."""
    if kind not in TOLD:
        raise BadRequest(
            reason=Told(
                "there are dossiers of projects and topics, not of %(value)s; take away a briefing instead",
                value=KINDS[kind].text.many.lower(),
            )
        )
    page, moment = pages.page(session, kind, slug, pages.SHOWN), news.latest(session)
    found = {name: _found(engine, kind, page.ref.slug, name) for name in TOLD[kind]}
    request = find.ask(filters={kind: [page.ref.slug]})
    then = replace(where, day=moment.date())
    told = briefing.of_list(session, engine, "/statements", request, then)
    told = replace(told, title=f"Dossier: {page.ref.label}", permalink=then.permalink(page.ref.path))
    parts = [
        *_partners(session, engine, kind, page.ref.slug),
        *(_part(session, name, numbers) for name, numbers in found.items()),
        _sources(told),
    ]
    numbers = [number for mine in found.values() for number in mine[:MOST]]
    own = snapshots.read(session, [get(session, kind, page.ref.slug).id, *numbers], ALL)
    return Dossier(page, told, [part for part in parts if part.table.rows], list(own), moment)


def _found(engine: Engine, kind: str, slug: str, name: str) -> Sequence[int]:
    return engine.find_all(find.ask(filters={kind: [slug], "kind": [name]}))


def _part(session: Session, kind: str, numbers: Sequence[int]) -> Part:
    text = KINDS[kind].text
    return Part(text.plural, text.many, lists.records(session, kind, numbers[:MOST], len(numbers)))


def _partners(session: Session, engine: Engine, kind: str, slug: str) -> Iterator[Part]:
    """Yield who takes part: the partners of a project and what each presented; for a topic the organisations that have to do with it."""
    if kind == "project":
        yield Part("partners", "Partners", _first(pages.rows(session, kind, slug, "participations")[1].table))
        yield Part("who-presented-what", "Who presented what", _first(matrix.as_table(matrix.matrix(session, Asked(project=slug)))))
    else:
        yield Part("partners", "Organisations that take part, speak or act", _organisations(session, engine, slug))


def _sources(told: Briefing) -> Part:
    columns = {"number": "Number", "record": "Source"} | {name: KINDS["document"].label_of(name) for name in ABOUT_WORK}
    columns |= {"retrieved": "Read", "places": "Places cited"}
    rows = [_source(cited) for cited in told.sources]
    return Part("sources", "Sources", Table(columns, rows, len(rows)))


def _source(cited: Cited) -> Row:
    about: dict[str, Cell] = {name: getattr(cited.work, name) for name in (*ABOUT_WORK, "retrieved")}
    return {"number": cited.number, "record": cited.work.ref, "places": list(cited.places), **about}


def _first(table: Table) -> Table:
    return replace(table, rows=table.rows[:MOST])


def _organisations(session: Session, engine: Engine, topic: str) -> Table:
    counts = dict(engine.find(find.ask(filters={"topic": [topic]}, size=1)).facets["organisation"])
    first = sorted(counts, key=lambda slug: (-counts[slug], slug))[:MOST]
    names = lists.labels(session, {"organisation": first})["organisation"]
    rows: list[Row] = [{"record": Ref("organisation", slug, names[slug]), "count": counts[slug]} for slug in first]
    return Table({"record": "Organisation", "count": "Records on this topic"}, rows, len(counts))
