"""The questions that searches are measured with, by class: chosen from the words of the records, the same each time."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence

from fts5 import Question

from kb.search.engine import Entry

PER_CLASS = 40
SAMPLE, SEED = 4000, 2026
# A typing error is made in words that stay recognisable with it.
LONG = 8
RARE, MIDDLE = (3, 6), (40, 400)


def questions(entries: Sequence[Entry]) -> dict[str, list[Question]]:
    """Choose the questions from the words of the records, the same each time."""
    chance = random.Random(SEED)
    texts = [" ".join(entry.texts.values()).casefold() for entry in entries]
    found = Counter(word for text in texts for word in set(re.findall(r"\b[a-z]{5,12}\b", text)))
    frequent = [word for word, _number in found.most_common(60)]
    rare, middle = (sorted(w for w, n in found.items() if low <= n <= high) for low, high in (RARE, MIDDLE))
    sample = [text for text in chance.sample(texts, min(SAMPLE, len(texts))) if len(text) > SAMPLE // 20]
    pairs = [
        tuple(words[:2])
        for text in sample
        if len(words := re.findall(r"\b[a-z]{5,12}\b(?= [a-z]{5,12}\b)|(?<=[a-z] )[a-z]{5,12}\b", text)) > 1
    ]
    phrases = [pair for pair in pairs if any(" ".join(pair) in text for text in sample)]

    def some(words: Sequence[str], number: int = 1) -> list[tuple[str, ...]]:
        return [tuple(chance.sample(words, number)) for _ in range(PER_CLASS)]

    mixed = [*frequent, *chance.sample(middle, 200)]
    together, apart = threes(chance, mixed, texts)
    return {
        "rare word": [Question(words) for words in some(rare)],
        "frequent word": [Question(words) for words in some(frequent)],
        "three words, all": [Question(words) for words in together],
        "three words that no record has all": [Question(words) for words in apart],
        "three words, any": [Question(words, "any") for words in some(mixed, 3)],
        "phrase": [Question(words, "phrase") for words in chance.sample(phrases, min(PER_CLASS, len(phrases)))],
        "prefix of four": [Question((word[:4],), "prefix") for (word,) in some(middle)],
        "one typo": [Question((mistyped(word),), "typo") for (word,) in some([word for word in middle if len(word) >= LONG])],
        "frequent word in one country": [Question(words, filter=("country", "NO")) for words in some(frequent)],
    }


def threes(chance: random.Random, words: Sequence[str], texts: Sequence[str]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Choose sets of three words that some record has all, and sets that none has.

    They are asked apart: where nothing has all the words, ours looks for records with most of them, and the others stop.
    """
    wanted = set(words)
    held: dict[str, set[int]] = {word: set() for word in words}
    for number, text in enumerate(texts):
        for word in wanted.intersection(re.findall(r"\b[a-z]{5,12}\b", text)):
            held[word].add(number)
    together: list[tuple[str, ...]] = []
    apart: list[tuple[str, ...]] = []
    while len(together) < PER_CLASS or len(apart) < PER_CLASS:
        three = tuple(chance.sample(words, 3))
        (together if set.intersection(*(held[word] for word in three)) else apart).append(three)
    return together[:PER_CLASS], apart[:PER_CLASS]


def mistyped(word: str) -> str:
    """Swap a letter in the middle for another."""
    place = len(word) // 2
    return word[:place] + ("x" if word[place] != "x" else "y") + word[place + 1 :]
