"""From the tree of a request to Whoosh's queries, unknown words put right on the way."""

from __future__ import annotations

from collections.abc import Iterator

from whoosh import query
from whoosh.reading import IndexReader

from kb.search.request import And, Node, Not, Or, Phrase, Value, Word
from kb.search.text import fold
from kb.search.whoosh.fields import BOOST, facet_field, terms

MAX_EXPANSIONS = 200
MAX_CORRECTIONS = 3
SHORT, LONG = 4, 8


def correct(tree: Node | None, reader: IndexReader, notes: list[str]) -> Node | None:
    """Replace words the index does not know by the nearest it does, and say so."""
    if isinstance(tree, And | Or):
        return type(tree)(tuple(fixed for node in tree.inner if (fixed := correct(node, reader, notes))))
    if isinstance(tree, Word) and not tree.prefix:
        return _corrected(tree, reader, notes)
    return tree


def _corrected(word: Word, reader: IndexReader, notes: list[str]) -> Node:
    found = terms(word.text, exact=True)
    if len(found) != 1 or len(found[0]) < SHORT or _known(word, reader):
        return word
    near = _nearest(found[0], reader)
    if not near:
        return word
    notes.append(f'nothing is called "{word.text}"; searched for {" or ".join(near)}')
    return _one(Or, [Word(text, word.field) for text in near])


def _known(word: Word, reader: IndexReader) -> bool:
    return any((name, term) in reader for term in terms(word.text) for name in BOOST)


def _nearest(text: str, reader: IndexReader) -> list[str]:
    """Give the most frequent words within one change, or two for a long word."""
    for distance in (1, 2) if len(text) >= LONG else (1,):
        near = list(reader.terms_within("exact", text, distance, prefix=1))
        if near:
            return sorted(near, key=lambda term: (-reader.doc_frequency("exact", term), term))[:MAX_CORRECTIONS]
    return []


def translate(tree: Node, reader: IndexReader, notes: list[str]) -> query.Query:
    """Give Whoosh's query for a tree."""
    match tree:
        case And(inner):
            return _and([node for node in inner if _searchable(node)] or list(inner), reader, notes)
        case Or(inner):
            return query.Or([translate(node, reader, notes) for node in inner])
        case Not(inner_node):
            return query.And([query.Every(), query.Not(translate(inner_node, reader, notes))])
        case Value(facet, value):
            return query.ConstantScoreQuery(query.Term(facet_field(facet), value), 0.1)
        case Phrase(text, field):
            return _phrase(text, field)
        case Word():
            return _prefix(tree.text, reader, notes) if tree.prefix else _word(tree)


def _and(inner: list[Node], reader: IndexReader, notes: list[str]) -> query.Query:
    wanted = [translate(node, reader, notes) for node in inner if not isinstance(node, Not)]
    unwanted = [query.Not(translate(node.inner, reader, notes)) for node in inner if isinstance(node, Not)]
    return query.And([*(wanted or [query.Every()]), *unwanted])


def _searchable(node: Node) -> bool:
    """Tell whether anything is left of a word once stop words are out."""
    return not isinstance(node, Word) or node.prefix or bool(terms(node.text))


def _in_fields(term: str, field: str | None) -> query.Query:
    fields = [field] if field else list(BOOST)
    return query.Or([query.Term(name, term, boost=BOOST[name]) for name in fields])


def _word(word: Word) -> query.Query:
    """Give a word in any form; a joined one also in its parts, side by side anywhere in the record."""
    found = terms(word.text)
    if not found:
        return query.Term("exact", fold(word.text))
    if len(found) == 1:
        return _in_fields(found[0], word.field)
    whole = _in_fields(found[-1], word.field)
    return query.Or([whole, query.And([_in_fields(term, word.field) for term in found[:-1]])])


def _phrase(text: str, field: str | None) -> query.Query:
    if field:
        return query.Phrase(field, terms(text)) if len(terms(text)) > 1 else _in_fields((terms(text) or [fold(text)])[0], field)
    words = [term for word in text.split() for term in _as_written(word)]
    return query.Phrase("exact", words) if len(words) > 1 else query.Or([query.Term("exact", term) for term in words])


def _as_written(word: str) -> list[str]:
    found = terms(word, exact=True)
    return found[:-1] if len(found) > 1 else found


def _prefix(text: str, reader: IndexReader, notes: list[str]) -> query.Query:
    start = "".join(terms(text, exact=True)[-1:])
    found = list(_limited(reader.expand_prefix("exact", start)))
    if len(found) == MAX_EXPANSIONS:
        notes.append(f'"{text}*" begins too many words; the first {MAX_EXPANSIONS} were searched')
    return query.Or([query.Term("exact", term) for term in found])


def _limited(found: Iterator[bytes | str]) -> Iterator[str]:
    for number, term in enumerate(found):
        if number == MAX_EXPANSIONS:
            return
        yield term.decode() if isinstance(term, bytes) else term


def _one(make: type[And | Or], nodes: list[Node]) -> Node:
    return make(tuple(nodes)) if len(nodes) > 1 else nodes[0]


def matched(tree: Node | None, text: str) -> frozenset[str]:
    """Give the terms of a text that a tree asks for."""
    asked = list(_asked(tree))
    starts = tuple(fold(word.text) for word in asked if isinstance(word, Word) and word.prefix)
    wanted = {term for word in asked for term in terms(word.text)}
    return frozenset(wanted | ({term for term in terms(text) if term.startswith(starts)} if starts else set()))


def _asked(tree: Node | None) -> Iterator[Word | Phrase]:
    if isinstance(tree, And | Or):
        for node in tree.inner:
            yield from _asked(node)
    elif isinstance(tree, Word | Phrase):
        yield tree
