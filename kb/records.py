"""Writing: create, update, withdraw, merge, revert, erase, and bring many up to date at once.

Every change goes through here and leaves a Revision. Nothing here commits:
the outermost caller, a view or a command, does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, cast, delete, func, select
from sqlalchemy import update as update_rows
from sqlalchemy.exc import CircularDependencyError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from kb import eager, schema
from kb.errors import BadValue, Conflict
from kb.models import Base, Link, Record, Revision, SourceText
from kb.models.base import now
from kb.models.changes import mark
from kb.models.fields import Field
from kb.schema import KINDS, Kind, LinkType, Plain

Watch = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """Watch nothing."""


@dataclass(frozen=True)
class Author:
    """Who makes a change, why, and from which source."""

    by: str
    why: str | None = None
    source: str | None = None
    import_id: int | None = None


class Directory:
    """Finds records by kind and id, those about to be written included."""

    def __init__(self, session: Session) -> None:
        """Begin with what the session's database holds."""
        self.session = session
        self.known: dict[tuple[str, str], Record] = {}

    def add(self, record: Record) -> None:
        """Make a record findable before it is written."""
        self.known[record.kind, record.slug] = record

    def find(self, kinds: Iterable[str], slug: str) -> Record | None:
        """Give the record of one of some kinds; one that was merged leads to where it went."""
        for kind in kinds:
            if (kind, slug) not in self.known:
                query = select(KINDS[kind].model).where(Record.kind == kind, Record.slug == slug)
                found = self.session.execute(query).scalar_one_or_none()
                if found is None:
                    continue
                self.add(found)
            return self._arrived(self.known[kind, slug])
        return None

    def resolve(self, declared: Field, ref: str | None) -> Record | None:
        """Give the record a reference means; raise :class:`BadValue` where there is none."""
        if ref is None:
            return None
        kind, slash, slug = ref.rpartition("/")
        found = self.find([kind] if slash and kind in declared.kinds else () if slash else declared.kinds, slug)
        if found is None:
            kinds = " or ".join(declared.kinds)
            raise BadValue(reason=f'there is no {kinds} "{ref}"; add it, or correct the id')
        return found

    def _arrived(self, record: Record) -> Record:
        while record.merged_into_id is not None:
            record = self.session.get_one(Record, record.merged_into_id)
        return record


def create(session: Session, kind: str, values: Plain, author: Author) -> Record:
    """Make a record from cleaned values (see :func:`kb.schema.load`)."""
    directory = Directory(session)
    record = _blank(kind, values)
    directory.add(record)
    with session.no_autoflush:
        _fill(directory, record, values)
    session.add(record)
    _revise(session, record, "created", {}, schema.plain(kind, values), author)
    _flush(session, record.label)
    return record


def update(session: Session, record: Record, values: Plain, author: Author, *, action: str = "changed") -> bool:
    """Change the given values of a record; give whether anything differed. Its id stays for good."""
    if values.get("slug", record.slug) != record.slug:
        raise BadValue(reason=f'the id "{record.slug}" is permanent; make a new record, or merge two')
    before = schema.dump(record)
    changed = schema.plain(record.kind, values)
    after = {name: value for name, value in {**before, **changed}.items() if name not in values or name in changed}
    if after == before:
        return False
    with session.no_autoflush:
        _fill(Directory(session), record, values)
    _revise(session, record, action, before, after, author)
    _flush(session, record.label)
    return True


def withdraw(session: Session, record: Record, author: Author) -> None:
    """Take a record out of all lists; its page says that, when and why."""
    record.state = "withdrawn"
    _revise(session, record, "withdrawn", {"state": "public"}, {"state": "withdrawn"}, author)
    _flush(session, record.label)


def merge(session: Session, kept: Record, gone: Record, author: Author) -> None:
    """Make two records of one kind one: links to ``gone`` lead to ``kept``, which takes over names, identifiers and evidence."""
    if kept.kind != gone.kind or kept is gone:
        raise BadValue(reason="only two different records of the same kind can become one")
    for owner in list(referring(session, gone)):
        if owner not in (kept, gone):
            repointed = _repointed(owner, gone, kept)
            update(session, owner, repointed, author)
    taken = _taken_over(kept, gone)
    _give_texts(session, kept, gone)
    before = {"state": "public", **{name: rows for name, rows in schema.dump(gone).items() if name == "identifiers"}}
    gone.identifiers = []
    session.flush()
    update(session, kept, taken, author)
    gone.state, gone.merged_into_id = "merged", kept.id
    _revise(session, gone, "merged", before, {"state": "merged", "merged_into": kept.slug}, author)
    _flush(session, gone.label)


