from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, create_engine, select

from kb.errors import BadValue
from kb.models import types
from kb.models.types import TYPES, Cents, ValueType, check_identifier, choice
from kb.models.vocabularies import FUNDING_SCHEME, IDENTIFIER_SCHEME, PARTICIPATION_ROLE

ROLE = choice(PARTICIPATION_ROLE)

# type, what is given, what is stored, what a person reads, what JSON holds
GOOD: list[tuple[ValueType, Any, Any, str, Any]] = [
    (types.LINE, "  two\n words ", "two words", "two words", "two words"),
    (types.TEXT, " a\nb ", "a\nb", "a\nb", "a\nb"),
    (types.DATE, "2017-09-26", "2017-09-26", "26 September 2017", "2017-09-26"),
    (types.COUNTRY, "nl", "NL", "Netherlands", "NL"),
    (types.COUNTRY, "EL", "GR", "Greece", "GR"),
    (types.COUNTRY, "UK", "GB", "United Kingdom", "GB"),
    (types.LANGUAGE, "EL", "el", "Greek", "el"),
    (types.LANGUAGE, "es/en", "es/en", "Spanish, English", "es/en"),
    (types.MONEY, "1902006,25", Decimal("1902006.25"), "€1,902,006.25", "1902006.25"),
    (types.MONEY, 81250, Decimal("81250.00"), "€81,250.00", "81250.00"),
    (types.INTEGER, " 4324 ", 4324, "4,324", 4324),
    (types.INTEGER, 0, 0, "0", 0),
    (types.BOOLEAN, "Yes", True, "yes", True),
    (types.BOOLEAN, False, False, "no", False),
    (types.URL, "https://example.org/a?b=c", "https://example.org/a?b=c", "https://example.org/a?b=c", "https://example.org/a?b=c"),
    (types.SLUG, "ws-darkweb-2017", "ws-darkweb-2017", "ws-darkweb-2017", "ws-darkweb-2017"),
    (types.REFERENCE, "operation/op-bayonet", "operation/op-bayonet", "operation/op-bayonet", "operation/op-bayonet"),
    (types.REFERENCE, "tno", "tno", "tno", "tno"),
    (ROLE, "stakeholder group", "stakeholder group", "associated stakeholder group", "stakeholder group"),
]
BAD: list[tuple[ValueType, Any, str]] = [
    (types.LINE, 5, "expected text, not 5"),
    (types.LINE, "x" * 1001, "longer than 1000 characters; shorten it"),
    (types.TEXT, "a\x00b", "null character"),
    (types.TEXT, "\ud800", "half a character"),
    (types.DATE, "26.9.2017", "is not a date"),
    (types.COUNTRY, "Holland", "write two letters such as NL"),
    (types.COUNTRY, "QQ", "is not a country code"),
    (types.LANGUAGE, "xx/yy", "is not a language code"),
    (types.LANGUAGE, "", "is not a language code"),
    (types.MONEY, "a lot", "write euro and cents as 1902006.25"),
    (types.MONEY, "1,234", "without marks for thousands"),
    (types.MONEY, "-5", "is not an amount"),
    (types.MONEY, "NaN", "is not an amount"),
    (types.MONEY, "1e30", "is not an amount"),
    (types.MONEY, "9" * 20, "is not an amount"),
    (types.INTEGER, "-1", "is not a whole number"),
    (types.INTEGER, "1.5", "is not a whole number"),
    (types.INTEGER, True, "is not a whole number"),
    (types.INTEGER, "9" * 5000, "is not a whole number"),
    (types.BOOLEAN, "perhaps", "is neither true nor false"),
    (types.URL, "ftp://example.org", "begin with https://"),
    (types.URL, "https://", "begin with https://"),
    (types.URL, "https://[x", "begin with https://"),
    (types.URL, "https://a b", "begin with https://"),
    (types.URL, "javascript:alert(1)", "begin with https://"),
    (types.SLUG, "Upper", "small letters, digits and single hyphens"),
    (types.SLUG, "a--b", "is not an id"),
    (types.SLUG, "a" * 121, "is not an id"),
    (types.REFERENCE, "a/b/c", "is not an id"),
    (ROLE, "boss", "choose one of: coordinator, participant"),
]
IDENTIFIERS = [
    ("grant", "700281", "70"),
    ("rcn", "204503", "x"),
    ("cordis-organisation", "3146679", "x1"),
    ("cordis-result", "101069359_20_DELIVHORIZON", "a b"),
    ("euroscivoc", "85521413", "/23/53"),
    ("pic", "999976784", "99997678"),
    ("wikidata", "Q42", "42"),
    ("orcid", "0000-0002-1825-0097", "0000-0002-1825-0098"),
    ("isni", "0000000121032683", "0000000121032684"),
    ("ror", "https://ror.org/01bnjb948", "01bnjb94"),
    ("doi", "10.1000/182", "11.1000"),
    ("url", "https://example.org", "example"),
]
ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text(max_size=3), max_size=2))


