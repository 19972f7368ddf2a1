from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

import kb.web
from kb.errors import BadRequest, NoPicture
from kb.pictures import dressing, kinds
from kb.pictures.picture import Picture, nothing
from kb.pictures.svg import line, link, rect, text
from kb.queries.shapes import Table
from kb.told import Told, spoken_by
from kb.workspace import Workspace
from tests.pictures.asking import parsed, picture
from tests.pictures.speaking import GERMAN

SVG = "{http://www.w3.org/2000/svg}"
TABLE = Table({"record": "Record"}, [], 0)
MADE = Picture("A & B", "One mark.", 300, 100, [link("/topics/a", "A", rect(0, 0, 10, 10, "full"))], TABLE, ["A note."])


def test_a_picture_in_a_page_is_named_and_described() -> None:
    found = parsed(dressing.inline(MADE, "x"))
    assert found.get("aria-labelledby") == found[0].get("id") == "x-title"
    assert found.get("aria-describedby") == found[1].get("id") == "x-desc"
    assert [part.text for part in found[:2]] == ["A & B", "One mark."]


def test_a_picture_with_links_is_a_group_and_one_without_an_image() -> None:
    without = Picture("A", "B", 10, 10, [line(0, 0, 1, 1)], TABLE)
    assert parsed(dressing.inline(MADE, "x")).get("role") == "group"
    assert parsed(dressing.inline(without, "x")).get("role") == "img"


def test_a_picture_in_a_page_is_in_the_language_of_the_page() -> None:
    made = Picture(Told("Title"), "B", 10, 10, [text(0, 0, Told("words"))], TABLE)
    with spoken_by(GERMAN):
        assert ">WORDS</text>" in dressing.inline(made, "x")
    assert ">words</text>" in dressing.alone(made, "x")


def test_a_picture_that_stands_alone_has_its_style_its_title_its_notes_and_whole_addresses() -> None:
    found = parsed(dressing.alone(MADE, "x", lambda address: "https://kb.example.org" + address, "Found here."))
    assert [part.text for part in found.iter(f"{SVG}text")] == ["A & B", "A note.", "Found here."]
    assert [part.get("href") for part in found.iter(f"{SVG}a")] == ["https://kb.example.org/topics/a"]
    assert [part.text for part in found.iter(f"{SVG}style")] == [dressing.ALONE]


def test_a_picture_of_nothing_says_so_where_it_stands_alone() -> None:
    found = parsed(dressing.alone(nothing("A", "Nothing is on record.", TABLE), "x"))
    assert "Nothing is on record." in [part.text for part in found.iter(f"{SVG}text")]


def test_styles_that_stand_alone_know_no_names_and_no_devices() -> None:
    assert "var(" not in dressing.ALONE
    assert "@" not in dressing.ALONE
    assert ":hover" not in dressing.ALONE
    assert ".drawn .full { fill: #0b4f9e; stroke: #0b4f9e; }" in dressing.ALONE


def test_the_colours_of_files_are_those_of_the_pages() -> None:
    pages = (Path(kb.web.__file__).parent / "styles" / "10-base.css").read_text(encoding="utf-8")
    values = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", pages[: pages.index("@media")]))
    assert {name: values[name] for name in dressing.LIGHT if name != "--body"} == {
        name: value for name, value in dressing.LIGHT.items() if name != "--body"
    }


def test_every_class_that_is_drawn_has_a_style(library: Workspace) -> None:
    known = set(re.findall(r"\.([a-z][\w-]*)", dressing.STYLES))
    for name, kind in kinds.KINDS.items():
        if not kind.needs:
            used = re.findall(r'class="([^"]+)"', dressing.inline(picture(library, name), name))
            assert {one for classes in used for one in classes.split()} <= known, name


def test_a_picture_in_dots_has_two_for_each_of_its_own() -> None:
    svg = dressing.alone(MADE, "x")
    made = dressing.png(svg)
    assert made.startswith(b"\x89PNG")
    size = [int(parsed(svg).get(name, "")) for name in ("width", "height")]
    assert list(struct.unpack(">II", made[16:24])) == [2 * one for one in size]


def test_letters_need_no_font_of_the_system() -> None:
    with_words = Picture("Ελληνικά žluť", "", 300, 40, [text(0, 20, "Ελληνικά žluť")], TABLE)
    without = Picture(" ", "", 300, 40, [], TABLE)
    assert len(dressing.png(dressing.alone(with_words, "x"))) > len(dressing.png(dressing.alone(without, "x"))) + 500


def test_an_unknown_picture_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(NoPicture, match="timeline, recommendations, matrix"):
        kinds.named("sunset")


@pytest.mark.parametrize(
    ("name", "chosen", "words"),
    [
        ("timeline", {"event": "ws-darkweb-2017"}, 'takes no "event"'),
        ("recommendations", {"by": "colour"}, 'takes year or status, not "colour"'),
        ("timeline", {"project": "titanium", "topic": "policing"}, "one of these at a time"),
        ("evidence", {}, "needs one of these to be named: statement"),
    ],
)
def test_what_a_picture_cannot_be_asked_is_refused(library: Workspace, name: str, chosen: dict[str, str], words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        picture(library, name, **chosen)
