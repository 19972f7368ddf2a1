"""Value types: what a field may hold, how it is stored, cleaned and shown.

Properties and formats meet only here: a property names its type, a format
keeps one table from type to its own notion.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import babel
from sqlalchemy import BigInteger, Boolean, Dialect, Integer, String, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from kb.errors import BadValue
from kb.models import dates
from kb.models.vocabularies import SORT_WORDS, Vocabulary
from kb.told import Country, Joined, Language, Money, Number, Told

ENGLISH = babel.Locale("en")
# The register writes Greece and the United Kingdom its own way.
EU_COUNTRY = {"EL": "GR", "UK": "GB"}
YES, NO = Told("yes"), Told("no")
TRUE, FALSE = {"true", "yes", "1"}, {"false", "no", "0"}
LINE_LENGTH = 1000
AMOUNT = re.compile(r"[0-9]+(?:[.,][0-9]{1,2}0*)?")
OPEN_TERM = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}")
# What every database can hold, and no source exceeds.
DIGITS, LARGEST = 9, Decimal(10**15)


class Cents(TypeDecorator[Decimal]):
    """An amount of euro as a whole number of cents, so that no database rounds it."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> int | None:
        """Turn euro into cents."""
        return None if value is None else int(value * 100)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> Decimal | None:
        """Turn cents into euro."""
        return None if value is None else Decimal(value).scaleb(-2)


@dataclass(frozen=True)
class ValueType:
    """A kind of value.

    ``clean`` turns what a file, a form or a program gave into the stored value
    and raises :class:`BadValue` with what to do; ``show`` gives the words a
    person reads; ``column`` the database type; ``plain`` what JSON and files hold.
    """

    name: str
    column: Callable[[], TypeEngine[Any]]
    clean: Callable[[Any], Any]
    show: Callable[[Any], str] = str
    plain: Callable[[Any], Any] = lambda value: value
    vocabulary: Vocabulary | None = None


def _normal(raw: Any) -> str:
    if not isinstance(raw, str):
        raise BadValue(reason=Told("expected text, not %(raw)s", raw=repr(raw)))
    text = unicodedata.normalize("NFC", raw).strip()
    if re.search("[\x00\ud800-\udfff]", text):
        raise BadValue(reason=Told("the text holds a null character or half a character; take it out"))
    return text


def clean_line(raw: Any) -> str:
    """Give text on one line, spaces folded."""
    text = " ".join(_normal(raw).split())
    if len(text) > LINE_LENGTH:
        raise BadValue(reason=Told("the text is longer than %(line_length)s characters; shorten it", line_length=LINE_LENGTH))
    return text


def clean_country(raw: Any) -> str:
    """Give an ISO 3166-1 code of two letters; the register's EL and UK are understood."""
    code = _normal(raw).upper()
    code = EU_COUNTRY.get(code, code)
    if len(code) != 2 or code not in ENGLISH.territories:  # noqa: PLR2004 - two letters
        raise BadValue(reason=Told('"%(raw)s" is not a country code; write two letters such as NL', raw=raw))
    return code


def clean_language(raw: Any) -> str:
    """Give ISO 639-1 codes, several divided by a slash."""
    codes = _normal(raw).lower().split("/")
    if not all(code in ENGLISH.languages for code in codes):
        raise BadValue(reason=Told('"%(raw)s" is not a language code; write two letters such as el, several as es/en', raw=raw))
    return "/".join(codes)


def clean_money(raw: Any) -> Decimal:
    """Give an amount of euro with two decimals; point or comma divides them. ``1,234`` could be two things and is refused."""
    text = str(raw).strip()
    if not AMOUNT.fullmatch(text) or Decimal(text.replace(",", ".")) > LARGEST:
        raise BadValue(reason=Told('"%(raw)s" is not an amount; write euro and cents as 1902006.25, without marks for thousands', raw=raw))
    return Decimal(text.replace(",", ".")).quantize(Decimal("0.01"))


def clean_integer(raw: Any) -> int:
    """Give a whole number of nought or more."""
    text = str(raw).strip()
    if isinstance(raw, bool) or not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise BadValue(reason=Told('"%(raw)s" is not a whole number; write digits only, at most %(digits)s', raw=raw, digits=DIGITS))
    return int(text)


def clean_boolean(raw: Any) -> bool:
    """Give true or false."""
    text = str(raw).strip().lower()
    if text not in TRUE | FALSE:
        raise BadValue(reason=Told('"%(raw)s" is neither true nor false', raw=raw))
    return text in TRUE


