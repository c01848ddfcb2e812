"""What differs between two versions, in words: lines for a terminal, Markdown for a changelog, and a document
for programs.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import takewhile
from typing import Any

from peace_ledger.dataset import Dataset
from peace_ledger.descriptor import Package
from peace_ledger.diff import Diff, Row, TableDiff

MOST_LISTED = 50
"""Rows of one table that a changelog names, of each kind; `diff` as text or JSON has them all."""
_LONGEST = 120
_LED_IN = 40
"""Letters before what differs that long values keep."""
_TELLING = ("title", "name", "summary", "claim", "question")
"""The columns, the first that a table has, by which a person knows a row."""
_MARKS = re.compile(r"([\\`*_\[\]<>|#])")


def counts(difference: Diff) -> str:
    """How much differs, in one line."""
    tables = difference.tables
    found = {
        "added": sum(len(table.added) for table in tables),
        "removed": sum(len(table.removed) for table in tables),
        "changed": sum(len(table.changed) for table in tables),
    }
    rows = ", ".join(f"{count} {what}" for what, count in found.items())
    return f"rows {rows}; definitions {len(difference.definitions)} changed"


def lines(difference: Diff) -> Iterator[str]:
    """Everything that differs, a row or a cell in each line."""
    for table in difference.tables:
        if table.rows or table.reordered:
            order = ", and others stand in another order" if table.reordered else ""
            differ = "1 row differs" if table.rows == 1 else f"{table.rows} rows differ"
            yield f"{table.table}: {differ}{order}"
        for sign, rows in (("+", table.added), ("-", table.removed)):
            yield from (f"  {sign} {_cells(row)}" for row in rows)
        for change in table.changed:
            yield f"  ~ {_cells(change.key)}"
            yield from (
                f"      {column}: {_cell(old)} → {_cell(new)}" for column, (old, new) in change.cells.items()
            )
    if difference.definitions:
        yield f"definitions: {len(difference.definitions)} differ"
    for place, (old, new) in difference.definitions.items():
        yield f"  ~ {place}: {_cell(old)} → {_cell(new)}"


def document(difference: Diff, old: Dataset, new: Dataset) -> dict[str, object]:
    """Everything that differs, and between what, for JSON."""
    return {
        "old": {"version": old.version, "digest": old.digest},
        "new": {"version": new.version, "digest": new.digest},
        "same": difference.same,
        "tables": [asdict(table) for table in difference.tables if table.rows or table.reordered],
        "definitions": difference.definitions,
    }


def markdown(difference: Diff, package: Package) -> Iterator[str]:
    """What differs as an entry of a changelog, without its heading: a list for each table, in which each row
    is named by its key and by what a person knows it by. `package` is the newer version's.
    """
    yield f"{counts(difference).capitalize()}."
    for table in difference.tables:
        if table.rows or table.reordered:
            label = package.table(table.table).label if package.has_table(table.table) else table.table
            yield ""
            yield f"### {_plain(label)}"
            yield ""
            yield from _listed(table)
    if difference.definitions:
        yield ""
        yield "### Definitions"
        yield ""
        changed = [
            f"- {_code(place)}: {_change(old, new)}" for place, (old, new) in difference.definitions.items()
        ]
        yield from _first(changed, "definitions were changed")


def telling(row: Row) -> str:
    """What a person knows a row by, beside its key; empty where it has nothing of the kind."""
    return next((str(row[column]) for column in _TELLING if row.get(column)), "")


def _listed(table: TableDiff) -> Iterator[str]:
    key = table.key
    yield from _first([f"- Added {_named(row, key)}" for row in table.added], "rows were added")
    yield from _first([f"- Removed {_named(row, key)}" for row in table.removed], "rows were removed")
    changed = [
        f"- Changed {_code(_key_words(change.key))}: "
        + "; ".join(f"{_code(column)} {_change(old, new)}" for column, (old, new) in change.cells.items())
        for change in table.changed
    ]
    yield from _first(changed, "rows were changed")
    if table.reordered:
        yield "- Rows of both versions stand in another order."


def _first(items: list[str], what: str) -> Iterator[str]:
    yield from items[:MOST_LISTED]
    if len(items) > MOST_LISTED:
        yield f"- {len(items) - MOST_LISTED:,} more {what}."


def _named(row: Row, key: tuple[str, ...]) -> str:
    identity = {column: row[column] for column in key or row if row[column] is not None}
    words = f": {_plain(told)}" if (told := telling(row)) else ""
    return f"{_code(_key_words(identity))}{words}"


def _key_words(key: Mapping[str, Any]) -> str:
    return ", ".join(str(value) for value in key.values())


def _cells(row: Row) -> str:
    return ", ".join(f"{column}={_cell(value)}" for column, value in row.items() if value is not None)


def _cell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _change(old: Any, new: Any) -> str:
    """A value before and after. Long ones begin shortly before they differ."""
    before, after = _cell(old), _cell(new)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    if max(len(before), len(after)) > _LONGEST and same > _LED_IN:
        begin = before.rfind(" ", 0, same - _LED_IN) + 1
        before, after = (f"…{text[begin:]}" if begin else text for text in (before, after))
    return f"{_plain(before)} → {_plain(after)}"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _plain(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(_shortened(text).split()))


def _code(text: str) -> str:
    return f"`{' '.join(text.replace('`', chr(0x2019)).split())}`"
