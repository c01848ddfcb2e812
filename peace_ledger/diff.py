"""What differs between two versions of a data package: rows by their primary key, and definitions."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peace_ledger.dataset import Dataset
from peace_ledger.descriptor import Package
from peace_ledger.staging import quoted

Row = Mapping[str, Any]
"""The cells of a row by column; days are `datetime.date`, lists are lists, what is empty is None."""

Pair = tuple[Any, Any]
"""The older and the newer value."""


@dataclass(frozen=True)
class Changed:
    """A row that stands in both versions: the values of its key, and each column that differs."""

    key: Row
    cells: Mapping[str, Pair]


@dataclass(frozen=True)
class TableDiff:
    """What differs in a table. Where the versions have no key in common, `key` is empty, and a row that
    changed is one that was removed and one that was added. `reordered` tells that rows of both versions
    stand in another order, since the later in the file decides between updates of one day.
    """

    table: str
    key: tuple[str, ...]
    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    changed: tuple[Changed, ...] = ()
    reordered: bool = False

    @property
    def rows(self) -> int:
        """How many rows differ."""
        return len(self.added) + len(self.removed) + len(self.changed)


@dataclass(frozen=True)
class Diff:
    """What differs between an older and a newer version: every table of either, the newer one's first, and
    the definitions by their place in the descriptor.
    """

    tables: tuple[TableDiff, ...]
    definitions: Mapping[str, Pair]

    @property
    def rows(self) -> int:
        """How many rows differ in all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def same_rows(self) -> bool:
        """Whether every table has the same rows in the same order."""
        return not any(table.rows or table.reordered for table in self.tables)

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return self.same_rows and not self.definitions


def between(old: Dataset, new: Dataset) -> Diff:
    """Compare two loaded packages."""
    names = dict.fromkeys(table.name for dataset in (new, old) for table in dataset.package.tables)
    return Diff(
        tuple(compare(name, _key(name, old, new), _rows(old, name), _rows(new, name)) for name in names),
        _definitions(old.package, new.package),
    )


def compare(table: str, key: tuple[str, ...], old: Sequence[Row], new: Sequence[Row]) -> TableDiff:
    """Compare the rows of a table. A column that one version lacks counts as empty there; values of different
    types are different.
    """
    columns = tuple(dict.fromkeys(column for rows in (old, new) for column in (rows[0] if rows else ())))
    return _by_key(table, key, columns, old, new) if key else _by_row(table, columns, old, new)


def _by_key(
    table: str, key: tuple[str, ...], columns: Sequence[str], old: Sequence[Row], new: Sequence[Row]
) -> TableDiff:
    before, after = ({_identity(row, key): row for row in rows} for rows in (old, new))
    in_both = [identity for identity in after if identity in before]
    changed = []
    for identity in in_both:
        cells = dict(_cells(before[identity], after[identity], columns))
        if cells:
            changed.append(Changed({column: after[identity][column] for column in key}, cells))
    return TableDiff(
        table,
        key,
        added=tuple(row for identity, row in after.items() if identity not in before),
        removed=tuple(row for identity, row in before.items() if identity not in after),
        changed=tuple(changed),
        reordered=in_both != [identity for identity in before if identity in after],
    )


def _by_row(table: str, columns: Sequence[str], old: Sequence[Row], new: Sequence[Row]) -> TableDiff:
    added, kept = _parted(new, old, columns)
    removed, kept_before = _parted(old, new, columns)
    return TableDiff(table, (), tuple(added), tuple(removed), reordered=kept != kept_before)


Identity = tuple[tuple[str, Any], ...]


def _identity(row: Row, columns: Iterable[str]) -> Identity:
    """The values of some columns, hashable. With their types: to Python, true equals 1."""
    return tuple(_typed(row.get(column)) for column in columns)


def _typed(value: Any) -> tuple[str, Any]:
    return type(value).__name__, tuple(value) if isinstance(value, list) else value


def _cells(old: Row, new: Row, columns: Iterable[str]) -> Iterator[tuple[str, Pair]]:
    for column in columns:
        if _identity(old, (column,)) != _identity(new, (column,)):
            yield column, (old.get(column), new.get(column))


def _parted(
    rows: Sequence[Row], others: Sequence[Row], columns: Sequence[str]
) -> tuple[list[Row], list[Identity]]:
    """The rows that the others do not have, or not so often; and what the rest is, in order."""
    left = Counter(_identity(row, columns) for row in others)
    beyond, shared = [], []
    for row in rows:
        identity = _identity(row, columns)
        if left[identity]:
            left[identity] -= 1
            shared.append(identity)
        else:
            beyond.append(row)
    return beyond, shared


def _key(table: str, old: Dataset, new: Dataset) -> tuple[str, ...]:
    """The primary key that a table has in both versions."""
    keys = [
        dataset.package.table(table).layout.primary_key or ()
        for dataset in (new, old)
        if dataset.package.has_table(table)
    ]
    return keys[0] if keys[0] == keys[-1] else ()


def _rows(dataset: Dataset, table: str) -> list[Row]:
    if not dataset.package.has_table(table):
        return []
    columns = dataset.package.table(table).columns
    with dataset.database.cursor() as cursor:
        names = ", ".join(quoted(column) for column in columns)
        rows = cursor.sql("FROM " + quoted(table)).order("row").project(names).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in rows]


# What differs from version to version by its nature, and how the files are written, which loading undoes.
_NO_MEANING: Mapping[str, Any] = {
    "version": True,
    "created": True,
    "tables": {"__all__": {"paths", "format", "encoding", "dialect", "bytes", "hash"}},
}
_TRANSLATION = re.compile(r"(?:^|\.)translations\.([^.]+)\.")
_NAMING = ("name", "value", "side", "title")


def _definitions(old: Package, new: Package) -> dict[str, Pair]:
    before, after = (dict(_flat(one.model_dump(mode="json", exclude=_NO_MEANING), "")) for one in (old, new))
    places = dict.fromkeys([*after, *before])
    changed = {
        place: (before.get(place), after.get(place))
        for place in places
        if before.get(place) != after.get(place)
    }
    translated = Counter(found[1] for place in changed if (found := _TRANSLATION.search(place)))
    return {
        **{place: pair for place, pair in changed.items() if not _TRANSLATION.search(place)},
        # Each text has three of them: told one by one they would hide all else.
        **{
            f"translations[{language}]": (
                f"{_translated(before, language)} texts",
                f"{_translated(after, language)} texts, {count} of them new, changed or gone",
            )
            for language, count in translated.items()
        },
    }


def _translated(flat: Mapping[str, Any], language: str) -> int:
    return sum(found[1] == language for place in flat if (found := _TRANSLATION.search(place)))


def _flat(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Everything that is said in a descriptor, each by its place; the parts of a list by their names."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(part, f"{place}.{name}".removeprefix("."))
    elif isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
        names = _names(value)
        yield f"{place} (order)", names
        for name, part in zip(names, value, strict=True):
            yield from _flat(part, f"{place}[{name}]")
    else:
        yield place, value


def _names(parts: Sequence[Mapping[str, Any]]) -> list[str]:
    found = [next((str(part[naming]) for naming in _NAMING if part.get(naming)), "") for part in parts]
    return found if len(set(found)) == len(found) else [str(place) for place in range(len(parts))]
