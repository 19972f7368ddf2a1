"""Answers as a terminal shows them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kb.formats.text import cell
from kb.queries.pages import Fact, Page, Section
from kb.queries.shapes import Ref, Row, Source, Table
from kb.records import Counts
from kb.schema import KINDS
from kb.search.find import told
from kb.search.sync import Difference


def table(found: Table) -> str:
    """Give each row as its record and, indented, what is known about it."""
    shown = len(found.rows)
    head = f"{found.total} row{'s' if found.total != 1 else ''}" + (f", {shown} shown" if shown < found.total else "")
    return "\n".join([*(note for note in found.notes), head, *(line for row in found.rows for line in _row(found, row))])


def _row(found: Table, row: Row) -> Iterator[str]:
    yield ""
    yield _name(row.get("record"))
    for name, heading in found.columns.items():
        text = cell(row.get(name))
        if name != "record" and text:
            yield f"  {heading}: {text}"


def _name(record: Any) -> str:
    if isinstance(record, Ref):
        return f"{record.label}  [{record.path.lstrip('/')}]"
    return cell(record)


def search(found: Mapping[str, Any]) -> str:
    """Give hits with their snippets, and the facets."""
    lines = [
        *found["notes"],
        *map(told, found["meanings"]),
        *_suggested(found["suggestions"]),
        f"{found['total']} record{'s' if found['total'] != 1 else ''}",
    ]
    return "\n".join([*lines, *_hits(found)])


def similar(found: Mapping[str, Any]) -> str:
    """Give records like another one with what they share, and the facets."""
    return "\n".join([f"{found['total']} record{'s' if found['total'] != 1 else ''}", *_hits(found)])


def _hits(found: Mapping[str, Any]) -> Iterator[str]:
    for hit in found["hits"]:
        yield from ("", f"{hit['label']}  [{hit['url'].lstrip('/')}]")
        shares = f"Shares: {hit['shares']}" if "shares" in hit else ""
        yield from (f"  {text}" for text in (hit["about"], shares, _quoted(hit), hit["support"], hit["speaker"]) if text)
        yield from _cited(hit["sources"])
    yield from ("", *(_facet(name, facet) for name, facet in found["facets"].items()))


def _suggested(found: Sequence[Mapping[str, Any]]) -> list[str]:
    told = ", ".join(f"{one['words']} ({one['total']})" for one in found)
    return [f"{'search only for' if found[0]['shown'] else 'did you mean'}: {told}"] if found else []


def _quoted(hit: Mapping[str, Any]) -> str:
    place = hit["snippet_from"]
    where = f"In {', '.join(text for text in (place['title'], place['locator']) if text)}: " if place else ""
    return where + unmarked(hit["snippet"])


def _cited(places: Sequence[Mapping[str, Any]]) -> list[str]:
    told = "; ".join(", ".join(text for text in (place["document"], place["locator"], place.get("mode")) if text) for place in places)
    return [f"  Sources: {told}"] if told else []


def unmarked(snippet: str) -> str:
    """Give a snippet's text with the words found in asterisks.

    >>> unmarked("a <mark>b</mark> &amp; c")
    'a *b* & c'
    """
    return " ".join(html.unescape(re.sub("</?mark>", "*", snippet)).split())


def _facet(name: str, facet: Mapping[str, Any]) -> str:
    return f"{name}: " + ", ".join(f"{value['value']} ({value['count']})" for value in facet["values"][:8])


def page(found: Page) -> str:
    """Give a record with its facts, links, sources and history."""
    lines = [f"{found.kind_label}: {found.ref.label}", f"  {found.ref.path}"]
    lines += [text for text in (found.summary, found.note) if text]
    if found.support:
        lines += [f"Rests on {found.support.words}.", *(f"{pair.told}." for pair in found.alike)]
    if found.topics:
        lines.append("Topics: " + cell(list(found.topics)))
    lines += ["", *(line for fact in (*found.facts, *found.properties) for line in _fact(fact))]
    lines += [line for section in found.sections for line in _section(section)]
    lines += ["", "Not on record:", *(f"  {_gap(*gap)}" for gap in found.gaps)] if found.gaps else []
    lines += (
        ["", "Sources:", *(line for one in found.evidence for line in _with_words(one))]
        if found.evidence
        else ["", "No source is on record."]
    )
    lines += [line for section in found.inverse for line in _section(section)]
    lines += ["", f"Version {found.version}, last changed {found.updated:%Y-%m-%d %H:%M} UTC"]
    return "\n".join(lines)


def _gap(missing: str, closed_by: Ref | None, note: str | None) -> str:
    return missing + (f" (since found in {closed_by.slug})" if closed_by else "") + (f". {note}" if note else "")


def _fact(found: Fact) -> Iterator[str]:
    places = f"  ({'; '.join(cell(one) for one in found.sources)})" if found.sources and not found.claims else ""
    yield f"{found.label}: {cell(found.value) or 'not stated'}{places}"
    for claim in found.claims:
        used = {True: "in use", False: "not in use", None: "not decided"}[claim.preferred]
        yield f"  {claim.value} ({used}): {cell(list(claim.sources))}{'. ' if claim.notes else ''}{' '.join(claim.notes)}"


def _section(found: Section) -> Iterator[str]:
    yield ""
    yield f"{found.label} ({found.table.total}):"
    for row in found.table.rows:
        cells = [f"[{cell(row.get(name))}]" if name == "sources" else cell(row.get(name)) for name in found.table.columns if row.get(name)]
        yield "  " + " · ".join(text for text in cells if text)


def _with_words(found: Source) -> Iterator[str]:
    yield f"  {place(found)}"
    if found.passage:
        yield f'    "{found.passage}"'


def place(found: Source) -> str:
    """Give a source with its place, as a person would cite it."""
    more = "".join(f", {text}" for text in (found.locator, found.mode, found.url) if text)
    return f"{found.document.label} [{found.document.slug}]{more}"


def counts(found: Counts) -> str:
    """Say what a load did."""
    done = f"{found.created} created, {found.changed} changed, {found.unchanged} unchanged"
    return done + (f", {found.kept} kept as they were changed since" if found.kept else "")


def imported(found: Mapping[str, Any]) -> str:
    """Say what an import did: records by kind, values that differ, problems, files passed over."""
    lines = [f"Import {found['import']}" + (" (taken up where it stopped)" if found["resumed"] else "")]
    for kind, counted in found["records"].items():
        lines.append(f"  {KINDS[kind].text.many.lower()}: " + ", ".join(f"{number:,} {name}" for name, number in counted.items()))
    if found["differing_values"]:
        lines.append(f"  {found['differing_values']:,} values differ from what people set here; both are kept, see kb disagreements")
    lines += [f"  passed over: {file['name']} ({file['passed_over']})" for file in found["files"] if file["passed_over"]]
    if found["problems"]:
        lines += [
            f"  {found['problems']:,} problems; kb import problems {found['import']} lists them all",
            *(f"    {one}" for one in found["first_problems"]),
        ]
    return "\n".join(lines)


def stats(found: Mapping[str, Any]) -> str:
    """Give the numbers of records, links, revisions and marks."""
    lines = [f"{number:>8,}  {KINDS[name].text.many.lower()}" for name, number in found["records"].items()]
    lines += ["", *(f"{number:>8,}  {name.replace('_', ' ')} links" for name, number in found["links"].items())]
    return "\n".join([*lines, "", f"{found['revisions']:>8,}  revisions", f"{found['marks_waiting']:>8,}  marks waiting for the index"])


def difference(found: Difference, *, repaired: bool) -> str:
    """Say where index and store differ."""
    if not found:
        return "Index and store agree."
    numbers = f"{len(found.missing)} missing, {len(found.stale)} out of date, {len(found.surplus)} too many"
    return f"{numbers}; repaired." if repaired else f'{numbers}. Run "kb index check --repair" to put it right.'
