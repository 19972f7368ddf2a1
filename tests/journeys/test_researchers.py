from __future__ import annotations

import pytest

from tests.client import places, slugs
from tests.journeys.conftest import Desk

GAPS = "/search?q=police+knowledge+dark+web&kind=statement"


def test_gaps_in_police_knowledge_of_the_dark_web_are_found_first(desk: Desk) -> None:
    found = desk.ask(GAPS, "search", "police", "knowledge", "dark", "web", "-f", "kind=statement")
    assert slugs(found["hits"])[:2] == ["f-inhouse-knowledge", "f-experiment-collab"]
    assert "The police unit does not have enough of the needed knowledge" in desk.read(GAPS)


@pytest.mark.parametrize("words", ["lack of knowledge police", "police knowledge gaps", "knowledge police unit"])
def test_gaps_in_police_knowledge_are_found_in_other_words_too(desk: Desk, words: str) -> None:
    found = desk.ask(f"/search?q={words.replace(' ', '+')}&kind=statement", "search", words, "-f", "kind=statement")
    assert slugs(found["hits"])[0] == "f-inhouse-knowledge"


def test_who_said_that_knowledge_is_lacking_stands_with_the_place_where_it_is_said(desk: Desk) -> None:
    found = desk.ask("/statements/f-inhouse-knowledge", "show", "statements/f-inhouse-knowledge")
    voices = found["links"]["voicings"]["rows"]
    assert {(row["person"]["slug"], row["organisation"]["slug"]) for row in voices} == {("van-oss-jaap", "nhtcu")}
    assert [(row["document"]["slug"], row["locator"]) for row in voices] == [
        ("seed-tno", "paragraph 7"),
        ("m4s-ws-darkweb-after", "line 7"),
    ]
    assert places(found) == {("seed-tno", "paragraph 7")}
    assert found["evidence"][0]["mode"] == "quotation"
    text = desk.read("/statements/f-inhouse-knowledge")
    assert "Jaap van Oss" in text
    assert "paragraph 7 quotation" in text


VARIANTS = ("cryptocurrency", "crypto-currency", "cryptocurrencies", "crypto-currencies", "Cryptocurrency", "criptocurrency")


@pytest.mark.parametrize("word", VARIANTS)
def test_every_way_to_write_cryptocurrency_finds_the_same(desk: Desk, word: str) -> None:
    plain = desk.ask("/search?q=cryptocurrency&size=200")
    found = desk.ask(f"/search?q={word}&size=200", "search", word, "--size", "200")
    assert plain["total"] == len(plain["hits"]) > 20
    assert sorted(slugs(found["hits"])) == sorted(slugs(plain["hits"]))
    assert {"cryptocurrencies", "f-regulate-crypto", "crypto-regulation"} <= set(slugs(found["hits"]))


def test_a_typing_error_is_put_right_and_the_answer_says_so(desk: Desk) -> None:
    assert "howing results for cryptocurrency instead of" in desk.read("/search?q=criptocurrency")
    assert "howing results for cryptocurrency instead of" in desk.told("search", "criptocurrency")


def test_every_hit_names_the_places_it_rests_on(desk: Desk) -> None:
    found = desk.ask("/search?q=bitcoin&kind=statement", "search", "bitcoin", "-f", "kind=statement")
    rests = {hit["slug"]: places(hit) for hit in found["hits"]}
    assert rests["f-common-bitcoin-db"] == {("seed-tno", "paragraph 5")}
    assert all(rests.values())
    assert "paragraph 5" in desk.read("/search?q=bitcoin&kind=statement")


@pytest.mark.parametrize(("words", "first"), [("bitcoin", "bitcoin"), ("Bitcoins", "bitcoin"), ("bitcoyn", "bitcoin")])
def test_bitcoin_is_found_however_it_is_written(desk: Desk, words: str, first: str) -> None:
    found = desk.ask(f"/search?q={words}&size=200", "search", words, "--size", "200")
    assert slugs(found["hits"])[0] == first
    assert {"f-common-bitcoin-db", "f-altcoins"} <= set(slugs(found["hits"]))


