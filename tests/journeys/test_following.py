from __future__ import annotations

from xml.etree import ElementTree as ET

from tests.client import kb
from tests.helpers import change, get, make, opened, settings_for
from tests.journeys.conftest import Desk

HERE = {"Origin": "http://localhost"}
TITLE = "{http://www.w3.org/2005/Atom}title"


def test_an_analyst_follows_the_recommendations_on_a_topic(own: Desk) -> None:
    asked = {"title": "Legal framework", "kind": "statement", "type": "recommendation", "topic": "legal-framework"}
    at = own.client.post("/searches", data=asked, headers=HERE).headers["Location"]
    before = own.ask(at, "searches", "show", "legal-framework")
    assert (before["new"], before["total"]) == (0, own.ask("/statements?type=recommendation&topic=legal-framework")["total"])

    with opened(settings_for(own.home)) as workspace, workspace.writing() as session:
        make(session, "statement", "r-one-law", label="Pass one law.", type="recommendation", topics=["legal-framework"])
        change(session, get(session, "statement", before["entries"][-1]["slug"]), note="Read again.")

    listed = own.ask("/searches", "searches")["searches"][0]
    shown = own.ask(at, "searches", "show", "legal-framework")
    assert listed["new"] == shown["new"] == 2
    assert {entry["slug"]: entry["news"] for entry in shown["entries"][:3]} == {
        "r-one-law": "new",
        before["entries"][-1]["slug"]: "changed",
        before["entries"][0]["slug"]: None,
    }
    feed = ET.fromstring(own.client.get(listed["feed"]).data)  # noqa: S314 - our own answer
    assert [title.text for title in feed.findall(f".//{{*}}entry/{TITLE}")] == [entry["label"] for entry in shown["entries"]]

    assert kb(own.home, "searches", "seen", "legal-framework", "--until", shown["until"]).code == 0
    assert "0 new or changed" in own.read(at)
    assert kb(own.home, "searches", "delete", "legal-framework").code == 0
    assert "No search is saved yet" in own.read("/searches")