def case(value_type: ValueType) -> str:
    return value_type.name


@pytest.mark.parametrize(("value_type", "given_", "stored", "shown", "plain"), GOOD)
def test_a_value_is_cleaned_shown_and_written_out(value_type: ValueType, given_: Any, stored: Any, shown: str, plain: Any) -> None:
    cleaned = value_type.clean(given_)
    assert (cleaned, value_type.show(cleaned), value_type.plain(cleaned)) == (stored, shown, plain)


def test_the_table_above_holds_every_type() -> None:
    assert {value_type.name for value_type, *_ in GOOD} == {value_type.name for value_type in (*TYPES, ROLE)}


@pytest.mark.parametrize("value_type", [*TYPES, ROLE], ids=case)
def test_every_type_refuses_something(value_type: ValueType) -> None:
    assert any(value_type is refusing for refusing, *_ in BAD)


@pytest.mark.parametrize(("value_type", "given_", "message"), BAD)
def test_a_bad_value_is_refused_with_what_to_do(value_type: ValueType, given_: Any, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        value_type.clean(given_)


@pytest.mark.parametrize("value_type", [*TYPES, ROLE], ids=case)
@given(raw=ANYTHING)
def test_any_value_is_either_cleaned_or_refused_in_words(value_type: ValueType, raw: Any) -> None:
    try:
        cleaned = value_type.clean(raw)
    except BadValue as error:
        assert str(error)  # noqa: PT017 - either is right
    else:
        assert value_type.clean(value_type.plain(cleaned)) == cleaned


@pytest.mark.parametrize("value_type", [types.LINE, types.TEXT], ids=case)
@given(raw=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_cleaning_text_twice_is_the_same_as_once(value_type: ValueType, raw: str) -> None:
    once = value_type.clean(raw)
    assert value_type.clean(value_type.plain(once)) == once


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_an_amount_reads_back_to_the_cent(amount: Decimal) -> None:
    assert types.MONEY.clean(types.MONEY.plain(amount)) == amount


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_a_database_keeps_an_amount_to_the_cent(amount: Decimal) -> None:
    table = Table("amounts", MetaData(), Column("amount", Cents()))
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"amount": amount}, {"amount": None}])
        assert connection.execute(select(table.c.amount)).scalars().all() == [amount, None]
    engine.dispose()


def test_accents_are_kept_in_one_spelling() -> None:
    assert types.LINE.clean("Setu\N{COMBINING ACUTE ACCENT}bal") == "Setúbal"


@pytest.mark.parametrize("value_type", [*TYPES, ROLE], ids=case)
def test_every_type_has_a_column(value_type: ValueType) -> None:
    assert value_type.column().compile()


@pytest.mark.parametrize(("scheme", "good", "bad"), IDENTIFIERS)
def test_an_identifier_is_checked_by_the_rules_of_its_scheme(scheme: str, good: str, bad: str) -> None:
    assert check_identifier(scheme, good) == good
    with pytest.raises(BadValue, match=f'"{bad}" is not a well-formed {scheme}; compare it with its source'):
        check_identifier(scheme, bad)


def test_every_scheme_has_its_rules() -> None:
    assert set(IDENTIFIER_SCHEME.terms) == {scheme for scheme, *_ in IDENTIFIERS}


def test_an_open_vocabulary_takes_further_terms_but_no_sentence() -> None:
    scheme = choice(FUNDING_SCHEME)
    assert scheme.clean("HORIZON-TMA-MSCA-PF-EF") == "HORIZON-TMA-MSCA-PF-EF"
    with pytest.raises(BadValue, match="is not a funding scheme"):
        scheme.clean("whatever, they said")


def test_a_term_of_a_vocabulary_that_is_unknown_shows_as_it_is() -> None:
    assert PARTICIPATION_ROLE.label("boss") == "boss"
