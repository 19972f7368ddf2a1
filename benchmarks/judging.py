"""How good the first ten records are: the measures, questions for a known record, and the set judged by hand."""

from __future__ import annotations

import math
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from kb.models import Organisation, Participation, Project, Record
from kb.search.engine import Entry
from kb.search.text import fold

JUDGED = Path(__file__).with_name("judged.yaml")
TEN = 10
# A success is a record that answers at least a good part of the question; lower grades count in nDCG alone.
GOOD, BEST = 2, 3
PER_CLASS, SEED = 50, 2026
FEWEST, MOST, TOPIC_WORDS = 3, 5, 2
LONGEST_ACRONYM = 12
TITLED, SHORT_NAMED, NAMED = ("project", "document", "event"), ("project", "organisation"), ("project", "organisation", "person")
CONTENT, LONG_WORD = re.compile(r"\b[^\W\d_]{4,}\b"), re.compile(r"[^\W\d_]{6,}")
# What was typed and what the record it is after is called: the right ones are all that are called so.
Pair = tuple[str, int]
Top = Callable[[str], Sequence[int]]


@dataclass(frozen=True)
class Asked:
    """A question as typed, the class or group it belongs to, and the grades (1 to 3) of the right records by number."""

    typed: str
    group: str
    right: Mapping[int, int]


@dataclass(frozen=True)
class Figures:
    """Means over questions, each from 0 to 1: a good record first, a good one among ten, MRR and nDCG of the first ten."""

    first: float
    ten: float
    mrr: float
    ndcg: float


def figures(some: Sequence[Asked], top: Top) -> Figures:
    """Ask all questions and give the means; ``top`` gives the numbers of the first ten records."""
    each = [_measured(one.right, top(one.typed)[:TEN]) for one in some]
    return Figures(*(fmean(values) for values in zip(*each, strict=True)))


def _measured(right: Mapping[int, int], found: Sequence[int]) -> tuple[float, float, float, float]:
    grades = [right.get(number, 0) for number in found]
    place = next((place for place, grade in enumerate(grades, 1) if grade >= GOOD), 0)
    best = _gain(sorted(right.values(), reverse=True)[:TEN])
    return float(place == 1), float(place > 0), 1 / place if place else 0.0, _gain(grades) / best


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def judged(session: Session) -> list[Asked]:
    """Give the questions judged by hand; raise ``KeyError`` for a record that is not in the store."""
    query = select(Record.kind, Record.slug, Record.id).where(Record.state == "public")
    numbers = {f"{kind}/{slug}": number for kind, slug, number in session.execute(query)}
    groups = yaml.safe_load(JUDGED.read_text(encoding="utf-8"))
    return [
        Asked(one["ask"], group, {numbers[name]: grade for name, grade in one["right"].items()})
        for group, some in groups.items()
        for one in some
    ]


def known_items(session: Session, entries: Iterable[Entry]) -> list[Asked]:
    """Make up to 200 questions that each look for a known record, the same each time for the same records."""
    chance = random.Random(SEED)
    called = [(entry.facets["kind"][0], name, entry.id) for entry in entries for name in entry.called]
    projects = sorted((title or "", number) for title, number in session.execute(select(Project.title, Project.id)))
    classes = {
        "title words": _chosen(chance, _titles(chance, [*projects, *_of(called, TITLED)])),
        "acronym": _chosen(chance, [pair for pair in _of(called, SHORT_NAMED) if _is_acronym(pair[0])]),
        "typing error": _chosen(chance, _misspelt(chance, _of(called, NAMED))),
        "partner and topic": _chosen(chance, _partners(chance, session)),
    }
    return [Asked(typed, group, dict.fromkeys(right, BEST)) for group, some in classes.items() for typed, right in some]


def _of(called: Iterable[tuple[str, str, int]], kinds: Sequence[str]) -> list[Pair]:
    return sorted({(name, number) for kind, name, number in called if kind in kinds})


def _chosen(chance: random.Random, some: Iterable[Pair]) -> list[tuple[str, list[int]]]:
    """Choose questions of a class; those typed alike are one question, right with any of their records."""
    found: dict[str, tuple[str, list[int]]] = {}
    for typed, number in some:
        found.setdefault(fold(typed), (typed, []))[1].append(number)
    return chance.sample(list(found.values()), min(PER_CLASS, len(found)))


def _is_acronym(name: str) -> bool:
    return len(name) <= LONGEST_ACRONYM and " " not in name and sum(letter.isupper() for letter in name) > 1


def _titles(chance: random.Random, titles: Iterable[Pair]) -> Iterator[Pair]:
    """Take three to five words of each title in their order; whatever is titled alike is asked for alike."""
    numbers = defaultdict(list)
    for title, number in titles:
        numbers[title].append(number)
    for title, alike in numbers.items():
        words = list(dict.fromkeys(CONTENT.findall(title)))
        if len(words) >= FEWEST:
            kept = sorted(chance.sample(range(len(words)), min(chance.randint(FEWEST, MOST), len(words))))
            yield from ((" ".join(words[place] for place in kept), number) for number in alike)


def _misspelt(chance: random.Random, names: Iterable[Pair]) -> Iterator[Pair]:
    """Put one typing error into the longest word of each name: a letter dropped, doubled, wrong, or swapped with the next."""
    for name, number in names:
        word = max(LONG_WORD.findall(name), key=len, default="")
        if word:
            place = chance.randrange(1, len(word) - 1)
            before, letter, after = word[:place], word[place], word[place + 1 :]
            ends = [after, letter * 2 + after, ("x" if letter != "x" else "y") + after, after[0] + letter + after[1:]]
            yield name.replace(word, chance.choice([before + end for end in ends if before + end != word])), number


def _partners(chance: random.Random, session: Session) -> Iterator[Pair]:
    """Name a partner of each project and two words of the project's title."""
    partner, project = aliased(Organisation, flat=True), aliased(Project, flat=True)
    query = select(project.title, partner.label, partner.short_name, project.id).where(project.title.is_not(None))
    joined = query.join(Participation, Participation.project_id == project.id).join(partner, Participation.organisation_id == partner.id)
    for title, label, short, number in sorted(session.execute(joined), key=str):
        words = sorted(set(CONTENT.findall(title or "")))
        if len(words) >= TOPIC_WORDS:
            yield " ".join([short or label, *chance.sample(words, TOPIC_WORDS)]), number