def note(session: Session, record: Record, action: str, before: Plain, after: Plain, author: Author) -> None:
    """Leave a revision for what changed beside the record's own values, such as the text of a document."""
    _revise(session, record, action, before, after, author)
    _flush(session, record.label)


def revert(session: Session, record: Record, version: int, author: Author) -> bool:
    """Give a record the values it had at a version; give whether anything differed."""
    query = select(Revision).where(Revision.record_id == record.id, Revision.version > version)
    values: Plain = {}
    for revision in session.execute(query.order_by(Revision.version.desc())).scalars():
        values.update({name: pair[0] for name, pair in revision.changes.items()})
    kind = KINDS[record.kind]
    fields = {name: value for name, value in values.items() if name in kind.fields}
    fields |= {name: value or [] for name, value in values.items() if name in kind.links}
    cleaned, problems = schema.load(record.kind, fields, partial=True)
    if problems:
        raise BadValue(reason=f"version {version} no longer fits: {problems[0][1]}")
    return update(session, record, cleaned, author)


def erase(session: Session, record: Record) -> None:
    """Remove a record, and those merged into it, with history and every link, for a person who asks for it. Nothing is left to undo."""
    for merged in session.execute(select(Record).where(Record.merged_into_id == record.id)).scalars().all():
        erase(session, merged)
    for link, name, _declared in schema.each_reference():
        column = getattr(link.model, f"{name}_id")
        if isinstance(link, LinkType):
            owners = session.execute(select(getattr(link.model, link.owner)).where(column == record.id)).scalars().all()
            mark(session, owners)
            session.execute(delete(link.model).where(column == record.id))
    _forget(session, record)
    session.delete(record)
    session.flush()
    session.expire_all()


def _forget(session: Session, record: Record) -> None:
    """Take rows that name a record out of the histories of others, those included that no longer refer to it."""
    query = select(Revision).where(Revision.record_id != record.id, cast(Revision.changes, Text).contains(record.slug))
    for revision in session.execute(query).scalars():
        revision.changes = {name: [_without(side, record) for side in pair] for name, pair in revision.changes.items()}


def _without(value: Any, record: Record) -> Any:
    if not isinstance(value, list):
        return value
    refs = {record.slug, f"{record.kind}/{record.slug}"}
    return [row for row in value if refs.isdisjoint(row.values() if isinstance(row, dict) else [row])]


