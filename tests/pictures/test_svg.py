from __future__ import annotations

from xml.etree.ElementTree import tostring

from kb.pictures.lettering import CUT, Line, cut, width, wrapped
from kb.pictures.svg import every, group, link, mark, rect, said, text
from kb.told import Label, Told, spoken_by
from tests.pictures.speaking import GERMAN


def test_what_a_name_holds_is_text_and_never_markup() -> None:
    written = tostring(link("/projects/a?b=1&c=2", '<b>"bold"</b>', text(0, 0, "a < b & c")), encoding="unicode")
    assert "<b>" not in written
    assert "a &lt; b &amp; c" in written
    assert 'href="/projects/a?b=1&amp;c=2"' in written


def test_numbers_keep_one_decimal_and_empty_attributes_are_left_out() -> None:
    made = rect(1.26, 2, -0.01, 10.0, "")
    assert made.attrib == {"x": "1.3", "y": "2", "width": "0", "height": "10"}


def test_underscores_become_hyphens() -> None:
    assert mark("rect", stroke_width=2, class_="a", viewBox="0 0 1 1").attrib == {"stroke-width": "2", "class": "a", "viewBox": "0 0 1 1"}


def test_elements_within_others_are_found() -> None:
    assert len(every([group(link("/a", "a"), group(link("/b", "b")))], "a")) == 2


def test_a_copy_says_its_words_in_the_language_of_the_page_and_leads_through_another_address() -> None:
    made = link("/topics/a", Told("Topic"), text(0, 0, Told("%(n)s in all", n=3)))
    with spoken_by(GERMAN):
        found = said(made, lambda address: "https://kb.example.org" + address)
    assert [part.text for part in found] == ["TOPIC", "3 IN ALL"]
    assert found.get("href") == "https://kb.example.org/topics/a"
    assert (made[0].text, made.get("href")) == ("Topic", "/topics/a")


def test_a_line_that_fits_is_not_cut() -> None:
    assert cut("short", 100) == "short"
    assert wrapped("short", 100) == ["short"]


def test_a_long_line_is_cut_to_its_room() -> None:
    found = cut("A very long name of an organisation, indeed", 100)
    assert found.endswith(CUT)
    assert width(found) <= 100
    assert "A very long name".startswith(found.removesuffix(CUT))


def test_words_are_broken_into_as_many_lines_as_are_allowed_and_the_last_is_cut() -> None:
    found = wrapped("one two three four five six seven eight nine ten", 80, most=2)
    assert len(found) == 2
    assert found[1].endswith(CUT)
    assert all(width(line) <= 80 for line in found)


def test_a_cut_line_is_cut_anew_in_another_language() -> None:
    line = cut(Label("a label that is much too long", "topic", "a"), 60)
    with spoken_by(GERMAN):
        assert said(text(0, 0, line)).text == "kurz"
    assert said(text(0, 0, line)).text == str(line)


def test_a_line_that_another_language_does_not_need_is_empty_there() -> None:
    second = wrapped(Label("one two three four five six", "topic", "a"), 60)[1]
    with spoken_by(GERMAN):
        assert said(text(0, 0, second)).text is None


def test_capital_and_broad_letters_take_more_room_than_thin_ones() -> None:
    assert width("ill") < width("abc") < width("ABC") < width("MWM")


def test_a_line_that_only_another_language_needs_is_there() -> None:
    second = Line(1, (Told("short words"), width("short words") + 1, 13, 2))
    assert str(second) == ""
    with spoken_by(GERMAN):
        assert said(text(0, 0, second)).text == "WORDS"
