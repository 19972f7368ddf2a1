from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapper

from kb import models, schema
from kb.models import Base, Link
from kb.models.fields import Field
from kb.models.types import MONEY, REFERENCE, TYPES
from kb.schema import KINDS
from kb.search.documents import TEXT_OF_WEIGHT
from kb.search.request import FACETS


def columns() -> Iterator[ColumnElement[object]]:
    for table in Base.metadata.sorted_tables:
        yield from table.c


def declared() -> list[tuple[str, Field]]:
    return [(str(column), column.info["field"]) for column in columns() if "field" in column.info]


def link_classes() -> list[type[Link]]:
    return [mapper.class_ for mapper in mappers() if issubclass(mapper.class_, Link)]


def mappers() -> list[Mapper[object]]:
    return sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)


def failing(rule: Callable[[str, Field], bool]) -> list[str]:
    """Give the declared attributes that break a rule."""
    return [name for name, field in declared() if not rule(name, field)]


def test_every_field_has_a_label_in_words() -> None:
    assert failing(lambda _name, field: field.label[:1].isupper()) == []


def test_every_field_has_a_known_type() -> None:
    known = {"choice", *(value_type.name for value_type in TYPES)}
    assert failing(lambda _name, field: field.type.name in known) == []


def test_a_choice_and_only_a_choice_brings_its_vocabulary() -> None:
    assert failing(lambda _name, field: (field.type.name == "choice") == (field.type.vocabulary is not None)) == []


def test_every_facet_is_one_the_index_knows() -> None:
    assert failing(lambda _name, field: field.facet is None or field.facet in FACETS) == []


def test_every_weight_is_one_the_index_knows() -> None:
    assert failing(lambda _name, field: field.weight == 0 or field.weight in TEXT_OF_WEIGHT) == []


def test_references_and_only_these_name_kinds_and_an_inverse() -> None:
    assert failing(lambda name, field: {bool(field.kinds), bool(field.inverse), name.endswith("_id")} == {field.type is REFERENCE}) == []


def test_references_point_to_kinds_that_there_are() -> None:
    assert failing(lambda _name, field: set(field.kinds) <= KINDS.keys()) == []


def test_every_vocabulary_address_has_a_known_prefix() -> None:
    assert failing(lambda _name, field: field.iri is None or field.iri.partition(":")[0] in {"schema", "oa", "skos", "dcterms"}) == []


@pytest.mark.parametrize("link", link_classes())
def test_every_link_belongs_to_one_record(link: type[Link]) -> None:
    owners = [column for column in link.__table__.c if "owner" in column.info]
    assert len(owners) == 1
    assert not owners[0].nullable


@pytest.mark.parametrize("link", link_classes())
def test_every_link_is_listed_on_a_kind(link: type[Link]) -> None:
    assert link in {listed.model for kind in KINDS.values() for listed in kind.links.values()}


def test_every_reference_can_be_followed() -> None:
    followed = [(hasattr(described.model, f"{name}_id"), hasattr(described.model, name)) for described, name, _ in schema.each_reference()]
    assert set(followed) == {(True, True)}


def test_fields_keep_the_order_in_which_they_are_declared() -> None:
    assert list(KINDS["event"].fields)[:3] == ["slug", "label", "summary"]
    assert list(KINDS["project"].fields)[-1] == "objective"


def test_a_required_field_may_not_be_empty_in_the_database() -> None:
    for column in columns():
        if "field" in column.info:
            assert column.info["field"].required is not getattr(column, "nullable", None), str(column)


def test_no_value_shows_as_nothing() -> None:
    assert Field("EC contribution", MONEY).show(None) == ""


def test_a_value_shows_as_its_type_says() -> None:
    assert Field("EC contribution", MONEY).show(MONEY.clean("0")) == "€0.00"


def test_every_model_can_be_imported_from_the_package() -> None:
    assert {mapper.class_.__name__ for mapper in mappers()} == set(models.__all__) - {"Base", "Link"}


def test_every_constraint_has_a_name() -> None:
    unnamed = [(table.name, type(rule).__name__) for table in Base.metadata.tables.values() for rule in table.constraints if not rule.name]
    assert unnamed == []
