"""Cells read alike whichever export they come from."""

from __future__ import annotations

import pytest

from kb.cordis import texts


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("  DERIO  BIZKAIA ", "DERIO BIZKAIA"),
        ("MEGARA\n\tSA", "MEGARA SA"),
        ("86\u00a0RUE\u00a0REGNAULT", "86 RUE REGNAULT"),
        ("a\x00b\u200bc", "abc"),
        ('"NCSR ""D"""', 'NCSR "D"'),
        ('"PReventing, Interdicting"', "PReventing, Interdicting"),
        ('"A" and "B"', '"A" and "B"'),
        ('"', '"'),
        ("'S-GRAVENHAGE", "'S-GRAVENHAGE"),
    ],
)
def test_a_line_is_cleaned(given: str, expected: str) -> None:
    assert texts.line(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("'We look\r\nat sea.'", "We look\nat sea."),
        ("'In a crisis the 'best' way.\n'", "In a crisis the 'best' way."),
        ("'House of Light': a home", "'House of Light': a home"),
        ("''Bladder'' and ''Skin''", "''Bladder'' and ''Skin''"),
        ("for end-users'", "for end-users'"),
        ("'", "'"),
        ("a\rb\tc\x07", "a\nb\tc"),
        ('"Gases are ""greenhouse"" ones."', 'Gases are "greenhouse" ones.'),
    ],
)
def test_an_objective_keeps_its_lines_and_loses_what_exports_wrapped_it_in(given: str, expected: str) -> None:
    assert texts.objective(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("10645581", "10645581"),
        ("573000.00", "573000"),
        ("856961937,57", "856961937.57"),
        (" 30", "30"),
        ("1,50", "1.5"),
        ("0.00", "0"),
        ("5.", "5"),
        ("-1.25", "-1.25"),
        ("1.234.567,89", "1.234.567,89"),
        ("n/a", "n/a"),
    ],
)
def test_an_amount_has_a_point_and_no_trailing_zeros(given: str, expected: str) -> None:
    assert texts.amount(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2023-04-05 13:15:00", "2023-04-05"),
        ("2023-04-05T00:00:00", "2023-04-05"),
        ("2023-04-05", "2023-04-05"),
        ("01/09/2022", "01/09/2022"),
    ],
)
def test_a_date_loses_its_time_of_day(given: str, expected: str) -> None:
    assert texts.day(given) == expected


@pytest.mark.parametrize(("given", "expected"), [("True", "true"), ("1", "true"), ("NO", "false"), ("0", "false"), ("maybe", "maybe")])
def test_a_flag_is_true_or_false(given: str, expected: str) -> None:
    assert texts.flag(given) == expected


def test_a_mark_that_is_not_set_is_empty() -> None:
    assert [texts.mark(given) for given in ("true", "False", "")] == ["true", "", ""]


@pytest.mark.parametrize(("given", "expected"), [("700281.0", "700281"), (" 700281 ", "700281"), ("700281.5", "700281.5"), ("x", "x")])
def test_a_number_that_a_spreadsheet_changed_is_put_right(given: str, expected: str) -> None:
    assert texts.number(given) == expected


def test_codes_roles_and_states_are_in_the_official_words() -> None:
    assert texts.code("/HES") == "HES"
    assert texts.basis("H2020-EU.3.7.6.") == "H2020-EU.3.7.6"
    assert texts.path("social sciences/law") == "/social sciences/law"
    assert [texts.role(given) for given in ("COORDINATOR", "associatedpartner", "guest")] == ["coordinator", "associatedPartner", "guest"]
    assert [texts.status(given) for given in ("ONG", "CLO", "CAN", "SIGNED")] == ["SIGNED", "CLOSED", "TERMINATED", "SIGNED"]


def test_entities_are_decoded_once() -> None:
    assert texts.entities("&quot;a&quot; &amp;amp; &apos;b&apos; &nbsp;") == "\"a\" &amp; 'b' &nbsp;"
