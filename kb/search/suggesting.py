"""Other searches for words that may be mistyped: each with its address and how much it finds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kb.search.addresses import address
from kb.search.engine import Engine, Result
from kb.search.request import Also, And, Most, Node, Or, Request, Word, parse

Json = dict[str, Any]
# A search that finds no more than this may be mistyped though all its words are known.
FEW = 3
MOST = 4


def suggestions(engine: Engine, request: Request, result: Result) -> list[Json]:
    """Give the searches that may be meant instead: ``words``, ``url``, ``total``, what each ``replaces``, and whether its hits are ``shown``.

    Hits are shown for words that occur nowhere and were put right; each word that was taken for one is a search of its own.
    Where a search finds next to nothing, frequent words that are spelled like rare ones of it make others.
    """
    typed, understood = _words(request.tree), set(_words(result.understood.tree))
    shown = [word for word in typed if word not in understood]
    doubtful = typed if result.total <= FEW or _is_loose(request, result) else shown
    found = {word: engine.spellings(word) for word in doubtful}
    made = [_suggestion(engine, request, chosen, shown) for chosen in _choices({word: near for word, near in found.items() if near})]
    return [one for one in made if one["total"] and (one["shown"] or one["total"] > result.total or _is_loose(request, result))]


def _words(tree: Node | None) -> list[str]:
    """List the whole words that were asked for, each once."""
    match tree:
        case And(inner) | Or(inner) | Most(inner):
            return list(dict.fromkeys(word for node in inner for word in _words(node)))
        case Also(inner):
            return _words(inner)
        case Word(text=text, prefix=False, near=False):
            return [text]
    return []


def _is_loose(request: Request, result: Result) -> bool:
    """Tell whether no record has all the words, so that those with some of them are shown."""
    asked, answered = request.tree, result.understood.tree
    return isinstance(asked, And) and not (isinstance(answered, And) and len(answered.inner) == len(asked.inner))


def _choices(found: Mapping[str, tuple[str, ...]]) -> list[dict[str, str]]:
    """Replace every word by the likeliest, and then each one by the next ones in turn."""
    likeliest = {word: near[0] for word, near in found.items()}
    choices: list[dict[str, str]] = []
    for word, near in found.items():
        choices += [choice for other in near if (choice := {**likeliest, word: other}) not in choices]
    return choices[:MOST]


def _suggestion(engine: Engine, request: Request, chosen: Mapping[str, str], shown: list[str]) -> Json:
    words = request.words
    for typed, instead in chosen.items():
        words = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", instead, words)
    total = engine.count(replace(request, words=words, tree=parse(words)[0]))
    told = {"words": words, "url": address("/search", words, request.filters, widened=request.widened), "total": total}
    return {**told, "replaces": dict(chosen), "shown": all(word in shown for word in chosen)}
