from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from kb import copies
from kb.words import Word, words_of

COPIED = (
    "The institute recommends a common training course of five days for every harbour police unit, "
    "paid for by the ministries of the interior and open to customs."
)
FIRST = f"An opening that nobody else has, written at the quay by our own reporter. {COPIED} An ending of its own stands here."
SECOND = f"{COPIED} What follows was written somewhere else by somebody who never saw the other text."
vocabulary = st.sampled_from(["anchor", "berth", "crane", "dock", "engine", "ferry", "gull", "harbour", "island", "jetty"])


def words(text: str) -> list[Word]:
    return words_of(text)


def numbered(start: int, count: int) -> str:
    return " ".join(f"word{number}" for number in range(start, start + count))


def test_a_copied_block_is_found_where_it_stands_in_each_text() -> None:
    found = copies.compare(words(FIRST), words(SECOND)).blocks
    assert len(found) == 1
    assert FIRST[found[0].start_a : found[0].end_a] == COPIED.rstrip(".")
    assert SECOND[found[0].start_b : found[0].end_b] == COPIED.rstrip(".")
    assert found[0].words == len(COPIED.split())


def test_case_accents_and_punctuation_make_no_difference() -> None:
    written = "Η υπηρεσία συνιστά σε κάθε λιμάνι να κρατά σε χαρτί τον κατάλογο"
    told = "Η ΥΠΗΡΕΣΙΑ ΣΥΝΙΣΤΑ: ΣΕ ΚΑΘΕ ΛΙΜΑΝΙ ΝΑ ΚΡΑΤΑ ΣΕ ΧΑΡΤΙ ΤΟΝ ΚΑΤΑΛΟΓΟ"
    assert copies.compare(words(written), words(told)).words == len(written.split())


def test_letters_written_in_two_signs_are_one_word() -> None:
    assert [word.folded for word in words("cafe\u0301 s")] == ["cafe", "s"]


def test_a_small_edit_does_not_cut_a_block_in_two() -> None:
    edited = COPIED.replace("training course", "course of lessons")
    found = copies.compare(words(COPIED), words(edited)).blocks
    assert len(found) == 1
    assert found[0].words == len(COPIED.split()) - 2


def test_a_long_insertion_makes_two_blocks() -> None:
    first, second = numbered(0, 30), numbered(100, 30)
    found = copies.compare(words(f"{first} {second}"), words(f"{first} {numbered(500, 20)} {second}")).blocks
    assert [block.words for block in found] == [30, 30]


def test_blocks_in_another_order_are_found_too() -> None:
    one, other = numbered(0, 25), numbered(100, 25)
    found = copies.compare(words(f"{one} {other}"), words(f"{other} {one}"))
    assert [block.words for block in found.blocks] == [25, 25]
    assert (found.part_a, found.part_b) == (1.0, 1.0)


def test_fewer_words_than_tell_anything_are_no_block() -> None:
    name = "the Kelvara workshop on hidden markets"
    assert copies.compare(words(f"Yesterday {name} opened"), words(f"Nobody saw {name} end")).blocks == []


def test_a_single_quoted_sentence_does_not_make_a_copy() -> None:
    quoted = "most harbour police units have never seen how a hidden market works from the inside"
    found = copies.compare(words(f"{numbered(0, 80)} {quoted}"), words(f"{quoted} {numbered(200, 80)}"))
    assert found.longest == len(quoted.split())
    assert not found.copied


def test_a_block_in_a_much_longer_text_makes_a_copy() -> None:
    found = copies.compare(words(f"{numbered(0, 2000)} {COPIED} {numbered(3000, 2000)}"), words(SECOND))
    assert found.copied
    assert found.part_a < 0.01
    assert found.part_b > 0.5


def test_many_short_blocks_make_a_copy_where_they_are_much_of_a_text() -> None:
    blocks = [numbered(100 * number, 12) for number in range(3)]
    own = [numbered(9000 + 100 * number, 8) for number in range(3)]
    found = copies.compare(words(" ".join(blocks)), words(" ".join(part for pair in zip(blocks, own, strict=True) for part in pair)))
    assert (found.longest, found.words) == (12, 36)
    assert found.copied


def test_texts_without_words_share_nothing() -> None:
    found = copies.compare(words(""), words("… !"))
    assert (found.blocks, found.longest, found.part_a, found.copied) == ([], 0, 0.0, False)


def test_what_is_left_out_is_not_compared() -> None:
    menu = numbered(0, 30)
    left_out = words_of(f"{menu} {FIRST}", [(0, len(menu))])
    assert copies.compare(left_out, words(f"{menu} {numbered(500, 30)}")).blocks == []


def test_a_text_that_repeats_itself_is_compared_with_the_longest_place() -> None:
    phrase = numbered(0, 6)
    longer = f"{phrase} {numbered(50, 20)}"
    found = copies.compare(words(f"{phrase} break {phrase} pause {longer}"), words(longer))
    assert found.longest == 26


@given(st.lists(vocabulary, max_size=60), st.lists(vocabulary, max_size=60))
def test_every_block_has_at_least_so_many_words_that_stand_in_both(first: list[str], second: list[str]) -> None:
    one, other = " ".join(first), " ".join(second)
    for block in copies.compare(words(one), words(other)).blocks:
        in_one, in_other = one[block.start_a : block.end_a].split(), other[block.start_b : block.end_b].split()
        assert copies.LEAST <= block.words <= min(len(in_one), len(in_other))


@given(st.lists(vocabulary, max_size=40), st.lists(vocabulary, min_size=8, max_size=30), st.lists(vocabulary, max_size=40))
def test_eight_shared_words_in_a_row_are_always_seen_by_fingerprints(before: list[str], shared: list[str], after: list[str]) -> None:
    one, other = " ".join([*before, *shared]), " ".join([*shared, *after])
    assert copies.fingerprints(words(one)) & copies.fingerprints(words(other))


def test_a_text_that_is_too_short_has_no_fingerprint() -> None:
    assert copies.fingerprints(words("only four words here")) == frozenset()
    assert len(copies.fingerprints(words("just five words stand here"))) == 1


def collection(count: int, every: int) -> dict[int, frozenset[int]]:
    """Make texts by chance, some of which hold the same block."""
    chance = random.Random(7)  # noqa: S311 - texts, not secrets
    known = [f"w{number}" for number in range(4000)]
    found = {}
    for number in range(count):
        own = " ".join(chance.choices(known, k=120))
        found[number] = copies.fingerprints(words(f"{own} {COPIED}" if number % every == 0 else own))
    return found


def test_among_two_thousand_texts_the_copies_are_found_and_no_others() -> None:
    found = copies.groups(copies.candidates(collection(2000, every=20)))
    assert [sorted(group) for group in found] == [list(range(0, 2000, 20))]


def test_candidates_grow_with_the_copies_and_not_with_their_pairs() -> None:
    assert len(copies.candidates(collection(2000, every=20))) < 300


def test_one_text_is_compared_with_every_other_that_may_share_with_it() -> None:
    texts = collection(400, every=10)
    assert [other for _one, other in copies.sharing(0, texts)] == list(range(10, 400, 10))
    assert copies.sharing(1, texts) == []
    assert copies.sharing(999, texts) == []


def test_pairs_that_are_connected_make_one_group() -> None:
    assert copies.groups([("a", "b"), ("c", "d"), ("b", "c"), ("x", "y")]) == [["a", "b", "c", "d"], ["x", "y"]]
