"""Asking for records by any number of numbers: they are sent as one value, so that the statement stays the same and no limit on variables counts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Dialect, Integer, SQLColumnExpression, Text, TypeDecorator, bindparam, cast, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class Numbers(TypeDecorator[list[int]]):
    """Whole numbers as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[int] | None, _dialect: Dialect) -> str:
        """Write them."""
        return json.dumps(list(value or ()))


class Each(GenericFunction[int]):
    """The members of a JSON array as rows, in SQLite's way and in PostgreSQL's."""

    inherit_cache = True


@compiles(Each)
def _sqlite(element: Each, compiler: SQLCompiler, **named: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **named)})"


@compiles(Each, "postgresql")
def _postgresql(element: Each, compiler: SQLCompiler, **named: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **named)} AS json))"


# The numbers a query that is made once is asked for when it is sent, under the name "asked".
ASKED = bindparam("asked", type_=Numbers())


def among(column: SQLColumnExpression[Any], numbers: Iterable[int] | BindParameter[list[int]]) -> ColumnElement[bool]:
    """Compare a column with record numbers, or with those a query will be asked for."""
    sent = numbers if isinstance(numbers, BindParameter) else bindparam(None, list(numbers), Numbers(), unique=True)
    return column.in_(select(cast(Each(sent).table_valued("value").c.value, Integer)))
