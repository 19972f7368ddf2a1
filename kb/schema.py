"""The registry: every kind with its fields and links, read back from the models, and the one road for values in and out.

Values go in through a marshmallow schema built from the registry and come out
plain (text, numbers, booleans, lists and mappings), references as ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Protocol

import marshmallow
from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from kb.errors import BadValue
from kb.models import Link, Record
from kb.models.fields import Field, Links
from kb.models.record import KindText
from kb.models.types import REFERENCE, check_identifier

Plain = dict[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class LinkType:
    """A list of links on a kind. ``bare`` names the only field of a link that has just one."""

    name: str
    model: type[Link]
    declared: Links
    fields: Mapping[str, Field]
    owner: str

    @property
    def bare(self) -> str | None:
        """The single field whose value stands for the whole link, if there is just one."""
        return next(iter(self.fields)) if len(self.fields) == 1 else None

    @cached_property
    def references(self) -> dict[str, Field]:
        """The fields that point to records."""
        return _references(self.fields)


@dataclass(frozen=True)
class Kind:
    """A kind of record."""

    name: str
    model: type[Record]
    text: KindText
    fields: Mapping[str, Field]
    links: Mapping[str, LinkType]

    @cached_property
    def references(self) -> dict[str, Field]:
        """The fields that point to records."""
        return _references(self.fields)

    def label_of(self, name: str) -> str:
        """Give what people call a field or a list of links of this kind; the property itself where it is neither."""
        if name == "label":
            return self.text.label
        if name in self.links:
            return self.links[name].declared.label
        return self.fields[name].label if name in self.fields else _worded(name)


def _worded(name: str) -> str:
    """Give a property without a declaration as words, names in it untouched."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _references(fields: Mapping[str, Field]) -> dict[str, Field]:
    return {name: declared for name, declared in fields.items() if declared.type is REFERENCE}


def _fields(mapper: Mapper[Any]) -> dict[str, Field]:
    found = {
        column.key.removesuffix("_id") if declared.type is REFERENCE else column.key: declared
        for column in mapper.column_attrs
        if (declared := column.columns[0].info.get("field"))
    }
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def _link_type(name: str, model: type[Link], declared: Links) -> LinkType:
    table = model.__table__
    owner = next(column.name for column in table.c if "owner" in column.info)
    return LinkType(name, model, declared, _fields(inspect(model)), owner)


def _kind(mapper: Mapper[Any]) -> Kind:
    found = [(rel.info["links"], rel.key, rel.mapper.class_) for rel in mapper.relationships if "links" in rel.info]
    links = {name: _link_type(name, model, declared) for declared, name, model in sorted(found, key=lambda f: f[0].order)}
    return Kind(str(mapper.polymorphic_identity), mapper.class_, mapper.class_.text, _fields(mapper), links)


def _kinds() -> dict[str, Kind]:
    mappers = inspect(Record).self_and_descendants
    kinds = {str(m.polymorphic_identity): _kind(m) for m in mappers if m.class_ is not Record}
    return dict(sorted(kinds.items(), key=lambda pair: pair[1].text.place))


KINDS: dict[str, Kind] = _kinds()
BY_PLURAL: dict[str, Kind] = {kind.text.plural: kind for kind in KINDS.values()}


