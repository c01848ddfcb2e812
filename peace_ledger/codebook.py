"""The code book: what the descriptor says of each table, column and code, with what the loaded rows hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from cachetools import cached

from peace_ledger.dataset import Dataset
from peace_ledger.descriptor import Field, Table
from peace_ledger.staging import quoted


@dataclass(frozen=True)
class Tie:
    """Columns of one table that hold the key of another."""

    columns: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class Column:
    """One column: its description, in how many rows it is filled, and how many rows have each code."""

    field: Field
    filled: int
    codes: Mapping[str, int]
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class Entry:
    """One table: its description, its number of rows, its columns in order, and which tables point at it."""

    table: Table
    rows: int
    columns: tuple[Column, ...]
    pointed_at_by: tuple[str, ...]

    @property
    def ties(self) -> tuple[Tie, ...]:
        """What its columns point at, each tie once, in the order of the columns."""
        return tuple(dict.fromkeys(tie for column in self.columns for tie in column.ties))


# As long as the data version is there, which this must not keep.
@cached(WeakKeyDictionary(), key=lambda dataset: dataset, lock=Lock())
def entries(dataset: Dataset) -> tuple[Entry, ...]:
    """The tables of a package, in the descriptor's order. All rows count: no filter cuts them."""
    tables = dataset.package.tables
    ties = {table.name: _ties(table) for table in tables}
    return tuple(_entry(dataset, table, ties) for table in tables)


def _entry(dataset: Dataset, table: Table, ties: Mapping[str, tuple[Tie, ...]]) -> Entry:
    counts = ", ".join(f"count({quoted(name)})" for name in table.columns)
    with dataset.database.cursor() as cursor:
        (found,) = cursor.sql("FROM " + quoted(table.name)).aggregate(f"count(*), {counts}").fetchall()
    columns = tuple(
        Column(
            field=field,
            filled=filled,
            codes=_code_counts(dataset, table, field),
            ties=tuple(tie for tie in ties[table.name] if field.name in tie.columns),
        )
        for field, filled in zip(table.fields, found[1:], strict=True)
    )
    pointing = (name for name, own in ties.items() if any(tie.target == table.name for tie in own))
    return Entry(table, found[0], columns, tuple(pointing))


def _ties(table: Table) -> tuple[Tie, ...]:
    keys = [Tie(key.fields, key.reference.resource or table.name) for key in table.layout.foreign_keys]
    lists = [
        Tie((field.name,), field.item_reference.resource or table.name)
        for field in table.fields
        if field.item_reference
    ]
    return (*keys, *lists)


def _code_counts(dataset: Dataset, table: Table, field: Field) -> dict[str, int]:
    if not field.codes:
        return {}
    column = quoted(field.name)
    with dataset.database.cursor() as cursor:
        rows = cursor.sql("FROM " + quoted(table.name))
        found = dict(rows.aggregate(f"{column}, count(*)", column).fetchall())
    return {code: found.get(code, 0) for code in field.codes}
