from __future__ import annotations

from pathlib import Path

import pytest

from kb.search.request import FACETS, Most, Word
from kb.search.whoosh import WhooshEngine
from tests.helpers import entry, request

MEDIA, WORKSHOP, SETUBAL, GREEK, TRAINING, ACADEMY, BLOCKCHAIN = range(1, 8)
ENTRIES = [
    entry(
        MEDIA,
        "MEDI@4SEC",
        20160701,
        called=("MEDIA4SEC",),
        facets={"kind": ("project",), "year": ("2016", "2017", "2018")},
        names="MEDIA4SEC",
        summary="How police forces use social media in public security.",
    ),
    entry(
        WORKSHOP,
        "Policing the Dark Web",
        20170926,
        facets={"kind": ("event",), "country": ("NL",), "year": ("2017",), "topic": ("dark-web", "online-space")},
        summary="A workshop on cryptocurrencies and on the markets of the dark web.",
    ),
    entry(SETUBAL, "Setúbal Municipal Police", facets={"kind": ("organisation",), "country": ("PT",)}),
    entry(GREEK, "Μέσα Κοινωνικής Δικτύωσης", 20190101, facets={"kind": ("document",)}, text="Κέντρο Μελετών Ασφάλειας"),
    entry(TRAINING, "Train investigators", 20170926, facets={"kind": ("statement",), "country": ("NL",)}, text="Web police of the dark"),
    entry(ACADEMY, "Academy", facets={"kind": ("organisation",)}, text="Police academy of a crypto-currency town; academies meet."),
    entry(
        BLOCKCHAIN,
        "The academy of blockchain",
        20180101,
        facets={"kind": ("document",)},
        summary="Academy for the academy.",
        text="An academy.",
    ),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """Give an index of the entries above, for reading alone."""
    return built(tmp_path_factory.mktemp("words"))


@pytest.fixture
def own(tmp_path: Path) -> WhooshEngine:
    """Give an index that a test may change."""
    return built(tmp_path / "index")


def built(folder: Path) -> WhooshEngine:
    made = WhooshEngine(folder)
    made.rebuild(ENTRIES, lambda _done: None)
    return made


FINDS: list[tuple[str, set[int]]] = [
    ("", set(range(1, 8))),
    ("police", {MEDIA, SETUBAL, TRAINING, ACADEMY, WORKSHOP}),
    ("POLICE", {MEDIA, SETUBAL, TRAINING, ACADEMY, WORKSHOP}),
    ("cryptocurrency", {WORKSHOP, ACADEMY}),
    ("training investigator", {TRAINING}),
    ("setubal", {SETUBAL}),
    ("SETÚBAL", {SETUBAL}),
    ("δικτυωσης", {GREEK}),
    ("ΜΕΣΑ ΔΙΚΤΎΩΣΗΣ", {GREEK}),
    ("μελετών", {GREEK}),
    ("medi@4sec", {MEDIA}),
    ("medi4sec", {MEDIA}),
    ("4sec", {MEDIA}),
    ("media4sec", {MEDIA}),
    ("crypto currency", {ACADEMY}),
    ("dark web", {WORKSHOP, TRAINING}),
    ("the dark web", {WORKSHOP, TRAINING}),
    ('"dark web"', {WORKSHOP}),
    ('"Dark WEB"', {WORKSHOP}),
    ('"web dark"', set()),
    ('"the dark web"', {WORKSHOP}),
    ('"policing"', {WORKSHOP}),
    ('"cryptocurrency"', {ACADEMY}),
    ('"cryptocurrencies"', {WORKSHOP}),
    ('"crypto-currency town"', {ACADEMY}),
    ('"Setubal municipal"', {SETUBAL}),
    ("polic*", {MEDIA, SETUBAL, TRAINING, ACADEMY, WORKSHOP}),
    ("setú*", {SETUBAL}),
    ("crypto*", {WORKSHOP, ACADEMY}),
    ("zzz*", set()),
    ("-police", {GREEK, BLOCKCHAIN}),
    ("police -dark", {MEDIA, SETUBAL, ACADEMY}),
    ('dark -"dark web"', {TRAINING}),
    ("dark NOT workshop", {TRAINING}),
    ("setubal OR blockchain", {SETUBAL, BLOCKCHAIN}),
    ("police (setubal OR academy)", {SETUBAL, ACADEMY}),
    ("-(police OR blockchain)", {GREEK}),
    ("label:police", {SETUBAL, WORKSHOP}),
    ("summary:police", {MEDIA}),
    ("names:media4sec", {MEDIA}),
    ('summary:"dark web"', {WORKSHOP}),
    ('label:"policing"', {WORKSHOP}),
    ("kind:organisation", {SETUBAL, ACADEMY}),
    ("kind:organisation police -setubal", {ACADEMY}),
    ("-kind:organisation police", {MEDIA, TRAINING, WORKSHOP}),
    ("topic:online-space", {WORKSHOP}),
    ("the", {WORKSHOP, TRAINING, BLOCKCHAIN}),
]


@pytest.mark.parametrize(("words", "wanted"), FINDS)
def test_a_search_finds_these_and_no_others(engine: WhooshEngine, words: str, wanted: set[int]) -> None:
    result = engine.find(request(words))
    assert {number for number, _score in result.hits} == wanted
    assert (result.total, result.understood.notes) == (len(wanted), ())


def test_what_is_called_as_was_typed_stands_first(engine: WhooshEngine) -> None:
    assert engine.find_all(request("academy"))[0] == ACADEMY
    assert engine.find_all(request("media4sec -nothing"))[0] == MEDIA


def test_a_word_in_the_label_weighs_more_than_one_in_the_text(engine: WhooshEngine) -> None:
    found = engine.find_all(request("police"))
    assert found.index(SETUBAL) < found.index(TRAINING)
    assert found.index(SETUBAL) < found.index(MEDIA)


def test_an_answer_tells_the_kinds_of_its_hits(engine: WhooshEngine) -> None:
    found = engine.find(request("police"))
    assert found.kinds == {number: ENTRIES[number - 1].facets["kind"][0] for number, _score in found.hits}
    assert len(set(found.kinds.values())) > 1


def test_scores_fall_along_the_page(engine: WhooshEngine) -> None:
    scores = [score for _number, score in engine.find(request("police")).hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        ("newest", [GREEK, BLOCKCHAIN, WORKSHOP, TRAINING, MEDIA, ACADEMY, SETUBAL]),
        ("oldest", [MEDIA, WORKSHOP, TRAINING, BLOCKCHAIN, GREEK, ACADEMY, SETUBAL]),
        ("label", [ACADEMY, MEDIA, WORKSHOP, SETUBAL, BLOCKCHAIN, TRAINING, GREEK]),
    ],
)
def test_results_stand_in_the_order_asked_for_undated_last_and_equals_by_title(engine: WhooshEngine, sort: str, wanted: list[int]) -> None:
    assert engine.find_all(request(sort=sort)) == wanted


