from __future__ import annotations

from datetime import timedelta
from typing import Any

from kb.models.base import now
from kb.workspace import Workspace
from tests.client import places, read_csv, slugs
from tests.helpers import change, get
from tests.journeys.conftest import Desk

LEGAL = "/recommendations?topic=legal-framework"
COMMAND = ("recommendations", "-f", "topic=legal-framework")


def row_of(found: Any, slug: str) -> Any:
    return next(row for row in found["rows"] if row["record"]["slug"] == slug)


def test_recommendations_on_the_legal_framework_are_those_on_it_and_its_narrower_topics(desk: Desk) -> None:
    found = desk.ask(LEGAL, *COMMAND)
    assert set(slugs(found["rows"])) == {
        "f-staff-budget",
        "f-uniform-internet-rules",
        "f-internet-in-framework",
        "f-mandatory-risk",
        "f-legal-clarity",
        "f-osint-law",
        "f-legal-basis",
        "f-regulate-crypto",
        "f-legal-framework",
    }
    assert found["total"] == 9


def test_each_has_addressee_status_voices_and_sources(desk: Desk) -> None:
    row = row_of(desk.ask(LEGAL, *COMMAND), "f-legal-framework")
    assert row["addressees"] == ["policy makers and legislators (inferred)"]
    assert row["uptake"] == "unknown"
    assert row["voicings"] == ["participants of the workshop (law enforcement, research, industry)"]
    assert (row["event"]["slug"], row["project"]["slug"], row["date"]) == ("ws-darkweb-2017", "media4sec", "26 September 2017")
    assert places(row) == {("seed-tno", "paragraph 6"), ("seed-kemea", "paragraph 5")}


def test_an_addressee_that_a_source_names_is_told_apart_from_an_inferred_one(desk: Desk) -> None:
    found = desk.ask(LEGAL, *COMMAND)
    assert row_of(found, "f-mandatory-risk")["addressees"] == ["service providers and cyber-relevant companies"]
    assert row_of(found, "f-regulate-crypto")["addressees"] == ["policy makers and legislators (inferred)"]


def test_a_speaker_is_named_with_the_recommendation(desk: Desk) -> None:
    row = row_of(desk.ask(LEGAL, *COMMAND), "f-legal-basis")
    assert [voice["slug"] for voice in row["voicings"]] == ["gottschalk-thilo"]
    assert places(row) == {("computerworld-titanium", "Gottschalk paragraph"), ("sz-titanium", "line 3")}


def test_the_page_is_a_briefing_with_numbered_sources(desk: Desk) -> None:
    text = desk.read(LEGAL)
    cited = text[text.index("Sources", text.index("Regulate cryptocurrencies")) :]
    assert "Work towards one legal framework shared across countries." in text
    assert "International Workshop Policing the Dark Web" in cited
    assert "paragraph 6" in cited


def test_the_same_recommendations_can_be_taken_away_as_csv(desk: Desk) -> None:
    rows = read_csv(desk.client, "/recommendations.csv?topic=legal-framework")
    assert [row["id"] for row in rows] == slugs(desk.ask(LEGAL)["rows"])
    row = next(row for row in rows if row["id"] == "f-legal-framework")
    assert row["Sources"] == "seed-tno, paragraph 6; seed-kemea, paragraph 5"
    assert row["Uptake"] == "unknown"


def test_what_became_of_every_recommendation_is_unknown_and_said_to_be(desk: Desk) -> None:
    found = desk.ask("/recommendations", "recommendations")
    assert {row["uptake"] for row in found["rows"]} == {"unknown"}
    assert [(value["value"], value["count"]) for value in found["facets"]["uptake"]["values"]] == [("unknown", found["total"])]
    assert desk.ask("/recommendations?uptake=implemented", "recommendations", "-f", "uptake=implemented")["total"] == 0
    assert "Nothing is on record for this choice." in desk.read("/recommendations?uptake=implemented")


def test_recommendations_that_name_nobody_who_should_act(desk: Desk) -> None:
    everything = desk.ask("/recommendations", "recommendations")
    found = desk.ask("/recommendations?addressee=not-stated", "recommendations", "-f", "addressee=not-stated")
    named = [row for row in everything["rows"] if any("(inferred)" not in who for who in row["addressees"])]
    assert found["total"] == 40
    assert found["total"] + len(named) == everything["total"]
    assert all("(inferred)" in who for row in found["rows"] for who in row["addressees"])
    assert {"f-legal-framework", "f-avoid-lockin", "f-ecosystem-demand"} <= set(slugs(found["rows"]))


