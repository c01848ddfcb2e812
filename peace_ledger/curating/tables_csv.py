"""Rows of a table as its CSV file, always written in the same way, so that version control shows only what
was changed.
"""

import csv
import io
from collections.abc import Iterable, Mapping

from peace_ledger.descriptor import Field, Table

Cells = Mapping[str, str]
"""A row as it stands in a file: a text for every column, empty where nothing is known."""


def write(table: Table, rows: Iterable[Cells]) -> bytes:
    """The file: columns in the descriptor's order, quotes only where needed, lines end with LF, UTF-8."""
    text = io.StringIO(newline="")
    dialect = table.dialect
    writer = csv.writer(text, delimiter=dialect.delimiter, quotechar=dialect.quote_char, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([row[column] for column in table.columns] for row in rows)
    return text.getvalue().encode()


def read(table: Table, content: bytes) -> list[dict[str, str]]:
    """The rows of a file that `csv_form` finds no fault with."""
    lines = io.StringIO(content.decode("utf-8-sig"), newline="")
    rows = csv.reader(lines, delimiter=table.dialect.delimiter, quotechar=table.dialect.quote_char)
    header = next(rows)
    return [dict(zip(header, row, strict=True)) for row in rows if row]


def key_of(table: Table, row: Cells) -> tuple[str, ...]:
    """By what a row is told from others: its primary key, or all of it where the table has none."""
    return tuple(row[column] for column in table.layout.primary_key or table.columns)


def reference_of(table: Table, field: Field) -> tuple[str, str] | None:
    """The table and the column that a column's values, or items, point at; None where they point at none. Of
    an empty name it is the table itself.
    """
    if field.item_reference:
        return field.item_reference.resource or table.name, field.item_reference.fields[0]
    for foreign in table.layout.foreign_keys:
        if foreign.fields == (field.name,):
            return foreign.reference.resource or table.name, foreign.reference.fields[0]
    return None
