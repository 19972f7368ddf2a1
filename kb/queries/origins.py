"""Which sources go back to one text: what people have judged, and what copied text suggests. A suggestion never counts as judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import copies, snapshots, texts
from kb.among import among
from kb.copies import Comparison, Shared
from kb.models import Document, Judgement, Record, SourceText
from kb.models.vocabularies import ORIGIN_VERDICTS, VERDICT
from kb.queries.shapes import Ref, Row, Table, ref, table
from kb.snapshots import Snapshot
from kb.told import Told, told_each
from kb.words import words_of

# The fingerprints of so many texts are kept, so that a page does not read them anew; a text never changes.
KEPT = 20_000
JUDGED, SUGGESTED, APART = "judged", "suggested", "judged to be apart"
JUDGED_WORD, SUGGESTED_WORDS = Told("judged"), Told("suggested, not yet judged")
STATE_WORDS = told_each({JUDGED: "judged to be of one origin", SUGGESTED: "not yet judged", APART: "judged to be of different origins"})
Prints = frozenset[int]
_known: dict[tuple[str, str], Prints] = {}


@dataclass(frozen=True)
class Block:
    """A block as it stands in each of two sources, cut to a few words where one of them may not be shown."""

    first: str
    second: str
    words: int
    cut: bool


@dataclass(frozen=True)
class Pair:
    """What two sources share: the words in all and in the longest block, the part of each that is shared (0 to 1), and the blocks."""

    first: Ref
    second: Ref
    state: str
    words: int
    longest: int
    part_first: float
    part_second: float
    blocks: Sequence[Block]

    @property
    def told(self) -> str:
        """Say it in a sentence."""
        told = {"first": self.first.label, "second": self.second.label, "number": self.longest, "state": STATE_WORDS[self.state]}
        return Told("“%(first)s” and “%(second)s” share a block of %(number)s words (%(state)s)", **told)


@dataclass(frozen=True)
class Decision:
    """What a person decided on the origin of a source, when and why."""

    document: Ref
    verdict: str
    other: Ref | None
    by: str
    at: str | None
    why: str


@dataclass(frozen=True)
class Group:
    """Sources of one origin, as judged under a name, or as the machine suggests it; with what they share and who decided."""

    name: str
    state: str
    documents: Sequence[Ref]
    pairs: Sequence[Pair]
    decisions: Sequence[Decision]

    @property
    def longest(self) -> int:
        """The words of the longest block that two of them share; 0 where no text is kept."""
        return max((pair.longest for pair in self.pairs), default=0)


@dataclass(frozen=True)
class Copies:
    """A source with the sources it shares text with, and those judged to be of its origin."""

    document: Ref
    group: str | None
    stored: bool
    same_origin: Sequence[Ref]
    pairs: Sequence[Pair]
    decisions: Sequence[Decision]


def among_sources(session: Session, documents: Collection[int]) -> list[Pair]:
    """Give what some documents share with one another, the longest block first. Only their newest texts count."""
    held = texts.current(session, documents) if len(documents) > 1 else {}
    return _pairs(session, held, copies.candidates(_fingerprints(held)))


def copies_of(session: Session, document: Snapshot) -> Copies:
    """Give who shares what with a document, and who is judged to be of its origin."""
    held = _public(session)
    pairs = _pairs(session, held, copies.sharing(document.id, _fingerprints(held)))
    groups = _grouped(session)
    name = next((name for name, members in groups.items() if document.id in members), None)
    known = snapshots.heads(session, groups.get(name or "", ()))
    same = [ref(one) for number, one in known.items() if number != document.id]
    return Copies(ref(document), name, document.id in held, same, pairs, _decisions(session, [document.id]))


def groups(session: Session) -> list[Group]:
    """Give all groups of sources: first what the machine suggests and nobody has judged, then what people have judged, by name."""
    held, judged = _public(session), _grouped(session)
    pairs = _pairs(session, held, copies.candidates(_fingerprints(held)))
    named = {number: name for name, members in judged.items() for number in members}
    known = snapshots.heads(session, {*named, *held})
    decisions = _decisions(session, list(named))
    return [*_suggested(pairs), *(_judged(name, [ref(known[n]) for n in members], pairs, decisions) for name, members in judged.items())]


def _judged(name: str, members: list[Ref], pairs: Iterable[Pair], decisions: Iterable[Decision]) -> Group:
    mine = [pair for pair in pairs if pair.first in members and pair.second in members]
    return Group(name, JUDGED, members, mine, [one for one in decisions if one.document in members])


def _suggested(pairs: Sequence[Pair]) -> list[Group]:
    waiting = [pair for pair in pairs if pair.state == SUGGESTED]
    by_slug = {one.slug: one for pair in waiting for one in (pair.first, pair.second)}
    found = [
        Group("", SUGGESTED, [by_slug[slug] for slug in members], [pair for pair in waiting if pair.first.slug in members], ())
        for members in copies.groups((pair.first.slug, pair.second.slug) for pair in waiting)
    ]
    return sorted(found, key=lambda group: -group.longest)


def groups_table(found: Iterable[Group]) -> Table:
    """Give the groups as a table, a row a group."""
    columns = told_each(
        {"origin": "Origin", "state": "State", "documents": "Sources", "words": "Words of the longest shared block", "why": "Because"}
    )
    rows: list[Row] = [
        {
            "origin": group.name,
            "state": JUDGED_WORD if group.state == JUDGED else SUGGESTED_WORDS,
            "documents": list(group.documents),
            "words": group.longest or None,
            "why": "; ".join(f"{one.why} ({one.by}, {one.at})" for one in group.decisions),
        }
        for group in found
    ]
    return Table(columns, rows, len(rows))


def pairs_table(found: Copies) -> Table:
    """Give what a source shares with others as a table, a row a block."""
    columns = told_each({"record": "Source", "state": "State", "words": "Words", "part": "Part of that source (percent)", "block": "Block"})
    rows: list[Row] = [
        {"record": pair.second, "state": pair.state, "words": block.words, "part": round(100 * pair.part_second), "block": block.first}
        for pair in found.pairs
        for block in pair.blocks
    ]
    return table(columns, rows)


def _public(session: Session) -> dict[int, SourceText]:
    """Give the newest texts of the documents that are neither merged nor withdrawn."""
    shown = set(session.execute(select(Record.id).where(Record.kind == "document", Record.state == "public")).scalars())
    return {number: text for number, text in texts.current(session).items() if number in shown}


def _fingerprints(held: Mapping[int, SourceText]) -> dict[int, Prints]:
    return {number: _prints(text) for number, text in held.items()}


def _prints(text: SourceText) -> Prints:
    key = (text.sha256, repr(text.furniture))
    found = _known.get(key)
    if found is None:
        found = _known[key] = copies.fingerprints(words_of(text.text, text.furniture))
        if len(_known) > KEPT:
            _known.clear()
    return found


def _pairs(session: Session, held: Mapping[int, SourceText], candidates: Iterable[tuple[int, int]]) -> list[Pair]:
    """Compare candidates and keep those that share enough to be taken for copies."""
    near = list(candidates)
    words = {number: words_of(held[number].text, held[number].furniture) for number in dict.fromkeys(n for pair in near for n in pair)}
    found = [(pair, copies.compare(words[pair[0]], words[pair[1]])) for pair in near]
    known = snapshots.heads(session, words)
    made = [_pair(known[one], known[other], held[one], held[other], same) for (one, other), same in found if same.copied]
    return sorted(made, key=lambda pair: (-pair.longest, pair.first.slug, pair.second.slug))


def _pair(one: Snapshot, other: Snapshot, text: SourceText, second: SourceText, same: Comparison) -> Pair:
    groups = one.origin_group, other.origin_group
    state = SUGGESTED if None in groups else JUDGED if groups[0] == groups[1] else APART
    shown = text.public and second.public
    blocks = [_block(text, second, block, shown=shown) for block in same.blocks]
    return Pair(ref(one), ref(other), state, same.words, same.longest, same.part_a, same.part_b, blocks)


def _block(text: SourceText, second: SourceText, block: Shared, *, shown: bool) -> Block:
    first, other = _told(text, block.start_a, block.end_a), _told(second, block.start_b, block.end_b)
    cut = not shown and max(len(first.split()), len(other.split())) > texts.FEW_WORDS
    return Block(*((_few(first), _few(other)) if cut else (first, other)), block.words, cut)


def _told(text: SourceText, start: int, end: int) -> str:
    """Give a stretch of a text without the page furniture in it, white space made one blank."""
    cuts = [(max(start, first), min(end, last)) for first, last in text.furniture if first < end and last > start]
    edges = [start, *(place for cut in cuts for place in cut), end]
    return " ".join(" ".join(text.text[first:last] for first, last in zip(edges[::2], edges[1::2], strict=True)).split())


def _few(text: str) -> str:
    return " ".join(text.split()[: texts.FEW_WORDS]) + " …"


def _grouped(session: Session) -> dict[str, list[int]]:
    """Give the documents of each origin that people have judged, by its name."""
    query = select(Document.origin_group, Document.id).where(Document.origin_group.is_not(None), Document.state == "public")
    found: dict[str, list[int]] = {}
    for name, number in session.execute(query.order_by(Document.origin_group, Document.date, Document.id)):
        found.setdefault(str(name), []).append(number)
    return found


def _decisions(session: Session, documents: Collection[int]) -> list[Decision]:
    query = select(Judgement.record_id, Judgement.other_id, Judgement.verdict, Judgement.by, Judgement.at, Judgement.why)
    query = query.where(among(Judgement.record_id, documents), Judgement.verdict.in_(ORIGIN_VERDICTS)).order_by(Judgement.id)
    rows = session.execute(query).all()
    known = snapshots.heads(session, {number for row in rows for number in row[:2] if number})
    return [
        Decision(
            ref(known[row.record_id]),
            VERDICT.label(row.verdict),
            ref(known[row.other_id]) if row.other_id else None,
            row.by,
            row.at,
            row.why,
        )
        for row in rows
    ]
