"""Declaring attributes. Each is one line on its model; what the line says is kept in SQLAlchemy's ``info``.

The helpers are typed ``Any`` because the annotation on the model says what the attribute holds.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import mapped_column, relationship

from kb.models.types import REFERENCE, ValueType
from kb.told import speaking

_order = itertools.count()


@dataclass(frozen=True)
class Field:
    """An attribute of a record or a link.

    ``quiet`` leaves it out of a page where it is empty, instead of saying that
    it is not stated; ``technical`` leaves it out of tables for people. ``weight`` is its weight in full-text search (0: not searched), ``facet``
    the facet its value feeds, ``kinds`` the kinds a reference may point to and
    ``inverse`` the heading under which the other side lists this one.
    """

    label: str
    type: ValueType
    help: str = ""
    required: bool = False
    weight: float = 0
    facet: str | None = None
    iri: str | None = None
    kinds: tuple[str, ...] = ()
    inverse: str | None = None
    quiet: bool = False
    technical: bool = False
    order: int = dataclass_field(default_factory=lambda: next(_order))

    def __post_init__(self) -> None:
        """Let its words be said in every language."""
        speaking(self, "label", "help", "inverse")

    def show(self, value: Any) -> str:
        """Give a value as a person reads it; empty for none."""
        return "" if value is None else self.type.show(value)


@dataclass(frozen=True)
class Links:
    """A list of links on a record."""

    label: str
    help: str = ""
    order: int = dataclass_field(default_factory=lambda: next(_order))

    def __post_init__(self) -> None:
        """Let its words be said in every language."""
        speaking(self, "label", "help")


def field(
    label: str,
    type: ValueType,  # noqa: A002 - reads best in a declaration
    *,
    help: str = "",  # noqa: A002 - reads best in a declaration
    required: bool = False,
    weight: float = 0,
    facet: str | None = None,
    iri: str | None = None,
    quiet: bool = False,
    **column: Any,
) -> Any:
    """Declare a plain attribute; ``column`` goes to SQLAlchemy as it is."""
    declared = Field(label, type, help, required, weight, facet, iri, quiet=quiet)
    return mapped_column(type.column(), nullable=not required, info={"field": declared}, **column)


def technical(attribute: Any) -> Any:
    """Declare that an attribute is for programs, and is left out of tables for people."""
    info = attribute.column.info
    info["field"] = replace(info["field"], technical=True)
    return attribute


def reference(
    label: str,
    *kinds: str,
    help: str = "",  # noqa: A002 - reads best in a declaration
    required: bool = False,
    weight: float = 0,
    facet: str | None = None,
    iri: str | None = None,
    inverse: str | None = None,
    quiet: bool = False,
) -> Any:
    """Declare a reference to a record of one of the given kinds. Its column ends in ``_id``; :func:`to` follows it."""
    declared = Field(label, REFERENCE, help, required, weight, facet, iri, kinds, inverse, quiet)
    table = kinds[0] if len(kinds) == 1 else "record"
    return mapped_column(ForeignKey(f"{table}.id"), nullable=not required, index=True, info={"field": declared})


def to(column: Any, remote: str | None = None) -> Any:
    """Follow a reference; ``remote`` names the far column where a table points to itself."""
    return relationship(foreign_keys=[column], remote_side=remote, lazy="select")


def owner(kind: str = "record") -> Any:
    """Declare the record a link belongs to."""
    return mapped_column(ForeignKey(f"{kind}.id", ondelete="CASCADE"), index=True, info={"owner": kind})


def links(label: str, column: str, *, help: str = "") -> Any:  # noqa: A002 - reads best
    """Declare a list of links; ``column`` is the owner's column, as ``Name.record_id``."""
    link = column.partition(".")[0]
    return relationship(
        foreign_keys=column,
        order_by=f"{link}.position",
        cascade="all, delete-orphan",
        info={"links": Links(label, help)},
    )
