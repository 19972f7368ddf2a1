"""Why a record is found, and why nothing is: the sums of a search taken apart again, only when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import reduce

import numpy as np

from kb.search.engine import Clause, Diagnosis, Explanation, Match
from kb.search.request import Also, And, Most, Node, Not, Or, Phrase, Request, Word
from kb.search.text import fold
from kb.search.whoosh import choosing
from kb.search.whoosh.columns import Array
from kb.search.whoosh.fields import BOOST
from kb.search.whoosh.lexicon import beginning
from kb.search.whoosh.matching import ALSO_SHARE, LACKING, PLAIN_SCORE, Found, Matching, find, searched
from kb.search.whoosh.meanings import in_words_of, understand
from kb.search.whoosh.segments import PLACE_BITS
from kb.search.whoosh.state import State
from kb.search.whoosh.words import FIELDS, ROOM, terms

# Scores are added up as numbers of 32 bits; sums that differ by less are the same.
CLOSE = 1e-3


def explain(state: State, understood: Request, found: Found, named: Array, record: int) -> Explanation:
    """Tell what each part of a request, as it was understood, adds to the score of a record; ``named`` are called just so."""
    asked = [(facet, value) for facet, values in understood.filters.items() for value in values]
    document = state.documents.get(record)
    if document is None:
        return Explanation(False, 0.0, (), (), dict.fromkeys(asked, False), understood)  # noqa: FBT003 - it is not found
    choices = {pair: choosing.holds(state, *pair, document) for pair in asked}
    chosen = all(bool(mask[document]) for mask in choosing.conditions(state, understood.filters).values())
    score, telling = float(found.scores[document]), Telling(state, document)
    told = telling.matches(understood.tree) if understood.tree else [Match(None, PLAIN_SCORE)]
    matches = [replace(match, share=match.share * float(state.priors[document])) for match in told]
    if document in named:
        matches.append(Match(None, score - _sum(matches), named=True))
    matches.sort(key=lambda match: -match.share)
    missing = tuple(telling.missing(understood.tree)) if understood.tree else ()
    return Explanation(bool(found.hits[document]) and chosen, score, tuple(matches), missing, choices, understood)


def _sum(matches: Iterable[Match]) -> float:
    return sum(match.share for match in matches)


class Telling(Matching):
    """One evaluation of a tree that tells what each of its parts adds to the score of one document."""

    def __init__(self, state: State, document: int) -> None:
        """Take the state and the number of the document in it."""
        super().__init__(state, [])
        self.document = document

    def matches(self, tree: Node) -> list[Match]:
        """Give the parts of a tree that the document has; their shares add up to what the tree gives it."""
        found = self.find(tree)
        if not found.hits[self.document]:
            return []
        if isinstance(tree, Also):
            return self._meant_by(tree)
        share = float(found.scores[self.document])
        whole = Match(tree, share, self._fields(tree) if isinstance(tree, Phrase) else ())
        return next((parts for parts in self._parts(tree) if abs(_sum(parts) - share) < CLOSE), [whole])

    def missing(self, tree: Node) -> Iterator[Node]:
        """Yield the parts of a tree that the document does not have, the smallest ones."""
        if isinstance(tree, And | Or | Most):
            for node in searched(tree.inner):
                yield from self.missing(node)
        elif not self.find(tree).hits[self.document]:
            yield tree.inner if isinstance(tree, Also) else tree

    def _parts(self, tree: Node) -> Iterator[list[Match]]:
        """Yield the ways in which a tree may be taken apart."""
        if isinstance(tree, And):
            yield [part for node in searched(tree.inner) if not isinstance(node, Not) for part in self.matches(node)]
        elif isinstance(tree, Or):
            yield [part for node in tree.inner for part in self.matches(node)]
        elif isinstance(tree, Most):
            nodes = searched(tree.inner)
            held = sum(bool(self.find(node).hits[self.document]) for node in nodes) / len(nodes)
            yield [replace(part, share=part.share * held**LACKING) for node in nodes for part in self.matches(node)]
        elif isinstance(tree, Word):
            yield from self._forms_of(tree)

    def _meant_by(self, tree: Also) -> list[Match]:
        """Give the matches of what was typed, or else of the one of its other names that tells most."""
        if self.find(tree.inner).hits[self.document]:
            return self.matches(tree.inner)
        best = max(tree.others, key=lambda node: float(self.find(node).scores[self.document]))
        return [replace(part, share=part.share * ALSO_SHARE, meant=tree.inner) for part in self.matches(best)]

    def _forms_of(self, word: Word) -> Iterator[list[Match]]:
        """Yield the matches of a word; of a joined one all, or those of the whole, or those of its parts."""
        if word.prefix:
            wanted = beginning(self.state, "".join(terms(word.text, exact=True)[-1:]))
            yield self._standing(word, ["exact"], wanted)
            return
        found = terms(word.text)
        if not found:
            yield self._standing(word, ["exact"], [fold(word.text)])
        fields = [word.field] if word.field else list(BOOST)
        for part in (found, found[-1:], found[:-1]):
            yield self._standing(word, fields, part)

    def _standing(self, node: Word, fields: Iterable[str], wanted: Iterable[str]) -> list[Match]:
        """Give where some terms stand in the record; one that stands in another field than was asked for has no share."""
        held = [(term, [field for field in fields if self._stands(field, term)]) for term in wanted]
        found = [self._match(node, standing, term) for term, standing in held if standing]
        return [match for match in found if match.share]

    def _stands(self, field: str, term: str) -> bool:
        documents = self.state.postings(field, term).documents
        spot = np.searchsorted(documents, self.document)
        return bool(spot < documents.size and documents[spot] == self.document)

    def _match(self, node: Word, fields: list[str], term: str) -> Match:
        if fields == ["exact"]:
            share = float(self._in_form([term], node.field).scores[self.document])
            return Match(node, share, self._rooms(term), term, (term,))
        share = float(self._in_fields(term, node.field).scores[self.document])
        return Match(node, share, tuple(fields), term, tuple(self._spelled(node, fields, term)))

    def _spelled(self, node: Word, fields: list[str], term: str) -> list[str]:
        """Give the words with a stem as some fields have them; the last letter of a stem may be another than that of its words."""
        near = [*terms(node.text, exact=True), *beginning(self.state, term), *beginning(self.state, term[:-1] or term)]
        return [word for word in dict.fromkeys(near) if terms(word) == [term] and not set(fields).isdisjoint(self._rooms(word))]

    def _rooms(self, term: str) -> tuple[str, ...]:
        """Give the fields of the document in which a word stands as written."""
        places = self.state.places(term)
        own = places[places >> PLACE_BITS == self.document] & ((1 << PLACE_BITS) - 1)
        return tuple(FIELDS[room] for room in np.unique(own // ROOM).tolist())

    def _fields(self, phrase: Phrase) -> tuple[str, ...]:
        """Give the fields of the document in which a phrase stands."""
        words = terms(phrase.text, exact=True)
        if len(words) == 1 and not phrase.field:
            return self._rooms(words[0])
        fields = [phrase.field] if phrase.field else FIELDS
        return tuple(name for name in fields if self.find(replace(phrase, field=name)).hits[self.document])


def diagnose(state: State, request: Request, masks: Mapping[str, Array]) -> Diagnosis:
    """Count the records that meet each condition of a request, and all the others; ``masks`` are those of the chosen facets."""
    inner = request.tree.inner if isinstance(request.tree, And) else (request.tree,) if request.tree else ()
    nodes = searched(inner)
    right = in_words_of(state, request, nodes)
    rows = [find(state, node, []).hits for node in right] + list(masks.values())
    missed = sum((~row for row in rows), np.zeros(state.alive.size, np.int64))
    without = [_count(state, missed == ~row) for row in rows]
    clauses = [_clause(state, *pair) for pair in zip(nodes, right, rows, without, strict=False)]
    clauses += [
        Clause(None, facet, _count(state, mask), rest) for (facet, mask), rest in zip(masks.items(), without[len(nodes) :], strict=True)
    ]
    loose = find(state, replace(request, tree=understand(state, request, [])[0]).any_of().tree, []).hits
    return Diagnosis(_count(state, missed == 0), tuple(clauses), _count(state, reduce(np.logical_and, masks.values(), loose)))


def _clause(state: State, node: Node, right: Node | None, row: Array, without: int) -> Clause:
    """Count a part of the words as it was typed; where nothing has it so, as it was put right."""
    held = _count(state, row)
    if right == node or find(state, node, []).hits.any():
        return Clause(node, None, held, without)
    return Clause(node, None, 0, without, right, held)


def _count(state: State, hits: Array) -> int:
    return int(np.count_nonzero(hits & state.alive))