def test_recommendations_are_counted_by_topic_and_year(desk: Desk) -> None:
    found = desk.ask("/recommendations", "recommendations")
    pivot = {row["record"]["slug"]: row for row in found["by_topic_and_year"]["rows"]}
    legal = pivot["legal-framework"]
    assert (legal["2017"], legal["2018"], legal["2019"], legal["not stated"], legal["total"]) == (4, 1, 0, 1, 6)
    on_topic = [row for row in found["rows"] if "legal-framework" in [topic["slug"] for topic in row["topics"]]]
    assert len(on_topic) == legal["total"]


def test_each_row_of_the_count_adds_up(desk: Desk) -> None:
    pivot = desk.ask("/recommendations", "recommendations")["by_topic_and_year"]
    years = [name for name in pivot["columns"] if name not in ("record", "total")]
    assert {"2017", "2018", "2019", "not stated"} <= set(years)
    for row in pivot["rows"]:
        assert sum(row[year] for year in years) == row["total"] > 0


def test_the_page_shows_the_count_as_a_table(desk: Desk) -> None:
    text = desk.read("/recommendations")
    assert "By topic and year" in text
    assert "Common legal framework 4 1 1 6" in text


def test_topics_with_findings_but_no_recommendation_are_listed(desk: Desk) -> None:
    lacking = desk.ask("/recommendations", "recommendations")["topics_without"]
    found = {row["record"]["slug"]: row["count"] for row in lacking["rows"]}
    assert found["cybercrime"] == 7
    assert {"anonymity", "child-abuse", "crime-as-a-service"} <= found.keys()
    assert "legal-framework" not in found
    for slug, count in found.items():
        assert desk.ask(f"/recommendations?topic={slug}", "recommendations", "-f", f"topic={slug}")["total"] == 0
        assert desk.ask(f"/statements?topic={slug}&type=finding")["total"] == count


CHANGES = "/changes?topic=legal-framework"


def test_what_changed_on_a_topic_since_a_day_tells_an_edit(own: Desk, seeded: Workspace) -> None:
    before = own.ask(CHANGES, "changes", "--topic", "legal-framework")
    with seeded.writing() as session:
        change(session, get(session, "statement", "f-legal-framework"), summary="Repeated at the final conference.")
    found = own.ask(CHANGES, "changes", "--topic", "legal-framework")
    assert found["total"] == before["total"] + 1
    newest = found["rows"][0]
    assert (newest["record"]["slug"], newest["action"], newest["fields"]) == ("f-legal-framework", "changed", "Summary")
    assert (newest["by"], newest["why"], newest["source"]) == ("editor", "a test", "tests")
    assert found["rows"][1:] == before["rows"]


def test_an_edit_on_another_topic_is_not_among_the_changes(own: Desk, seeded: Workspace) -> None:
    before = own.ask(CHANGES)
    with seeded.writing() as session:
        change(session, get(session, "statement", "f-avoid-lockin"), summary="Said again.")
    assert own.ask(CHANGES, "changes", "--topic", "legal-framework") == before


def test_nothing_changed_since_tomorrow(own: Desk, seeded: Workspace) -> None:
    with seeded.writing() as session:
        change(session, get(session, "statement", "f-legal-framework"), summary="Said again.")
    tomorrow, yesterday = (str(now().date() + timedelta(days=days)) for days in (1, -1))
    assert own.ask(f"{CHANGES}&since={tomorrow}", "changes", "--topic", "legal-framework", "--since", tomorrow)["total"] == 0
    assert own.ask(f"{CHANGES}&since={yesterday}", "changes", "--topic", "legal-framework", "--since", yesterday)["total"] > 0
    assert "Nothing is on record for this." in own.read(f"{CHANGES}&since={tomorrow}")


def test_an_edit_reaches_the_search_the_list_and_the_page_at_once(own: Desk, seeded: Workspace) -> None:
    with seeded.writing() as session:
        change(session, get(session, "statement", "f-legal-framework"), summary="The zeppelin clause.", uptake="partly implemented")
    assert slugs(own.ask("/search?q=zeppelin", "search", "zeppelin")["hits"]) == ["f-legal-framework"]
    implemented = own.ask("/recommendations?uptake=partly+implemented", "recommendations", "-f", "uptake=partly implemented")
    assert slugs(implemented["rows"]) == ["f-legal-framework"]
    page = own.ask("/statements/f-legal-framework", "show", "statements/f-legal-framework")
    assert [entry["version"] for entry in page["history"]] == [2, 1]
    assert {"field": "Uptake", "old": "unknown", "new": "partly implemented"} in page["history"][0]["changes"]


def test_recommendations_can_be_narrowed_by_project_and_year_together(desk: Desk) -> None:
    address = "/recommendations?project=titanium&year=2018"
    found = desk.ask(address, "recommendations", "-f", "project=titanium", "-f", "year=2018")
    assert found["total"] > 0
    assert {row["project"]["slug"] for row in found["rows"]} == {"titanium"}
    assert all(row["date"].endswith("2018") for row in found["rows"])
