"""What else is meant by words that name a record: its other names, and for a topic whatever is about it; and words written apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from kb.search.engine import Meaning
from kb.search.request import Also, And, Most, Node, Or, Phrase, Request, Value, Word
from kb.search.whoosh.lexicon import correct
from kb.search.whoosh.matching import count
from kb.search.whoosh.state import State
from kb.search.whoosh.words import same_name, same_stems, terms

# A name has at most so many words, and at least so many letters where it is one word.
MOST_WORDS, FEWEST_LETTERS = 8, 3
# Names that more records share than this tell nothing; of one record this many other names are searched for.
MOST_NAMESAKES, MOST_NAMES = 3, 8
# Another name of one word is left out where it stands in more records than this, and in more than this share of all.
MANY, MANY_SHARE = 200, 0.01
# A word that stands in more records than MANY is not taken apart; its parts have at least so many letters.
FEWEST_OF_PART = 2
Found = tuple[tuple[Node, ...], tuple[Meaning, ...]]
NOTHING: Found = ((), ())
Others = tuple[int, tuple[Node, ...]]


def understand(state: State, request: Request, notes: list[str]) -> tuple[Node | None, tuple[Meaning, ...]]:
    """Put the words of a request right and, where that is wanted, let names stand for other names; notes say what was put right."""
    tree = correct(state, request.tree, notes)
    return widen(state, tree) if request.widened else (tree, ())


def in_words_of(state: State, request: Request, nodes: Sequence[Node]) -> list[Node]:
    """Understand nodes that must all hold, one by one."""
    right = [correct(state, node, []) or node for node in nodes]
    return list(Widening(state).row(right)) if request.widened else right


def widen(state: State, tree: Node | None) -> tuple[Node | None, tuple[Meaning, ...]]:
    """Let words that name a record, one after another, stand for its other names too; give what was done.

    What stands in quotes, in a field or behind a minus is left as it is.
    """
    widening = Widening(state)
    return widening.widen(tree) if tree else None, tuple(dict.fromkeys(widening.meanings))


class Widening:
    """One walk through a tree."""

    def __init__(self, state: State) -> None:
        """Take the state whose names count."""
        self.state = state
        self.meanings: list[Meaning] = []

    def widen(self, tree: Node) -> Node:
        """Give a tree with other names beside the words that name something."""
        match tree:
            case And(inner):
                return And(tuple(self.row(inner)))
            case Or(inner) | Most(inner):
                return type(tree)(tuple(self.widen(node) for node in inner))
            case Word() if _plain(tree):
                return next(self.row((tree,)))
        return tree

    def row(self, nodes: Sequence[Node]) -> Iterator[Node]:
        """Widen nodes that stand side by side, the longest names first; each word of a name stands for the whole of it."""
        at = 0
        while at < len(nodes):
            length, others = self._longest(nodes[at:]) or self._spelled(nodes[at : at + 2])
            yield from (Also(node, others) for node in nodes[at : at + length])
            if not length:
                yield nodes[at] if isinstance(nodes[at], Word) else self.widen(nodes[at])
            at += max(length, 1)

    def _longest(self, nodes: Sequence[Node]) -> Others | None:
        """Give how many of the first nodes make a name, and what else it stands for; ``None`` where they make none."""
        words = [node.text for node in takewhile(_plain, nodes[:MOST_WORDS]) if isinstance(node, Word)]
        for length in range(len(words), 0, -1):
            others, told = self._meant(words[:length])
            if others:
                self.meanings += told
                return length, others
        return None

    def _spelled(self, nodes: Sequence[Node]) -> Others:
        """Give how many of one or two nodes are also written together, or apart, and how."""
        words = [node.text for node in takewhile(_plain, nodes) if isinstance(node, Word)]
        joined = "".join(terms("".join(words), exact=True))
        if len(words) > 1 and self.state.has("exact", joined):
            return self._so_spelled(words, joined)
        apart = self.state.remembered("apart", words[0], lambda: self._apart(words[0])) if words else None
        return self._so_spelled(words[:1], apart) if apart else (0, ())

    def _so_spelled(self, words: Sequence[str], text: str) -> Others:
        self.meanings.append(Meaning(" ".join(words), None, (text,)))
        return len(words), (Phrase(text),)

    def _apart(self, word: str) -> str | None:
        """Give a rare word as two that stand side by side somewhere; of several ways the most frequent."""
        written = terms(word, exact=True)
        if len(written) > 1 or self.state.postings("exact", written[0]).documents.size > MANY:
            return None
        cuts = range(FEWEST_OF_PART, len(written[0]) - FEWEST_OF_PART + 1)
        pairs = [(written[0][:cut], written[0][cut:]) for cut in cuts]
        texts = [" ".join(pair) for pair in pairs if all(self.state.has("exact", part) for part in pair)]
        found = {text: count(self.state, Phrase(text)) for text in texts}
        return max((text for text in texts if found[text]), key=found.__getitem__, default=None)

    def _meant(self, words: Sequence[str]) -> Found:
        text = " ".join(words)
        if not terms(text) or (len(words) == 1 and len(text) < FEWEST_LETTERS):
            return NOTHING
        return self.state.remembered("names", text, lambda: self._look_up(text))

    def _look_up(self, text: str) -> Found:
        """Give what a name stands for besides itself, and for which records."""
        called = [self.state.about(number) for number in self._namesakes(text)]
        made = [(self._others(about, same_name(text)), about) for about in called]
        others = dict.fromkeys(node for nodes, _about in made for node in nodes)
        return tuple(others), tuple(_meaning(text, nodes, about) for nodes, about in made if nodes)

    def _namesakes(self, text: str) -> list[int]:
        """Give the documents called so, or nearly so, if they are few. A common word, or one in another form, names only topics."""
        topics = self.state.mask("kind", ("topic",))
        common = " " not in text and self._common(text)
        for field, name in (("called", same_name(text)), ("alike", same_stems(text))):
            documents = self.state.postings(field, name).documents
            wanted = self.state.alive & topics if common or (field == "alike" and " " not in text) else self.state.alive
            found = documents[wanted[documents]].tolist()
            if found:
                return found if len(found) <= MOST_NAMESAKES else []
        return []

    def _others(self, about: Mapping[str, Any], typed: str) -> tuple[Node, ...]:
        """Give what a record is called besides what was typed; of a topic also what is about it."""
        names = {same: name for name in reversed(about["names"]) if (same := same_name(name)) not in ("", typed)}
        nodes = [node for name in reversed(names.values()) if (node := self._named(name))]
        topic = [Value("topic", about["slug"])] if "topic" in about["facets"].get("kind", ()) else []
        return (*nodes[:MOST_NAMES], *topic)

    def _named(self, name: str) -> Phrase | None:
        common = len(terms(name, exact=True)) == 1 and self._common(name)
        return None if common or not terms(name) else Phrase(name, loose=True)

    def _common(self, word: str) -> bool:
        """Tell whether a word stands in many records."""
        found = self.state.postings("exact", terms(word, exact=True)[-1]).documents
        return found.size > max(MANY, MANY_SHARE * self.state.count)


def _plain(node: Node) -> bool:
    return isinstance(node, Word) and not (node.field or node.prefix or node.near)


def _meaning(text: str, nodes: Sequence[Node], about: Mapping[str, Any]) -> Meaning:
    names = tuple(node.text for node in nodes if isinstance(node, Phrase))
    return Meaning(text, about["id"], names, next((node.value for node in nodes if isinstance(node, Value)), None))
