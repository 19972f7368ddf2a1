"""The evidence graph of a statement: voices, the statement, its sources and their origins, from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.pictures.kind import Question
from kb.pictures.lettering import wrapped
from kb.pictures.picture import Picture
from kb.pictures.svg import Mark, link, path, rect, text, told
from kb.queries.evidence_graph import EvidenceGraph, Origin, Place, Related, Voice, evidence_graph
from kb.queries.shapes import Ref, Row, Table
from kb.told import Joined, Told, told_each, told_many

WIDTH, TOP, GAP, PAD = 1120, 40, 14, 9
# The left edge and the width of each column: voices, the statement, sources, origins.
COLUMNS = ((1, 220), (281, 260), (601, 260), (919, 200))
HEADS = (Told("Who said it"), Told("Statement"), Told("Sources"), Told("Origins"))
LETTERS, LINE, SMALL_LINE = 13, 17, 15
LINES, SMALL_LINES = 6, 3
# How a line is drawn, by whose words a source has; the words stand in the box as well.
STROKES = {"quotation": "words-quoted", "paraphrase": "words-retold", "summary": "words-reported", "inference": "words-inferred"}
HEADINGS = told_each({"part": "Part", "record": "Record", "how": "How", "place": "Place in the source", "note": "Note"})


@dataclass(frozen=True)
class Words:
    """What stands in a box: a name, lines about it, where it leads (empty: nowhere), and whether it is known."""

    name: str
    about: Sequence[str]
    address: str = ""
    known: bool = True
    strong: bool = False


@dataclass(frozen=True)
class Drawn:
    """A box at its place, in pixels."""

    words: Words
    left: float
    top: float
    width: float
    name: Sequence[str]
    about: Sequence[str]

    @property
    def height(self) -> float:
        """How high the box is with its lines."""
        return 2 * PAD + LINE * len(self.name) + SMALL_LINE * len(self.about)

    @property
    def middle(self) -> float:
        """The height at which lines arrive and leave."""
        return self.top + self.height / 2


def draw(question: Question) -> Picture:
    """Draw what a statement rests on."""
    return picture(evidence_graph(question.session, question.chosen["statement"]))


def picture(found: EvidenceGraph) -> Picture:
    """Draw a statement that was read."""
    sheet = Sheet(found)
    title = Told("What this rests on: %(name)s", name=found.statement.label)
    return Picture(
        title, _seen(found), WIDTH, sheet.height, sheet.marks(), table(found), list(_notes(found)), {"statement": found.statement}
    )


def _seen(found: EvidenceGraph) -> str:
    known = sum(voice.known for voice in found.voices)
    told = [
        told_many("%(num)s voice on the left", "%(num)s voices on the left", known) if known else Told("no voice is named"),
        told_many("%(num)s source on the right", "%(num)s sources on the right", len(found.documents)),
        _origins_told(found),
    ]
    more = (
        [told_many("%(num)s statement stands beside it.", "%(num)s statements stand beside it.", len(found.related))]
        if found.related
        else []
    )
    first = Told("The statement stands in the middle: %(parts)s.", parts=Joined(", ", told))
    return Joined(" ", [first, Told("What nobody has stated or judged has a broken outline."), *more])


def _origins_told(found: EvidenceGraph) -> str:
    fewest, most = found.support.fewest, found.support.most
    if fewest == most:
        return told_many("of %(num)s independent origin", "of %(num)s independent origins", most)
    return Told("of at least %(fewest)s and at most %(most)s independent origins", fewest=fewest, most=most)


def _notes(found: EvidenceGraph) -> Iterator[str]:
    if any(origin.name is None for origin in found.origins):
        yield Told("Where nobody has judged the origin of a source, it may be the same as that of another one.")
    if any(place.mode is None for place in found.places):
        yield Told("A dotted line leads to a source of which nobody has said whose words it has.")


class Sheet:
    """The boxes in their columns, and the lines between them."""

    def __init__(self, found: EvidenceGraph) -> None:
        """Find a place for everything."""
        self.found = found
        sources = [_source(found, document) for document in found.documents] or [Words(Told("No source on record"), (), known=False)]
        origins = [_origin(origin) for origin in found.origins]
        self.columns = [
            _stacked(0, [_voice(voice) for voice in found.voices]),
            _stacked(1, [_statement(found), *(_related(one) for one in found.related)]),
            _stacked(2, sources),
            _stacked(3, origins),
        ]

    @property
    def height(self) -> float:
        """How high the sheet is."""
        return max(box.top + box.height for column in self.columns for box in column) + 6

    def marks(self) -> list[Mark]:
        """Give heads, lines and boxes."""
        heads = [text(COLUMNS[place][0], TOP - 18, words, "head") for place, words in enumerate(HEADS) if self.columns[place]]
        return [*heads, *self._lines(), *(_box(box) for column in self.columns for box in column)]

    def _lines(self) -> Iterator[Mark]:
        """Draw voices to the statement, the statement to sources, and sources to origins."""
        middle = self.columns[1][0]
        for voice, box in zip(self.found.voices, self.columns[0], strict=True):
            yield _line(box, middle, "axis" if voice.known else "axis broken")
        yield from (_beside(middle, box) for box in self.columns[1][1:])
        for document, box in zip(self.found.documents, self.columns[2], strict=False):
            modes = dict.fromkeys(place.mode for place in self.found.places if place.document == document)
            yield _line(middle, box, STROKES.get(next(iter(modes)) or "", "words-unknown"))
        for origin, box in zip(self.found.origins, self.columns[3], strict=True):
            yield from (
                _line(self.columns[2][self.found.documents.index(one)], box, "axis" if origin.name else "axis broken")
                for one in origin.documents
            )


def _voice(voice: Voice) -> Words:
    """Say who, for whom and where."""
    about = [_for(voice.body)] if voice.body else []
    about += [Told("in %(name)s", name=document.label) for document, _place in voice.heard if document]
    name, address = (voice.who.label, voice.who.path) if isinstance(voice.who, Ref) else (voice.who, "")
    return Words(name, about, address, voice.known)


def _for(body: Ref) -> str:
    return Told("for %(name)s", name=body.label)


def _statement(found: EvidenceGraph) -> Words:
    return Words(found.statement.label, [found.type], found.statement.path, strong=True)


def _related(one: Related) -> Words:
    return Words(one.other.label, [_stands(one)], one.other.path)


def _stands(one: Related) -> str:
    """Say how the one statement stands to the other."""
    there, here = Told("%(relation)s the statement", relation=one.relation), Told("the statement %(relation)s it", relation=one.relation)
    return there if one.named_there else here


def _source(found: EvidenceGraph, document: Ref) -> Words:
    """Name a source with each place in it and whose words stand there."""
    places = [place for place in found.places if place.document == document]
    told = [Joined(", ", [place.told, *([place.locator] if place.locator else [])]) for place in places]
    return Words(document.label, list(dict.fromkeys(told)), document.path)


def _origin(origin: Origin) -> Words:
    if origin.name is None:
        return Words(Told("Origin not judged"), (), known=False)
    return Words(origin.name, [told_many("one origin: %(num)s source", "one origin: %(num)s sources", len(origin.documents))])


def _stacked(column: int, words: Sequence[Words]) -> list[Drawn]:
    """Put boxes under one another."""
    left, width = COLUMNS[column]
    found, top = [], float(TOP)
    for one in words:
        box = _drawn(one, left, top, width)
        found.append(box)
        top = box.top + box.height + GAP
    return found


def _drawn(words: Words, left: float, top: float, width: float) -> Drawn:
    room = width - 2 * PAD
    about = [line for told in words.about for line in wrapped(told, room, 11, SMALL_LINES)]
    return Drawn(words, left, top, width, wrapped(words.name, room, LETTERS, LINES), about)


def _box(box: Drawn) -> Mark:
    """Draw a box with its words, a link where it has a page; what is unknown has a broken outline."""
    shape = "chosen" if box.words.strong else "box" if box.words.known else "hollow broken"
    first = box.top + PAD + 12
    marks = [rect(box.left, box.top, box.width, box.height, shape, rx=3)]
    marks += [text(box.left + PAD, first + LINE * place, words, "head" if box.words.strong else "") for place, words in enumerate(box.name)]
    second = first + LINE * len(box.name) - 1
    marks += [text(box.left + PAD, second + SMALL_LINE * place, words, "small soft") for place, words in enumerate(box.about)]
    whole = Joined(", ", [box.words.name, *box.words.about])
    return link(box.words.address, whole, *marks) if box.words.address else told(whole, *marks)


def _line(start: Drawn, end: Drawn, class_: str) -> Mark:
    """Draw a line from the right of one box to the left of another."""
    x1, y1, x2, y2 = start.left + start.width, start.middle, end.left, end.middle
    half = (x1 + x2) / 2
    return path(f"M{x1:.0f} {y1:.0f}C{half:.0f} {y1:.0f} {half:.0f} {y2:.0f} {x2:.0f} {y2:.0f}", f"{class_} joining")


def _beside(start: Drawn, end: Drawn) -> Mark:
    """Draw a line along the left of a column, from the statement to one beside it."""
    x, y1, y2 = start.left - 10, start.top + start.height - 12, end.middle
    return path(f"M{start.left:.0f} {y1:.0f}H{x:.0f}V{y2:.0f}H{end.left:.0f}", "axis joining")


def table(found: EvidenceGraph) -> Table:
    """Give a row for each voice, place, origin and related statement."""
    rows = [row for voice in found.voices for row in _voice_rows(voice)]
    rows += map(_place_row, found.places)
    rows += [row for origin in found.origins for row in _origin_rows(origin)]
    rows += map(_related_row, found.related)
    return Table(HEADINGS, rows, len(rows), about={"statement": found.statement})


def _voice_rows(voice: Voice) -> Iterator[Row]:
    """Give a row for each document in which somebody is heard, one at least."""
    for document, place in voice.heard or [(None, None)]:
        how: list[Ref | str] = [_for(voice.body)] if voice.body else []
        how += [Told("in %(name)s", name=document.label)] if document else []
        yield {"part": Told("Voice"), "record": voice.who, "how": how, "place": place or "", "note": ""}


def _place_row(place: Place) -> Row:
    return {"part": Told("Source"), "record": place.document, "how": place.told, "place": place.locator, "note": ""}


def _origin_rows(origin: Origin) -> Iterator[Row]:
    name = origin.name or Told("Origin not judged")
    for document in origin.documents:
        yield {"part": Told("Origin"), "record": document, "how": name, "place": "", "note": ""}


def _related_row(one: Related) -> Row:
    return {"part": Told("Statement beside it"), "record": one.other, "how": _stands(one), "place": "", "note": one.note or ""}
