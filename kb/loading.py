"""Loading: raw entries through the schema into the store, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb import records, schema, seed, texts
from kb.errors import LoadRefused, Problem
from kb.models import Document, Identifier, Record
from kb.models.fields import Field
from kb.records import Author, Counts, Row, Watch, silent
from kb.schema import BY_PLURAL, KINDS
from kb.seed import Entry, Where

SEED = Author("seed", why="loaded from the seed files")


def load_seed(session: Session, folder: Path, watch: Watch = silent) -> Counts:
    """Bring the store up to date with a folder of seed files.

    A second load of the same files changes nothing. Raises
    :class:`LoadRefused` with every problem found; then nothing is written.
    """
    reading = seed.read(folder, {plural: kind.name for plural, kind in BY_PLURAL.items()})
    rows, problems = _clean(reading.entries)
    problems = [*reading.problems, *problems, *_repeated(session, reading.entries), *_dangling(session, reading.entries)]
    problems += _quoted_at_length(session, reading.entries)
    if problems:
        raise LoadRefused(sorted(problems, key=lambda problem: (problem.file, problem.line)))
    return records.upsert_many(session, rows, SEED, watch)


def _clean(entries: list[Entry]) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    for entry in entries:
        values, found = schema.load(entry.kind, entry.values)
        problems.extend(entry.problem(path, message) for path, message in found)
        rows.append(Row(entry.kind, values, f"{entry.file}, line {entry.lines[()]}"))
    return rows, problems


def _repeated(session: Session, entries: list[Entry]) -> Iterator[Problem]:
    """Yield a problem for each id, and each identifier, that stands twice or belongs to another record in the store."""
    seen: dict[tuple[str, ...], tuple[Entry | None, str]] = {key: (None, place) for key, place in _held(session, entries)}
    for entry in entries:
        for path, key in _keys(entry):
            first, place = seen.setdefault(key, (entry, f"{entry.file}:{entry.lines[()]}"))
            if first is not entry:
                yield entry.problem(path, f'"{key[-1]}" is already taken at {place}; ids and identifiers are unique')


def _held(session: Session, entries: list[Entry]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each identifier of the records that are not in the files, and whose it is."""
    written = {key for entry in entries for _path, key in _keys(entry)}
    query = select(Identifier.scheme, Identifier.value, Record.kind, Record.slug).join(Record, Identifier.record_id == Record.id)
    for scheme, value, kind, slug in session.execute(query):
        if (kind, slug) not in written:
            yield ("identifier", scheme, value), f"{kind}/{slug}"


def _keys(entry: Entry) -> Iterator[tuple[Where, tuple[str, ...]]]:
    values = entry.values if isinstance(entry.values, dict) else {}
    if values.get("slug"):
        yield ("slug",), (entry.kind, _text(values["slug"]))
    identifiers = values.get("identifiers")
    for index, row in enumerate(identifiers if isinstance(identifiers, list) else []):
        if isinstance(row, dict):
            yield ("identifiers", index, "value"), ("identifier", _text(row.get("scheme")), _text(row.get("value")))


def _text(value: Any) -> str:
    return " ".join(str(value).split())


def _dangling(session: Session, entries: list[Entry]) -> Iterator[Problem]:
    """Yield a problem for each reference to a record that is neither in the files nor in the store."""
    known = {(kind, slug) for kind, slug in session.execute(select(Record.kind, Record.slug))}
    known |= {(entry.kind, str(entry.values.get("slug"))) for entry in entries if isinstance(entry.values, dict)}
    for entry in entries:
        for path, declared, ref in _references(entry):
            kind, _, slug = ref.rpartition("/")
            if not any((k, slug) in known for k in declared.kinds if kind in ("", k)):
                names = " or ".join(declared.kinds)
                yield entry.problem(path, f'there is no {names} "{ref}"; add it, or correct the id')


def _references(entry: Entry) -> Iterator[tuple[Where, Field, str]]:
    values = entry.values if isinstance(entry.values, dict) else {}
    kind = KINDS[entry.kind]
    yield from _pointing(values, kind.references, ())
    for name, link in kind.links.items():
        rows = values.get(name)
        for index, row in enumerate(rows if isinstance(rows, list) else []):
            named = {link.bare: row} if link.bare else row
            base: Where = (name, index)
            for path, declared, ref in _pointing(named, link.references, base):
                yield (base if link.bare else path), declared, ref


def _pointing(values: Any, references: dict[str, Field], base: Where) -> Iterator[tuple[Where, Field, str]]:
    for name, declared in references.items():
        ref = values.get(name) if isinstance(values, dict) else None
        if isinstance(ref, str) and ref:
            yield (*base, name), declared, ref


def _quoted_at_length(session: Session, entries: list[Entry]) -> Iterator[Problem]:
    """Yield a problem for each passage of more than a few words out of a document whose text may not be shown."""
    licences = dict(session.execute(select(Document.slug, Document.licence)).all())
    held = [entry.values for entry in entries if entry.kind == "document" and isinstance(entry.values, dict)]
    licences |= {str(values.get("slug")): values.get("licence") for values in held}
    for entry in entries:
        for path, document, exact in _quoted(entry):
            if len(exact.split()) > texts.FEW_WORDS and not texts.showable(licences.get(document)):
                message = f'no licence lets the text of "{document}" be shown, so a passage of it holds at most {texts.FEW_WORDS} words; quote fewer'
                yield entry.problem(path, message)


def _quoted(entry: Entry) -> Iterator[tuple[Where, str, str]]:
    rows = entry.values.get("evidence") if isinstance(entry.values, dict) else None
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, dict) and isinstance(row.get("exact"), str):
            yield ("evidence", index, "exact"), str(row.get("document")), row["exact"]
