from __future__ import annotations

from kb.formats import analysis
from kb.queries.analysis import Part, Report
from kb.queries.shapes import Ref, Table

WHO = Ref("organisation", "lab", "Laboratory")
YEARS = Table({"year": "Year", "projects": "Projects", "amount": "Amount"}, [{"year": "2019", "projects": 1200, "amount": None}], 1)
LIST = Table({"record": "Project", "role": "Role"}, [{"record": Ref("project", "alpha", "ALPHA"), "role": ""}], 1200)
FOUND = Report(
    {"organisation": WHO, "page": 1},
    {"projects": ("Projects", 1200), "amount": ("EC contribution", None)},
    {"years": Part("By year", YEARS), "list": Part("Projects", LIST)},
    "list",
    ["one amount is not stated"],
)


def test_a_report_in_json_has_what_was_asked_the_figures_and_each_table_by_name() -> None:
    made = analysis.report(FOUND)
    assert made["organisation"]["slug"] == "lab"
    assert made["figures"] == {"projects": 1200, "amount": None}
    assert made["notes"] == ["one amount is not stated"]
    assert made["parts"]["years"]["label"] == "By year"
    assert made["parts"]["years"]["rows"] == [{"year": "2019", "projects": 1200, "amount": None}]
    assert made["parts"]["list"]["total"] == 1200


def test_a_report_in_words_tells_figures_notes_and_a_line_a_row() -> None:
    assert analysis.told(FOUND).splitlines() == [
        "Organisation: Laboratory",
        "Page: 1",
        "Projects: 1,200",
        "EC contribution: not stated",
        "One amount is not stated.",
        "",
        "By year (1):",
        "  2019 · Projects: 1,200 · Amount: not stated",
        "",
        "Projects (1,200, 1 shown):",
        "  ALPHA",
    ]


def test_the_table_that_stands_for_a_report_is_the_one_it_names() -> None:
    assert FOUND.table is LIST