class Value(marshmallow.fields.Field[Any]):
    """A marshmallow field that cleans by value type; empty text is no value."""

    def __init__(self, declared: Field) -> None:
        """Take the rules from the declaration."""
        default = marshmallow.missing if declared.required else None
        super().__init__(required=declared.required, allow_none=not declared.required, load_default=default)
        self.declared = declared
        self.error_messages["required"] = self.error_messages["null"] = f'"{declared.label}" is needed; add it'

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Treat empty text as absent, so that a needed value cannot be blank."""
        blank = isinstance(value, str) and not value.strip()
        return super().deserialize(None if blank else value, attr, data, **kwargs)

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        try:
            return self.declared.type.clean(value)
        except BadValue as error:
            raise marshmallow.ValidationError(str(error)) from error


class Strict(marshmallow.Schema):
    """A schema that refuses keys it does not know."""

    class Meta:
        """Refuse, do not drop."""

        unknown = marshmallow.RAISE

    error_messages = {
        "unknown": "there is no such field; correct the name or take it out",
        "type": "expected named fields, as in a mapping",
    }


class Identifiers(Strict):
    """Checks an identifier by the rules of its scheme."""

    @marshmallow.validates_schema
    def well_formed(self, data: Plain, **_kwargs: Any) -> None:
        """Compare value and scheme once both are there."""
        try:
            check_identifier(data["scheme"], data["value"])
        except BadValue as error:
            raise marshmallow.ValidationError(str(error), "value") from error


# The links whose fields are judged together.
LINK_CHECKS: dict[str, type[Strict]] = {"identifiers": Identifiers}


def _link_field(link: LinkType) -> marshmallow.fields.Field[Any]:
    if link.bare:
        inner: marshmallow.fields.Field[Any] = Value(link.fields[link.bare])
    else:
        base = LINK_CHECKS.get(link.name, Strict)
        inner = marshmallow.fields.Nested(base.from_dict(_values(link.fields), name=link.model.__name__))
    return marshmallow.fields.List(inner, load_default=list, error_messages={"invalid": "expected a list"})


def _values(fields: Mapping[str, Field]) -> dict[str, marshmallow.fields.Field[Any]]:
    return {name: Value(declared) for name, declared in fields.items()}


@cache
def schema(kind: str) -> marshmallow.Schema:
    """Give the marshmallow schema of a kind."""
    described = KINDS[kind]
    links = {name: _link_field(link) for name, link in described.links.items()}
    return Strict.from_dict({**_values(described.fields), **links}, name=kind.capitalize())()


def load(kind: str, raw: Any, *, partial: bool = False) -> tuple[Plain, list[tuple[Path, str]]]:
    """Clean the values of one record.

    Gives the values and a list of problems, each with its path; with problems the
    values are not to be used. ``partial`` leaves out what was not given.
    """
    try:
        return schema(kind).load(raw, partial=partial), []
    except marshmallow.ValidationError as error:
        return {}, list(_flatten(error.messages, ()))


def cleaned(kind: str, raw: Any, *, partial: bool = False) -> Plain:
    """Clean the values of one record as :func:`load` does; raise :class:`BadValue` with all that is wrong."""
    values, problems = load(kind, raw, partial=partial)
    if problems:
        raise BadValue(reason="; ".join(f"{'.'.join(map(str, path))}: {message}" for path, message in problems))
    return values


def _flatten(messages: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _flatten(inner, path if key == marshmallow.exceptions.SCHEMA else (*path, key))
    else:
        yield from ((path, message) for message in messages)


def clean(fields: Mapping[str, Field], raw: Mapping[str, Any]) -> tuple[Plain, list[tuple[str, str]]]:
    """Clean the values of one record or link by their types alone, for readers of many rows.

    Gives the values that are good and a list of problems, each with its field. What is empty is left out,
    and nothing is said of fields that are needed: that is for :func:`load`.
    """
    values: Plain = {}
    problems: list[tuple[str, str]] = []
    for name, value in raw.items():
        if value not in (None, ""):
            try:
                values[name] = fields[name].type.clean(value)
            except BadValue as error:
                problems.append((name, str(error)))
    return values, problems


def plain(kind: str, values: Plain) -> Plain:
    """Turn cleaned values into what JSON and history hold; what is empty is left out."""
    described = KINDS[kind]
    found: Plain = {}
    for name, value in values.items():
        if name in described.links:
            found[name] = [plain_link(described.links[name], row) for row in value]
        else:
            found[name] = _plain_value(described.fields[name], value)
    return {name: value for name, value in found.items() if value not in (None, [])}


def plain_link(link: LinkType, row: Any) -> Any:
    """Turn the cleaned values of a link into what JSON holds: a mapping, or the bare value."""
    if link.bare:
        return _plain_value(link.fields[link.bare], row)
    return {name: _plain_value(link.fields[name], value) for name, value in row.items() if value is not None}


def dump_link(link: LinkType, row: object) -> Any:
    """Give the values of a link as JSON holds them: a mapping, or the bare value."""
    found = _dump_fields(row, link.fields)
    return found[link.bare] if link.bare else found


class OfKind(Protocol):
    """A record in any form that gives its values by their names."""

    @property
    def kind(self) -> str:
        """The kind it is of."""


def _plain_value(declared: Field, value: Any) -> Any:
    return None if value is None else declared.type.plain(value)


def dump(record: OfKind) -> Plain:
    """Give all values of a record, plain; links in order, what is empty left out."""
    described = KINDS[record.kind]
    found = _dump_fields(record, described.fields)
    for name, link in described.links.items():
        found[name] = [dump_link(link, row) for row in getattr(record, name)]
    return {name: value for name, value in found.items() if value != []}


def _dump_fields(item: object, fields: Mapping[str, Field]) -> Plain:
    found = {name: out(declared, getattr(item, name)) for name, declared in fields.items()}
    return {name: value for name, value in found.items() if value is not None}


def out(declared: Field, value: Any) -> Any:
    """Give one value plain; a record as its id, with its kind where the field allows several."""
    if declared.type is REFERENCE and value is not None:
        return value.slug if len(declared.kinds) == 1 else f"{value.kind}/{value.slug}"
    return _plain_value(declared, value)


def each_reference() -> Iterator[tuple[Kind | LinkType, str, Field]]:
    """Yield every reference of every kind and of every list of links, each once."""
    seen: set[type[Link]] = set()
    for kind in KINDS.values():
        yield from ((kind, name, declared) for name, declared in kind.references.items())
        for link in kind.links.values():
            if link.model not in seen:
                seen.add(link.model)
                yield from ((link, name, declared) for name, declared in link.references.items())
