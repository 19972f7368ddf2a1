"""Reading records as an answer cites them: what each says, where that stands, and the works it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import anchors, snapshots, texts
from kb.among import among
from kb.models import SourceText, dates
from kb.models.vocabularies import FOLLOWED
from kb.queries import passages
from kb.queries.cells import UNNAMED, listed, nobody_named, whole
from kb.queries.cited import ABOUT_WORK, NOT_STATED, Entry, Mention, Work
from kb.queries.pages import support
from kb.queries.shapes import Cell, Ref, ref, source
from kb.schema import KINDS
from kb.snapshots import LinkRow, Snapshot, Want

# What a reader of a statement of each type looks for, also where nothing is on record.
LOOKED_FOR: Mapping[str, tuple[str, ...]] = {"recommendation": ("addressees", "uptake"), "commitment": ("addressees", "due", "fulfilment")}
ASKED_OF_SOME = ("addressees", "topics")
COLUMNS = frozenset(name for kind in KINDS.values() for name in kind.text.columns)
READ = Want(
    COLUMNS | {"summary", "note", "date", "start"}, COLUMNS | {"evidence", "gaps", "topics", "relations", "status_changes"}, general=True
)


def entries(session: Session, ids: Iterable[int]) -> tuple[list[Entry], dict[Ref, Work]]:
    """Read records as they are cited, in the order of their numbers, and every document they rest on; in a fixed number of statements."""
    found = list(snapshots.read(session, ids, READ))
    rows = [row for record in found for row in (*whole(record), *_states(record)) if row.document_id]
    documents = {row.document_id for row in rows} | {one.id for one in found if one.kind == "document"}
    known = works(session, documents)
    quoted = {row.document_id for record in found for row in whole(record) if row.exact}
    held = texts.current(session, quoted) if quoted else {}
    return [_entry(record, known, held) for record in found], known


def works(session: Session, documents: Iterable[int]) -> dict[Ref, Work]:
    """Read documents as they are cited."""
    numbers = sorted(documents)
    query = select(SourceText.document_id, SourceText.retrieved, SourceText.public).where(among(SourceText.document_id, numbers))
    held = {number: (read, public) for number, read, public in session.execute(query.order_by(SourceText.added, SourceText.version))}
    found = snapshots.read(session, numbers, Want(ABOUT_WORK, ("identifiers",)))
    return {ref(one): _work(one, *held.get(one.id, (None, texts.showable(one.licence)))) for one in found}


def _work(document: Snapshot, retrieved: str | None, shown: bool) -> Work:  # noqa: FBT001 - read from a row
    doi = next((row.value for row in document.identifiers if row.scheme == "doi"), None)
    about = {name: getattr(document, name) for name in ABOUT_WORK}
    return Work(ref(document), **about, doi=doi, retrieved=retrieved, shown=shown)


def _entry(record: Snapshot, known: Mapping[Ref, Work], held: Mapping[int, SourceText]) -> Entry:
    return Entry(
        ref=ref(record),
        kind=KINDS[record.kind].text.one,
        summary=record.summary,
        note=record.note,
        date=next((getattr(record, name) for name in ("date", "start") if name in KINDS[record.kind].fields), None),
        version=record.version,
        facts=list(_facts(record)),
        support=support(record).words if record.kind == "statement" else None,
        gaps=[". ".join(text for text in (gap.missing, gap.note) if text) for gap in record.gaps if not gap.closed_by],
        mentions=list(dict.fromkeys(_mentions(record, known, held))),
        work=known.get(ref(record)),
    )


def _facts(record: Snapshot) -> Iterator[tuple[str, str]]:
    kind = KINDS[record.kind]
    wanted = LOOKED_FOR.get(record.type, ()) if record.kind == "statement" else ()
    for name in dict.fromkeys((*kind.text.columns, "topics")):
        value = _voices(record) if name == "voicings" else told(listed(record, name))
        if value or name in wanted or (name not in ASKED_OF_SOME and not (name in kind.fields and kind.fields[name].quiet)):
            yield kind.label_of(name), value or NOT_STATED
    if record.kind == "statement":
        yield from _other(record)


def told(found: Cell) -> str:
    """Give a cell as people read it in a sentence; several values stand behind one another."""
    if isinstance(found, Sequence) and not isinstance(found, str):
        return "; ".join(told(one) for one in found)
    return found.label if isinstance(found, Ref) else str(found or "")


def _voices(record: Snapshot) -> str:
    return "; ".join([*dict.fromkeys(_voice(row) for row in record.voicings), *([UNNAMED] if nobody_named(record) else [])])


def _voice(row: LinkRow) -> str:
    person, body = (one.label if one else "" for one in (row.person, row.organisation))
    who = f"{person} ({body})" if person and body else person or body
    return ", ".join(text for text in (who, row.group) if text) or "nobody named"


def _states(record: Snapshot) -> Sequence[LinkRow]:
    """Give the dated states of a statement, in order."""
    return record.status_changes if record.kind == "statement" else ()


def _mentions(record: Snapshot, known: Mapping[Ref, Work], held: Mapping[int, SourceText]) -> Iterator[Mention]:
    yield from (_mention(row, known[ref(row.document)], held.get(row.document_id)) for row in whole(record))
    for row in _states(record):
        if row.document:
            yield Mention(ref(row.document), row.locator, NOT_STATED, row.note, shows=f"shows the state: {_state(record, row)}")


def _state(record: Snapshot, row: LinkRow) -> str:
    _field, vocabulary = FOLLOWED.get(record.type, FOLLOWED["recommendation"])
    return f"{vocabulary.label(row.status)}, {dates.words(row.date) if row.date else 'day not stated'}"


def _other(record: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield how a statement stands to others, and what became of it where that is on record."""
    links = KINDS["statement"].links
    relation = links["relations"].fields["relation"]
    if record.relations:
        yield links["relations"].declared.label, "; ".join(f"{relation.show(row.relation)} “{row.other.label}”" for row in record.relations)
    if record.status_changes:
        yield links["status_changes"].declared.label, "; ".join(_state(record, row) for row in record.status_changes)


def _mention(row: LinkRow, work: Work, text: SourceText | None) -> Mention:
    told = (work.ref, row.locator, source(row).mode or NOT_STATED, row.note, row.exact)
    if not (row.exact and text):
        return Mention(*told, *(_beside(row.prefix or "", row.suffix or "") if work.shown and row.exact else ()))
    place = anchors.found(text.text, anchors.of(row))
    if place is None:
        return Mention(*told, lost=True)
    around = passages.around(text.text, place) if text.public else ("", "")
    return Mention(*told, *around, place.start, place.end)


def _beside(prefix: str, suffix: str) -> tuple[str, str]:
    """Give the blanks back beside words, which are kept without."""
    return f"{prefix} " if prefix else "", f" {suffix}" if suffix[:1].isalnum() else suffix
