from __future__ import annotations

from typing import Any

from kb import snapshots
from kb.formats.jsonld import CLASSES, TERMS, graph, web_annotations
from kb.queries import citing
from kb.queries.cited import Mention
from kb.schema import KINDS
from kb.workspace import Workspace
from tests.helpers import get
from tests.takeaway import BASE, REPORT, briefing, entry


def node(workspace: Workspace, kind: str, slug: str) -> dict[str, Any]:
    with workspace.reading() as session:
        record = next(snapshots.read(session, [get(session, kind, slug).id]))
        found: dict[str, Any] = graph(BASE, [record])["@graph"][0]
    return found


def test_every_kind_has_a_class_of_a_known_vocabulary() -> None:
    assert set(CLASSES) == set(KINDS)
    assert {name.partition(":")[0] for name in CLASSES.values()} <= set(TERMS)


def test_fields_stand_under_the_terms_they_were_declared_with(small: Workspace) -> None:
    found = node(small, "organisation", "nordic-lab")
    assert (found["@id"], found["@type"]) == (f"{BASE}/organisations/nordic-lab", "schema:Organization")
    assert (found["schema:name"], found["schema:addressCountry"]) == ("Nordic Laboratory", "NO")
    assert found["schema:identifier"] == "999000111"


def test_amounts_are_exact_and_partners_are_links(small: Workspace) -> None:
    found = node(small, "project", "lantern")
    assert found["schema:amount"] == "1000.50"
    lab = {"@id": f"{BASE}/organisations/nordic-lab", "schema:name": "Nordic Laboratory"}
    assert found["schema:member"] == [lab, {"@id": f"{BASE}/organisations/harbour-police", "schema:name": "Harbour Police"}]


def test_a_field_without_a_term_keeps_its_name(small: Workspace) -> None:
    told = {one["schema:name"]: one["schema:value"] for one in node(small, "statement", "s-share")["schema:additionalProperty"]}
    assert told["Type of statement"] == "recommendation"
    assert told["Event"] == {"@id": f"{BASE}/events/harbour-workshop", "schema:name": "Harbour workshop"}


def test_a_record_cites_the_documents_it_rests_on(small: Workspace) -> None:
    assert node(small, "statement", "s-share")["schema:citation"] == {"@id": f"{BASE}/documents/harbour-report"}


def test_works_that_are_only_cited_are_told_in_short(small: Workspace) -> None:
    with small.reading() as session:
        document = get(session, "document", "harbour-report")
        works = list(citing.works(session, [document.id]).values())
        (found,) = graph(BASE, [], works)["@graph"]
        whole = graph(BASE, list(snapshots.read(session, [document.id])), works)["@graph"]
    assert found["schema:datePublished"] == "2019-05"
    assert found["schema:url"] == "https://example.org/report"
    assert len(whole) == 1


def test_a_passage_is_an_annotation_with_its_position_and_its_words() -> None:
    (found,) = web_annotations(BASE, briefing().entries)["items"]
    assert found["body"]["id"] == f"{BASE}/statements/s-share"
    assert found["target"]["source"] == f"{BASE}/documents/report/text"
    position, quote = found["target"]["selector"]
    assert position == {"type": "TextPositionSelector", "start": 10, "end": 26}
    assert quote == {"type": "TextQuoteSelector", "exact": "share your tools", "prefix": "We say: ", "suffix": ", soon."}


def test_what_stands_beside_a_passage_is_what_touches_it() -> None:
    long = Mention(REPORT, None, "quotation", None, "share", "… cut off " + "a" * 40, "b" * 40 + " …", 10, 15)
    (found,) = web_annotations(BASE, [entry(mentions=[long])])["items"]
    quote = found["target"]["selector"][1]
    assert (quote["prefix"], quote["suffix"]) == ("a" * 32, "b" * 32)


def test_a_passage_without_a_place_has_its_words_alone() -> None:
    lost = Mention(REPORT, None, "quotation", exact="gone", lost=True)
    (found,) = web_annotations(BASE, [entry(mentions=[lost])])["items"]
    assert found["target"]["selector"] == [{"type": "TextQuoteSelector", "exact": "gone"}]