def clean_url(raw: Any) -> str:
    """Give a web address with http or https and a host."""
    text = _normal(raw)
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc or re.search(r"\s", text):
        raise BadValue(reason=Told('"%(raw)s" is not a web address; begin with https://', raw=raw))
    return text


def clean_slug(raw: Any) -> str:
    """Give a public id: small letters, digits and hyphens."""
    text = _normal(raw)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) or len(text) > 120:  # noqa: PLR2004 - fits an address
        raise BadValue(reason=Told('"%(raw)s" is not an id; write small letters, digits and single hyphens', raw=raw))
    return text


def slugified(text: str) -> str:
    """Make a public id of some text; letters outside the Latin alphabet fall away.

    >>> slugified("Universität Zürich, Ost")
    'universitat-zurich-ost'
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def clean_reference(raw: Any) -> str:
    """Give the id of another record, as ``slug`` or, where kinds differ, ``kind/slug``."""
    kind, slash, slug = _normal(raw).rpartition("/")
    return f"{clean_slug(kind)}/{clean_slug(slug)}" if slash else clean_slug(slug)


def show_money(amount: Decimal) -> str:
    """Give an amount as people read it.

    >>> show_money(Decimal("1902006.25"))
    '€1,902,006.25'
    """
    return Money.of(amount, f"€{amount:,.2f}")


def _choice(vocabulary: Vocabulary) -> Callable[[Any], str]:
    def clean(raw: Any) -> str:
        key = _normal(raw)
        if vocabulary.open and OPEN_TERM.fullmatch(key):
            return key
        if key not in vocabulary.terms:
            raise BadValue(
                reason=Told(
                    '"%(raw)s" is not a %(name)s; choose one of: %(known)s',
                    raw=raw,
                    name=vocabulary.name,
                    known=", ".join(vocabulary.terms),
                )
            )
        return key

    return clean


def _languages(codes: str) -> str:
    return Joined(", ", (Language.of(code, ENGLISH.languages.get(code, code)) for code in codes.split("/")))


def choice(vocabulary: Vocabulary) -> ValueType:
    """Give the type of a field that holds a term of a vocabulary."""
    return ValueType("choice", lambda: String(60), _choice(vocabulary), show=vocabulary.label, vocabulary=vocabulary)


LINE = ValueType("line", lambda: String(LINE_LENGTH), clean_line)
# A free word for what sort of thing something is.
SORT = replace(LINE, show=lambda text: SORT_WORDS.get(text, text))
TEXT = ValueType("text", Text, _normal)
DATE = ValueType("date", lambda: String(40), lambda raw: dates.check(_normal(raw)), show=dates.words)
COUNTRY = ValueType("country", lambda: String(2), clean_country, show=lambda code: Country.of(code, ENGLISH.territories.get(code, code)))
LANGUAGE = ValueType("language", lambda: String(20), clean_language, show=_languages)
MONEY = ValueType("money", Cents, clean_money, show=show_money, plain=str)
INTEGER = ValueType("integer", Integer, clean_integer, show=Number)
BOOLEAN = ValueType("boolean", Boolean, clean_boolean, show=lambda value: YES if value else NO)
URL = ValueType("url", lambda: String(2000), clean_url)
SLUG = ValueType("slug", lambda: String(120), clean_slug)
REFERENCE = ValueType("reference", Integer, clean_reference)

TYPES = (LINE, TEXT, DATE, COUNTRY, LANGUAGE, MONEY, INTEGER, BOOLEAN, URL, SLUG, REFERENCE)

PATTERNS = {
    "cordis-organisation": r"[0-9]{1,9}",
    "cordis-result": r"[0-9A-Za-z_.-]{1,100}",
    "euroscivoc": r"[0-9]{1,12}",
    "grant": r"[0-9]{5,9}",
    "pic": r"[0-9]{9}",
    "rcn": r"[0-9]{1,9}",
    "wikidata": r"Q[0-9]+",
}


def check_identifier(scheme: str, value: str) -> str:
    """Give the identifier back if it is well formed in its scheme; raise :class:`BadValue` otherwise."""
    import idutils  # noqa: PLC0415 - loading it takes a third of a second, and few commands need it

    well_formed = re.fullmatch(PATTERNS[scheme], value) if scheme in PATTERNS else getattr(idutils, f"is_{scheme}")(value)
    if not well_formed:
        raise BadValue(reason=Told('"%(value)s" is not a well-formed %(scheme)s; compare it with its source', value=value, scheme=scheme))
    return value
