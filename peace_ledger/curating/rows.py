"""One row of a package, added or changed by hand: what may stand in each of its cells, what would be wrong
with it, and the line that it is in the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from peace_ledger import check, descriptor, diff_words
from peace_ledger.curating import importing, tables_csv
from peace_ledger.curating.importing import Fault
from peace_ledger.curating.spreadsheets import Sheet
from peace_ledger.curating.tables_csv import Cells
from peace_ledger.descriptor import Field, Package, Table
from peace_ledger.problems import Problem

Options = Mapping[str, str]
"""What may stand in a cell, and what each of it is called."""


class Changed(Exception):
    """The row in the file is no longer the one that somebody began to edit."""


@dataclass(frozen=True)
class Tried:
    """What would be wrong with the package if it had the row: by column, and what lies in no column of it.
    `line` is the row as it would stand in the file.
    """

    by_column: Mapping[str, Sequence[Fault]]
    elsewhere: Sequence[Fault]
    line: str

    @property
    def is_sound(self) -> bool:
        """Whether the row can be saved."""
        faults = [*self.elsewhere, *(fault for faults in self.by_column.values() for fault in faults)]
        return all(fault.problem.severity == "warning" for fault in faults)


@dataclass(frozen=True)
class Desk:
    """A package that somebody works at: its rows as they stand in the files, by table, and what was wrong
    with it before.
    """

    folder: Path
    package: Package
    rows: Mapping[str, Sequence[Cells]]
    known: Sequence[Problem]

    def options(self, table: Table, column: Field) -> Options | None:
        """What may stand in a column, or in each item of a list; None where anything may."""
        if column.codes:
            return {code: column.label_of(code) for code in column.codes}
        if column.type == "boolean":
            return {column.true_values[0]: "yes", column.false_values[0]: "no"}
        if reference := tables_csv.reference_of(table, column):
            name, key = reference
            return {row[key]: row_words(self.package.table(name), row) for row in self.rows[name]}
        return None

    def row(self, table: Table, key: tuple[str, ...]) -> Cells | None:
        """The row of that key; None where there is none."""
        found = (row for row in self.rows[table.name] if tables_csv.key_of(table, row) == key)
        return next(found, None)

    def try_row(self, table: Table, cells: Cells) -> Tried:
        """What would be wrong. Nothing is written."""
        outcome = importing.take(self.folder, [_sheet(table, cells)], {}, write=False, known=self.known)
        by_column: dict[str, list[Fault]] = {}
        elsewhere = []
        for fault in outcome.faults:
            columns = (fault.problem.column or "").split(",") if fault.sheet_row else []
            named = [column for column in columns if column in table.columns]
            for column in named:
                by_column.setdefault(column, []).append(fault)
            if not named:
                elsewhere.append(fault)
        line = tables_csv.write(table, [cells]).decode().split("\n", 1)[1].rstrip("\n")
        return Tried(by_column, elsewhere, line)

    def save(self, table: Table, cells: Cells, before: Cells | None) -> None:
        """Write the row, in place of the one that stood there before or at the end. Raises Changed where
        another stands there by now, ValueError where the row is not sound, and OSError.
        """
        key = tables_csv.key_of(table, cells)
        if sit_down(self.folder).row(table, key) != before:
            raise Changed(", ".join(key))
        outcome = importing.take(self.folder, [_sheet(table, cells)], {}, known=self.known)
        if not outcome.is_sound:
            raise ValueError("\n".join(map(str, outcome.faults)))


def sit_down(folder: Path) -> Desk:
    """Read the package in a folder. Raises InvalidDescriptor, Unclear for a table that cannot be read, and
    OSError.
    """
    package = descriptor.read(folder)
    rows = {table.name: importing.present(table, folder) for table in package.tables if table.is_csv}
    return Desk(folder, package, rows, check.check(folder)[folder])


def row_words(table: Table, row: Cells) -> str:
    """How a row is called where one of many is chosen."""
    key = ", ".join(tables_csv.key_of(table, row))
    told = diff_words.telling(row)
    return f"{told} ({key})" if told else key


def _sheet(table: Table, cells: Cells) -> Sheet:
    return Sheet(table.name, table.columns, ((1, tuple(cells[column] for column in table.columns)),))
