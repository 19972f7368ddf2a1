"""Choosing from facets: spans of years from a form, and all values of a facet beyond those beside a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, redirect, request

from kb import answers
from kb.errors import BadRequest
from kb.schema import BY_PLURAL
from kb.search import values
from kb.search.addresses import address
from kb.search.choices import is_excluded, span
from kb.search.request import FACETS, Request
from kb.told import Told
from kb.web.links import here_with
from kb.web.reply import Answer, workspace
from kb.web.reply import answers as answering
from kb.web.views import asked, widened

chosen = Blueprint("choosing", __name__)
ENDS = ("year_from", "year_to")
# The lists that have facets, by the first part of their address, with what each holds alone.
LISTS = {
    "search": {},
    "recommendations": {"kind": "statement", "type": answers.RECOMMENDATION},
    **{plural: {"kind": kind.name} for plural, kind in BY_PLURAL.items()},
}


@chosen.before_app_request
def read_years() -> Response | None:
    """Lead from the form with two years to the address that has them as one choice of a facet."""
    if request.method != "GET" or not any(name in request.args for name in ENDS):
        return None
    first, last = sorted_ends(*(year(name) for name in ENDS))
    kept = [value for value in request.args.getlist("year") if value and (is_excluded(value) or not span("year", value))]
    return redirect(here_with(**dict.fromkeys(ENDS), year=[*kept, *([f"{first}..{last}"] if first or last else [])]), 303)  # type: ignore[return-value] # Flask's own response


def year(name: str) -> str:
    """Read a year of the form, empty where none was given; raise :class:`BadRequest` for what is none."""
    text = request.args.get(name, "").strip()
    if text and not (text.isascii() and text.isdecimal() and len(text) == len("2016")):
        raise BadRequest(reason=Told('"%(typed)s" is no year; write four digits, as 2016, or leave it empty', typed=text))
    return text


def sorted_ends(first: str, last: str) -> tuple[str, str]:
    """Give two years in their order, as far as both are given."""
    return (last, first) if first and last and last < first else (first, last)


@answering(chosen, "/values/<facet>")
def all_values(facet: str) -> Answer:
    """List all values of a facet over a search or a list, with their counts, and links that choose and leave out."""
    of = request.args.get("of") or "search"
    if of not in LISTS:
        raise BadRequest(reason=Told('there is no list "%(of)s" with facets; use one of: %(known)s', of=of, known=", ".join(LISTS)))
    made, named = answers.narrowed(asked(1, beside=("of", "named")), LISTS[of]), request.args.get("named", "")
    found = _found(facet, made, named, values.MOST if request.path.endswith((".json", ".csv")) else values.SIZE)
    return Answer("values.html", {"found": found, "of": of}, lambda: found, lambda: values.table(found))


def _found(facet: str, made: Request, named: str, size: int) -> values.Json:
    with workspace().reading() as session:
        return values.of_facet(session, workspace().engine, made, facet, named, size)


@chosen.app_template_global()
def more_values(facet: str) -> str:
    """Give the address of all values of a facet over the list shown; empty where the list has no such page."""
    of = request.path.strip("/")
    if of not in LISTS:
        return ""
    told = {name: tuple(value for value in request.args.getlist(name) if value) for name in FACETS}
    return address(f"/values/{facet}", request.args.get("q", ""), {**told, "of": (of,)}, widened=widened())


@chosen.app_template_global()
def made(found: Mapping[str, Any], leave_out: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Give the choices that the facets of an answer tell of, each with its ``facet`` and the ``heading`` of that."""
    told = ((name, facet, value) for name, facet in found.items() if name not in leave_out for value in facet["values"])
    return [{**value, "facet": name, "heading": facet["label"]} for name, facet, value in told if value["selected"] or value["excluded"]]


@chosen.app_template_global()
def spans(facet: str) -> list[str]:
    """Give the spans of years that were chosen, which the form tells of and not the list of values."""
    return [value for value in request.args.getlist(facet) if span(facet, value) and not is_excluded(value)]


@chosen.app_template_global()
def year_ends() -> tuple[str, str]:
    """Give the first and the last year of the span that was chosen, as the form shows them."""
    first, last = next((span("year", value) or (None, None) for value in spans("year")), (None, None))
    return str(first or ""), str(last or "")
