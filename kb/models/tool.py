"""Tool and Operation, with the organisations behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.base import Link
from kb.models.fields import field, links, owner, reference, to
from kb.models.record import KindText, Record
from kb.models.types import DATE, LINE, SORT

if TYPE_CHECKING:
    from kb.models.organisation import Organisation
    from kb.models.project import ProjectLink


class Tool(Record):
    """Software, a data set, a vocabulary or another result that can be used."""

    __tablename__ = "tool"
    __mapper_args__ = {"polymorphic_identity": "tool"}
    text = KindText(
        "tools", "Tool", "Tools", "Name", "Software or another result that can be used.", ("type", "developers", "projects"), place=9
    )

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    type: Mapped[str | None] = field("Type of tool", SORT, weight=1)
    edition: Mapped[str | None] = field("Version", LINE, iri="schema:version", quiet=True)
    licence: Mapped[str | None] = field("Licence", LINE, iri="schema:license")
    part_of_id: Mapped[int | None] = reference("Part of", "tool", weight=1, inverse="Its parts", quiet=True)
    part_of: Mapped[Tool | None] = to(part_of_id, remote="Tool.id")
    developers: Mapped[list[Involvement]] = links("Developers", "Involvement.record_id")
    projects: Mapped[list[ProjectLink]] = links("Projects", "ProjectLink.record_id")


class Operation(Record):
    """A police operation."""

    __tablename__ = "operation"
    __mapper_args__ = {"polymorphic_identity": "operation"}
    text = KindText("operations", "Operation", "Operations", "Name", "A police operation.", ("type", "start", "end", "agencies"), place=10)

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    type: Mapped[str | None] = field("Type of operation", SORT)
    start: Mapped[str | None] = field("Start", DATE, facet="year", iri="schema:startDate")
    end: Mapped[str | None] = field("End", DATE, facet="year", iri="schema:endDate")
    part_of_id: Mapped[int | None] = reference("Part of", "operation", weight=1, inverse="Its parts", quiet=True)
    part_of: Mapped[Operation | None] = to(part_of_id, remote="Operation.id")
    agencies: Mapped[list[Involvement]] = links("Agencies", "Involvement.record_id")


class Involvement(Link):
    """An organisation that develops a tool or takes part in an operation."""

    __tablename__ = "involvement"

    record_id: Mapped[int] = owner()
    organisation_id: Mapped[int] = reference(
        "Organisation", "organisation", required=True, facet="organisation", weight=1, inverse="Tools and operations"
    )
    organisation: Mapped[Organisation] = to(organisation_id)
    role: Mapped[str | None] = field("Role", LINE)
