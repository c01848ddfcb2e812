"""What the columns of a query's rows mean: by the package's descriptor, and by `queries/columns.csv` for what
queries add.

A line of `columns.csv` is for a column by its name: in every query, or in those that it names (`releases/*`,
`releases/summary`), of which the closest one holds. It may name a field of the package (`actors.kind`): the
column has that field's codes, and without a description of its own the field's description. Queries that give
the rows of a table need no line for the table's own fields.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from peace_ledger.catalog import QUERIES, Query
from peace_ledger.descriptor import Field, Package

FILE = QUERIES / "columns.csv"

ColumnType = Literal["string", "list", "date", "integer", "number", "boolean"]

TYPES: Mapping[str, ColumnType] = {
    "VARCHAR": "string",
    "VARCHAR[]": "list",
    "DATE": "date",
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
}
"""DuckDB's types as those of Table Schema; the items of a list are strings."""

# The folders whose queries give the rows of one table, each with its fields under their own names.
_ROWS_OF_A_TABLE = ("tables", "evidence")
_TABLE_NAMES = {"updates": "commitment_updates", "histories": "commitment_updates"}


@dataclass(frozen=True)
class Code:
    """One value of a code list; `description` is empty where the package gives none."""

    value: str
    label: str
    description: str


@dataclass(frozen=True)
class Column:
    """One column: its name, its type, what it means, and its codes where it has a code list."""

    name: str
    type: ColumnType
    description: str
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True)
class _Line:
    queries: str
    field: str
    description: str


def columns_of(query: Query, package: Package) -> tuple[Column, ...]:
    """The columns of a query in order. `description` is empty for one that neither the package nor
    `columns.csv` explains.
    """
    return tuple(_column(query.name, name, TYPES[kind], package) for name, kind in query.columns)


def _column(query: str, name: str, kind: ColumnType, package: Package) -> Column:
    lines = _lines().get(name, {})
    own = _own_field(query, name, package)
    if own and query not in lines:
        return Column(name, kind, own.description, _codes(own))
    line = _closest(lines, query)
    if line is None:
        return Column(name, kind, "")
    field = _field(package, *line.field.split(".")) if line.field else None
    described = line.description or (field.description if field else "")
    return Column(name, kind, described, _codes(field) if field else ())


def _own_field(query: str, name: str, package: Package) -> Field | None:
    folder, _, table = query.partition("/")
    return _field(package, _TABLE_NAMES.get(table, table), name) if folder in _ROWS_OF_A_TABLE else None


def _field(package: Package, table: str, name: str) -> Field | None:
    if not package.has_table(table) or name not in package.table(table).columns:
        return None
    return package.table(table).field(name)


def _codes(field: Field) -> tuple[Code, ...]:
    return tuple(
        Code(category.value, field.label_of(category.value), category.description)
        for category in field.categories or ()
    )


def _closest(lines: Mapping[str, _Line], query: str) -> _Line | None:
    folder = query.partition("/")[0]
    return next((lines[of] for of in (query, f"{folder}/*", "") if of in lines), None)


@cache
def _lines(path: Path = FILE) -> Mapping[str, Mapping[str, _Line]]:
    lines: dict[str, dict[str, _Line]] = {}
    for column, line in _read(path):
        lines.setdefault(column, {})[line.queries] = line
    return lines


def _read(path: Path) -> Iterator[tuple[str, _Line]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["column"], _Line(row["queries"], row["field"], row["description"])
