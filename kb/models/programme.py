"""Programme: what funds or frames projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.base import Link
from kb.models.fields import field, links, owner, reference, to
from kb.models.record import KindText, Record
from kb.models.types import DATE, LINE, SORT, URL

if TYPE_CHECKING:
    from kb.models.organisation import Organisation
    from kb.models.project import Project


class Programme(Record):
    """A funding scheme, or a line of research of an organisation."""

    __tablename__ = "programme"
    __mapper_args__ = {"polymorphic_identity": "programme"}
    text = KindText("programmes", "Programme", "Programmes", "Name", "What funds or frames projects.", ("type", "owner", "start"), place=11)

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    code: Mapped[str | None] = field("Code", LINE, weight=3, quiet=True)
    type: Mapped[str | None] = field("Type of programme", SORT)
    owner_id: Mapped[int | None] = reference("Owner", "organisation", facet="organisation", weight=1, inverse="Programmes it owns")
    owner: Mapped[Organisation | None] = to(owner_id)
    parent_id: Mapped[int | None] = reference("Part of", "programme", inverse="Parts of this programme", quiet=True)
    parent: Mapped[Programme | None] = to(parent_id, remote="Programme.id")
    start: Mapped[str | None] = field("Start", DATE, facet="year", iri="schema:startDate")
    website: Mapped[str | None] = field("Website", URL, iri="schema:url", quiet=True)
    disciplines: Mapped[list[Discipline]] = links("Disciplines", "Discipline.programme_id")
    realisations: Mapped[list[Realisation]] = links("Carried out in", "Realisation.programme_id")


class Discipline(Link):
    """A field of science that a programme draws on."""

    __tablename__ = "discipline"

    programme_id: Mapped[int] = owner("programme")
    discipline: Mapped[str] = field("Discipline", LINE, required=True, weight=1)


class Realisation(Link):
    """A project that carries out part of a programme without being funded by it."""

    __tablename__ = "realisation"

    programme_id: Mapped[int] = owner("programme")
    project_id: Mapped[int] = reference("Project", "project", required=True, facet="project", weight=1, inverse="Carries out")
    project: Mapped[Project] = to(project_id)
