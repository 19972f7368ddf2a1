"""Why a record was found and why nothing was, in plain words, for pages, commands and programs alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from kb.queries.find import get, named
from kb.search.addresses import address
from kb.search.choices import bare, condition, in_words
from kb.search.engine import Clause, Engine, Explanation, Match
from kb.search.find import labelled, pointer
from kb.search.request import FACETS, Also, And, Most, Node, Not, Or, Phrase, Request, Value, Word, Years
from kb.told import Joined, Told, decimals, told_each, told_many

Json = dict[str, Any]
FIELD_WORDS: Mapping[str, str] = told_each(
    {
        "label": "the name",
        "names": "its other names and identifiers",
        "summary": "the summary",
        "text": "the rest of the record",
    }
)


def why(session: Session, engine: Engine, request: Request, record: str) -> Json:
    """Tell why a search finds a record, named as in its address; the shares of ``matches`` add up to ``score``.

    Raises :class:`BadRequest` or :class:`NotFound` for a record that there is not.
    """
    snapshot = get(session, *named(record))
    found = engine.explain(request, snapshot.id)
    return {
        "query": request.words,
        "record": pointer(snapshot),
        "found": found.found,
        "score": round(found.score, 4),
        "matches": [_match(match, found.score) for match in found.matches],
        "missing": [typed(node) for node in found.missing],
        "choices": _choices(session, found),
        "notes": list(found.understood.notes),
    }


def why_not(session: Session, engine: Engine, request: Request) -> Json:
    """Tell how many records meet each condition of a search, and which searches without one of them find something.

    ``nearest`` is the condition without which most is found, ``None`` where nothing is found without any one.
    """
    found = engine.diagnose(request)
    values = labelled(session, {name: [bare(value) for value in chosen] for name, chosen in request.filters.items()})
    clauses = [_clause(request, clause, values, [one for one in found.clauses if one is not clause]) for clause in found.clauses]
    works = [clause for clause in clauses if clause["without"] and len(clauses) > 1]
    nearest = max(works, key=lambda clause: int(clause["without"]), default=None)
    return {"query": request.words, "total": found.total, "conditions": clauses, "any_of": found.any_of, "nearest": nearest}


def whole(session: Session, engine: Engine, request: Request, found: Json) -> Json:
    """Explain the answer of a search: ``why`` of each hit, and ``why_not`` where no record meets all of it."""
    lacking = why_not(session, engine, request)
    hits = [why(session, engine, request, hit["url"]) for hit in found["hits"]]
    return {"why": hits, "why_not": None if lacking["total"] else lacking}


def told(found: Json) -> list[str]:
    """Tell what :func:`whole` gives, line by line."""
    lines = [""]
    for one in found["why"]:
        lines += [f"Why {one['record']['label']}:", *(f"  {match['words']}" for match in one["matches"])]
        lines += [f"  not in it: {', '.join(one['missing'])}"] if one["missing"] else []
    lacking = found["why_not"]
    return lines + (["No record meets all of this:", *(f"  {one['words']}" for one in lacking["conditions"])] if lacking else [])


def typed(node: Node) -> str:
    """Write a part of a request as a person would type it.

    >>> typed(And((Word("crypto", "label", prefix=True), Not(Or((Phrase("dark web"), Value("topic", "tor")))))))
    'label:crypto* -("dark web" OR topic:tor)'
    """
    match node:
        case Not(inner):
            return f"-{bracketed(inner)}"
        case Also(inner):
            return typed(inner)
        case And(nodes) | Or(nodes) | Most(nodes):
            return (" " if isinstance(node, And) else " OR ").join(bracketed(one) for one in nodes)
        case _:
            return _leaf(node)


def _leaf(node: Word | Phrase | Value | Years) -> str:
    match node:
        case Word(text, field):
            # What counts as a word is written so that it does not join others.
            plain = text.lower() if text in ("AND", "OR", "NOT") else text
            return _in(field, plain + "*" * node.prefix + "~" * node.near)
        case Phrase(text, field):
            return _in(field, f'"{text}"')
        case Value(facet, value):
            return _in(facet, f'"{value}"' if set(value) & set(' ()"') else value)
        case Years(first, last):
            return f"year:{first or ''}..{last or ''}"


def _in(field: str | None, text: str) -> str:
    return f"{field}:{text}" if field else text


def bracketed(node: Node) -> str:
    """Write a part of a request so that it may stand beside others."""
    return f"({typed(node)})" if isinstance(node, And | Or | Most) else typed(node)


def _match(match: Match, score: float) -> Json:
    asked = typed(match.node) if match.node else ""
    told = {"asked": asked, "fields": list(match.fields), "forms": list(match.forms), "term": match.term}
    return {**told, "share": round(match.share, 4), "words": _scored(match, score)}


def _scored(match: Match, score: float) -> str:
    return Told("%(why)s: %(part)s of %(all)s", why=_sentence(match), part=decimals(match.share), all=decimals(score))


def _sentence(match: Match) -> str:
    if match.named:
        return Told("it is called just what was typed")
    if match.node is None:
        return Told("no words were asked for, so every record counts alike")
    told = _standing(match, match.node)
    return Told("for %(words)s, which is the same: %(told)s", words=_quoted(typed(match.meant)), told=told) if match.meant else told


def _standing(match: Match, node: Node) -> str:
    asked = _quoted(typed(node))
    if match.term:
        return Told("%(words)s stands in %(where)s as %(forms)s", words=asked, where=_listed(match), forms=_forms(match))
    if isinstance(node, Phrase):
        return Told("%(words)s stands word for word in %(where)s", words=asked, where=_listed(match))
    return Told("%(words)s holds for it", words=asked)


def _quoted(text: str) -> str:
    return text if '"' in text else Told('"%(words)s"', words=text)


def _listed(match: Match) -> str:
    return _and([FIELD_WORDS[name] for name in match.fields]) or Told("it")


def _and(texts: list[str]) -> str:
    if not texts[1:]:
        return texts[0] if texts else ""
    return Told("%(words)s and %(last)s", words=Joined(", ", texts[:-1]), last=texts[-1])


def _forms(match: Match) -> str:
    if match.forms == (match.term,):
        return f'"{match.term}"'
    forms = _and([f'"{form}"' for form in match.forms])
    if not forms:
        return Told('a word with the stem "%(stem)s"', stem=match.term)
    return Told('%(forms)s (stem "%(stem)s")', forms=forms, stem=match.term)


def _choices(session: Session, found: Explanation) -> list[Json]:
    values: dict[str, list[str]] = {}
    for facet, value in found.choices:
        values.setdefault(facet, []).append(bare(value))
    words = labelled(session, values)
    return [
        {"facet": facet, "value": value, "label": _chosen(facet, in_words(facet, value, words[facet])), "has": has}
        for (facet, value), has in found.choices.items()
    ]


def _clause(request: Request, clause: Clause, values: Mapping[str, Mapping[str, str]], others: list[Clause]) -> Json:
    """Tell a condition with its counts, and the address of the search without it."""
    words = " ".join(bracketed(other.node) for other in others if other.node)
    filters = {name: chosen for name, chosen in request.filters.items() if name != clause.facet}
    told = {
        "condition": _named(request, clause, values),
        "facet": clause.facet,
        "alone": clause.alone,
        "without": clause.without,
        "url": address("/search", words, filters, widened=request.widened),
        "instead": typed(clause.instead) if clause.instead else None,
        "nearest": clause.nearest,
    }
    return {**told, "words": _counted(told)}


def _named(request: Request, clause: Clause, values: Mapping[str, Mapping[str, str]]) -> str:
    if clause.node:
        return typed(clause.node)
    facet = clause.facet or ""
    return _chosen(facet, condition(facet, request.filters[facet], values[facet]))


def _chosen(facet: str, value: str) -> str:
    return Told("%(facet)s: %(value)s", facet=FACETS[facet].label, value=value)


def _counted(told: Json) -> str:
    named = {"condition": _quoted(told["condition"]), "alone": _records(told["alone"]), "without": _records(told["without"])}
    if not told["instead"]:
        return Told("%(condition)s alone finds %(alone)s; without it the search finds %(without)s", **named)
    form = "%(condition)s alone finds %(alone)s; %(instead)s finds %(near)s; without it the search finds %(without)s"
    return Told(form, **named, instead=_quoted(told["instead"]), near=_records(told["nearest"]))


def _records(number: int) -> str:
    return told_many("%(num)s record", "%(num)s records", number) if number else Told("nothing")