def test_pages_follow_one_another_without_gap(engine: WhooshEngine) -> None:
    pages = [engine.find(request("", sort="label", size=3, page=page)) for page in (1, 2, 3, 4)]
    assert [len(page.hits) for page in pages] == [3, 3, 1, 0]
    assert [number for page in pages for number, _score in page.hits] == engine.find_all(request(sort="label"))
    assert {page.total for page in pages} == {7}


def test_values_of_one_facet_are_alternatives_and_facets_must_all_hold(engine: WhooshEngine) -> None:
    assert set(engine.find_all(request(filters={"kind": ("event", "statement")}))) == {WORKSHOP, TRAINING}
    assert engine.find_all(request(filters={"kind": ("event", "statement"), "topic": ("dark-web",)})) == [WORKSHOP]
    assert engine.find_all(request("police", filters={"country": ("PT",), "kind": ("event",)})) == []


def test_a_filter_without_values_does_not_narrow(engine: WhooshEngine) -> None:
    assert len(engine.find_all(request(filters={"kind": ()}))) == 7


def test_a_value_that_nothing_has_finds_nothing(engine: WhooshEngine) -> None:
    assert engine.find(request(filters={"country": ("XX",)})).total == 0


def test_facets_count_the_hits_the_most_frequent_value_first(engine: WhooshEngine) -> None:
    facets = engine.find(request()).facets
    assert facets["kind"] == [("document", 2), ("organisation", 2), ("event", 1), ("project", 1), ("statement", 1)]
    assert facets["year"] == [("2017", 2), ("2016", 1), ("2018", 1)]
    assert facets["uptake"] == []
    assert set(facets) == set(FACETS)


def test_a_choice_does_not_narrow_the_counts_of_its_own_facet(engine: WhooshEngine) -> None:
    facets = engine.find(request("police", filters={"country": ("NL",)})).facets
    assert facets["country"] == [("NL", 2), ("PT", 1)]
    assert facets["kind"] == [("event", 1), ("statement", 1)]


@pytest.mark.parametrize(
    ("words", "wanted", "note"),
    [
        (
            "policng",
            {WORKSHOP, MEDIA, SETUBAL, TRAINING, ACADEMY},
            'showing results for policing instead of "policng", which occurs nowhere',
        ),
        ("blockchian", {BLOCKCHAIN}, 'showing results for blockchain instead of "blockchian", which occurs nowhere'),
        ("setubel", {SETUBAL}, 'showing results for setubal instead of "setubel", which occurs nowhere'),
        ("-blockchian setubel", {SETUBAL}, 'showing results for setubal instead of "setubel", which occurs nowhere'),
    ],
)
def test_a_slip_of_the_pen_is_put_right_with_a_note(engine: WhooshEngine, words: str, wanted: set[int], note: str) -> None:
    result = engine.find(request(words))
    assert {number for number, _score in result.hits} == wanted
    assert note in result.understood.notes


def test_the_words_put_right_are_what_was_understood(engine: WhooshEngine) -> None:
    assert engine.find(request("setubel")).understood.tree == Word("setubal")


@pytest.mark.parametrize("words", ["wbe", "qqqqqqqq", '"policng"', "policngx*"])
def test_short_and_far_words_phrases_and_beginnings_are_not_put_right(engine: WhooshEngine, words: str) -> None:
    result = engine.find(request(words))
    assert (result.total, result.understood.notes) == (0, ())


def test_where_no_record_has_all_the_words_those_with_some_are_given_with_a_note(engine: WhooshEngine) -> None:
    result = engine.find(request("setubal blockchain"))
    assert {number for number, _score in result.hits} == {SETUBAL, BLOCKCHAIN}
    assert result.understood.notes == ("no record has all of these words; these have some of them",)
    assert result.understood.tree == Most((Word("setubal"), Word("blockchain")))


def test_words_that_were_excluded_stay_excluded_then(engine: WhooshEngine) -> None:
    assert engine.find_all(request("setubal blockchain -academy")) == [SETUBAL]


def test_a_beginning_of_too_many_words_is_cut_with_a_note(own: WhooshEngine) -> None:
    own.update([entry(9, "Many", text=" ".join(f"abc{number:03}" for number in range(250)))], [])
    result = own.find(request("abc*"))
    assert result.total == 1
    assert result.understood.notes == ('"abc*" begins too many words; the first 200 were searched',)