def test_bitcoin_blockchain_and_cryptocurrency_together_find_what_each_finds(desk: Desk) -> None:
    words = ("bitcoin", "blockchain", "cryptocurrency")
    each = [set(slugs(desk.ask(f"/search?q={word}&size=200")["hits"])) for word in words]
    every = desk.ask("/search?q=bitcoin+OR+blockchain+OR+cryptocurrency&size=200", "search", " OR ".join(words), "--size", "200")
    assert set(slugs(every["hits"])) == set.union(*each)
    assert every["total"] == len(every["hits"])


def test_a_statement_told_in_two_documents_of_one_text_has_one_origin(desk: Desk) -> None:
    found = desk.ask("/statements/f-no-global-strategy", "show", "statements/f-no-global-strategy")
    assert {document for document, _ in places(found)} == {"seed-tno", "seed-kemea"}
    assert places(found) == {("seed-tno", "paragraph 5"), ("seed-kemea", "paragraph 6")}
    support = found["support"]
    assert (support["documents"], support["origins_at_least"], support["origins_at_most"], support["voices"]) == (2, 1, 1, 1)
    words = "2 documents, 1 independent origin, 1 named voice"
    assert words in desk.read("/statements/f-no-global-strategy")
    assert words in desk.told("show", "statements/f-no-global-strategy")


def test_the_statement_on_a_global_strategy_is_found_in_the_readers_words(desk: Desk) -> None:
    found = desk.ask(
        "/search?q=global+strategy+hard+to+reach&kind=statement", "search", "global strategy hard to reach", "-f", "kind=statement"
    )
    assert slugs(found["hits"])[0] == "f-no-global-strategy"


def test_two_documents_of_one_origin_count_once(desk: Desk) -> None:
    for document in ("seed-tno", "m4s-ws-darkweb-after"):
        values = desk.ask(f"/documents/{document}", "show", f"documents/{document}")["values"]
        assert values["origin_group"] == "tno-darkweb-report"


def test_two_sizes_of_the_workshop_stand_side_by_side_each_with_its_source(desk: Desk) -> None:
    address = "/disagreements?record=event/ws-darkweb-2017"
    rows = [row for row in desk.ask(address, "disagreements", "event/ws-darkweb-2017")["rows"] if row["field"] == "Attendance"]
    assert [(row["value"], row["preferred"]) for row in rows] == [("70", "yes"), ("65", "no")]
    assert places(rows[0]) == {("seed-tno", "paragraph 2"), ("seed-kemea", "paragraph 3")}
    assert places(rows[1]) == {("m4s-blog19", "line 6")}
    assert "The project's own follow-up post." in desk.read(address)


def test_a_narrower_statement_names_the_one_it_narrows_and_the_reason(desk: Desk) -> None:
    found = desk.ask("/statements/f-intl-cooperation", "show", "statements/f-intl-cooperation")
    narrowed = found["links"]["relations"]["rows"][0]
    assert (narrowed["relation"], narrowed["other"]["slug"]) == ("is narrower than", "f-countries-together")
    assert "One speaks of crime on the Dark Web, the other of all cybercrime." in desk.read("/statements/f-intl-cooperation")


def test_a_topic_gathers_its_findings_from_every_project(desk: Desk) -> None:
    found = desk.ask(
        "/search?topic=online-space&type=finding&size=200", "search", "-f", "topic=online-space", "-f", "type=finding", "--size", "200"
    )
    counts = {value["value"]: value["count"] for value in found["facets"]["project"]["values"]}
    assert {"media4sec", "titanium"} <= counts.keys()
    assert found["total"] == len(found["hits"])


def test_a_question_without_an_answer_says_so(desk: Desk) -> None:
    address = "/search?q=xylophone&kind=statement"
    assert desk.ask(address, "search", "xylophone", "-f", "kind=statement")["total"] == 0
    assert "Nothing is on record for this." in desk.read(address)