@dataclass
class Counts:
    """What bringing many records up to date did, in numbers of records."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0


@dataclass(frozen=True)
class Row:
    """The cleaned values of one record, and where they come from."""

    kind: str
    values: Plain
    source: str


def upsert_many(session: Session, rows: Iterable[Row], author: Author, watch: Watch = silent) -> Counts:
    """Create or update many records that may refer to one another.

    A record that somebody else has changed since is left as it is and counted as kept.
    """
    rows, counts, directory = list(rows), Counts(), Directory(session)
    for kind in KINDS:
        for record in eager.by_slug(session, kind, [row.values["slug"] for row in rows if row.kind == kind]):
            directory.add(record)
    found = [(row, directory.find([row.kind], row.values["slug"])) for row in rows]
    new = {id(row): _blank(row.kind, row.values) for row, record in found if record is None}
    for record in new.values():
        directory.add(record)
    edited = _edited_by_others(session, author.by)
    before = {record.id: schema.dump(record) for _row, record in found if record}
    _let_go(session, ((row, record) for row, record in found if record and record.id not in edited))
    with session.no_autoflush:
        for done, (row, existing) in enumerate(found, start=1):
            watch(done, len(found))
            record = existing or new[id(row)]
            outcome = _upsert(directory, row, record, before.get(record.id, {}), author, edited)
            setattr(counts, outcome, getattr(counts, outcome) + 1)
    _flush(session, "seed")
    return counts


def _let_go(session: Session, found: Iterable[tuple[Row, Record]]) -> None:
    """Free the identifiers that records lose, so that others can take them on."""
    link = KINDS["organisation"].links["identifiers"]
    for row, record in found:
        wanted = {_key(schema.plain_link(link, values)) for values in row.values["identifiers"]}
        record.identifiers = [held for held in record.identifiers if _key(schema.dump_link(link, held)) in wanted]
    session.flush()


def _upsert(directory: Directory, row: Row, record: Record, before: Plain, author: Author, edited: set[int]) -> str:
    fresh, session = record.id is None, directory.session
    after = schema.plain(row.kind, row.values)
    if after == before:
        return "unchanged"
    if record.id in edited:
        return "kept"
    _fill(directory, record, row.values)
    session.add(record)
    written = Author(author.by, author.why, row.source)
    _revise(session, record, "created" if fresh else "changed", before, after, written)
    return "created" if fresh else "changed"


def _edited_by_others(session: Session, by: str) -> set[int]:
    return set(session.execute(select(Revision.record_id).where(Revision.by != by)).scalars())


def _blank(kind: str, values: Plain) -> Record:
    return KINDS[kind].model(kind=kind, slug=values["slug"], state="public")


def _fill(directory: Directory, record: Record, values: Plain) -> None:
    kind = KINDS[record.kind]
    for name, value in values.items():
        if name in kind.links:
            _set_links(directory, record, kind.links[name], value)
        else:
            _set(directory, record, kind, name, value)


def _set(directory: Directory, item: Base, described: Kind | LinkType, name: str, value: Any) -> None:
    declared = described.fields[name]
    setattr(item, name, directory.resolve(declared, value) if name in described.references else value)


def _set_links(directory: Directory, record: Record, link: LinkType, rows: list[Any]) -> None:
    """Keep the rows that are the same, add and remove the others, and number them in order."""
    current = {_key(schema.dump_link(link, row)): row for row in getattr(record, link.name)} if record.id else {}
    kept: list[Link] = []
    for position, values in enumerate(rows):
        row = current.pop(_key(schema.plain_link(link, values)), None) or _new_link(directory, link, values)
        row.position = position
        kept.append(row)
    setattr(record, link.name, kept)


def _new_link(directory: Directory, link: LinkType, values: Any) -> Link:
    row = link.model()
    for name, value in ({link.bare: values} if link.bare else values).items():
        _set(directory, row, link, name, value)
    return row


def _key(values: Any) -> str:
    return json.dumps(values, sort_keys=True, default=str)


def _revise(session: Session, record: Record, action: str, before: Plain, after: Plain, author: Author) -> None:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    changes = {name: [before.get(name), after.get(name)] for name in names}
    version = (record.version or 0) + 1
    record.updated = now()
    if record.id is not None:
        # A change of links alone must still raise the version of the record.
        flag_modified(record, "updated")
    told = {"by": author.by, "why": author.why, "source": author.source, "import_id": author.import_id}
    session.add(Revision(record=record, version=version, action=action, changes=changes, **told))


def _flush(session: Session, label: str) -> None:
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict(label=label) from error
    except CircularDependencyError as error:
        raise BadValue(reason="a record would refer to itself, directly or in a circle; correct the reference") from error
    except IntegrityError as error:
        if "unique" not in str(error.orig).lower():
            raise
        raise BadValue(reason="its id or one of its identifiers is that of another record; correct it, or merge the two") from error


def referring(session: Session, record: Record) -> Iterator[Record]:
    """Yield each record that refers to one, itself or in its links, once."""
    ids: set[int] = set()
    for described, name, _declared in schema.each_reference():
        owner = getattr(described.model, described.owner if isinstance(described, LinkType) else "id")
        ids.update(session.execute(select(owner).where(getattr(described.model, f"{name}_id") == record.id)).scalars())
    yield from session.execute(select(Record).where(Record.id.in_(sorted(ids)))).scalars()


def _repointed(owner: Record, gone: Record, kept: Record) -> Plain:
    kind = KINDS[owner.kind]
    values = {name: _swap(declared, getattr(owner, name), gone, kept) for name, declared in kind.references.items()}
    for name, link in kind.links.items():
        if link.references:
            values[name] = [_swap_row(link, row, gone, kept) for row in getattr(owner, name)]
    return values


def _swap_row(link: LinkType, row: Link, gone: Record, kept: Record) -> Any:
    values = {name: getattr(row, name) for name in link.fields}
    values |= {name: _swap(declared, values[name], gone, kept) for name, declared in link.references.items()}
    return values[link.bare] if link.bare else values


def _swap(declared: Field, value: Record | None, gone: Record, kept: Record) -> Any:
    return schema.out(declared, kept if value is gone else value)


def _give_texts(session: Session, kept: Record, gone: Record) -> None:
    """Hang the texts of a document on the one it goes into, as further versions."""
    highest = session.execute(select(func.max(SourceText.version)).where(SourceText.document_id == kept.id)).scalar() or 0
    moved = update_rows(SourceText).where(SourceText.document_id == gone.id)
    session.execute(moved.values(document_id=kept.id, version=SourceText.version + highest))


def _taken_over(kept: Record, gone: Record) -> Plain:
    """Give the names, identifiers and evidence of both, each once, the name of the one that goes included."""
    taken: Plain = {}
    for name in ("names", "identifiers", "evidence"):
        link = KINDS[kept.kind].links[name]
        rows = [_swap_row(link, row, gone, kept) for record in (kept, gone) for row in getattr(record, name)]
        taken[name] = list({_key(row): row for row in rows}.values())
    lost = {"name": gone.label, "type": "alias", "language": None, "note": None}
    if gone.label not in (kept.label, *(row["name"] for row in taken["names"])):
        taken["names"].append(lost)
    return taken
