"""Rows of spreadsheets taken over into a package: added where their key is new, changed where it is not.

What a spreadsheet has no column for stays as it is. The package with these rows is validated before any of
it is written, so that a fault is told by sheet and row, and leaves the package as it was.
"""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from peace_ledger import check, csv_form, descriptor
from peace_ledger.curating import mapping, tables_csv
from peace_ledger.curating.mapping import Mapped, Unclear, Understood
from peace_ledger.curating.spreadsheets import Sheet, Value
from peace_ledger.descriptor import FILE_NAME, Field, Package, Table
from peace_ledger.problems import Problem

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Taken:
    """A sheet as it was taken over: how many rows were added, changed and the same, and how many values were
    read as the id or the code that they name, by column.
    """

    understood: Understood
    added: int
    changed: int
    same: int
    read_as: Mapping[str, int]


@dataclass(frozen=True)
class Fault:
    """A problem of the package as it would be, with the sheet and the row that it comes from, where it comes
    from one.
    """

    problem: Problem
    sheet: str = ""
    sheet_row: int | None = None

    def __str__(self) -> str:
        if self.sheet_row is None:
            return f"{self.problem} [{self.problem.rule}]"
        value = "" if self.problem.value is None else f" ({self.problem.value!r})"
        column = f", column {self.problem.column}" if self.problem.column else ""
        place = f"sheet {self.sheet!r}, row {self.sheet_row}{column}"
        return f"{place}: {self.problem.message}{value} [{self.problem.rule}]"


@dataclass(frozen=True)
class Outcome:
    """What an import understood, and what is wrong with the package that it would make; nothing is written
    where a fault is an error. `left_out` are sheets that are no table.
    """

    taken: tuple[Taken, ...]
    left_out: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the package can be shown with these rows."""
        return all(fault.problem.severity == "warning" for fault in self.faults)


@dataclass
class _Merged:
    """The rows of a table, and from which row of its sheet each comes, by its place in the table."""

    table: Table
    rows: Rows
    origins: dict[int, int] = field(default_factory=dict)
    added: int = 0
    changed: int = 0
    same: int = 0


def take(
    folder: Path,
    sheets: Iterable[Sheet],
    mapped: Mapped,
    *,
    write: bool = True,
    known: Collection[Problem] = (),
) -> Outcome:
    """Take sheets over into the package in a folder. Problems that are `known`, since the package has them
    already, are no faults where they lie in other rows. Raises InvalidDescriptor, Unclear and OSError.
    """
    package = descriptor.read(folder)
    sheets = list(sheets)
    understood = mapping.understand(package, sheets, mapped)
    stand = {one.table.name: present(one.table, folder) for one in understood}
    names = _names(package, folder, understood)
    taken, merged, faults = [], [], list[Fault]()
    for one in understood:
        read_as: Counter[str] = Counter()
        rows = [(number, _cells(one, row, names, read_as)) for number, row in one.sheet.rows]
        result, repeated = _merge(one, stand[one.table.name], rows)
        merged.append(result)
        faults += repeated
        taken.append(Taken(one, result.added, result.changed, result.same, +read_as))
    with tempfile.TemporaryDirectory(prefix="peace-ledger-import-") as place:
        tried = _copy(package, folder, Path(place))
        _write(tried, merged)
        origins = {
            one.table.name: (one.sheet.name, result) for one, result in zip(understood, merged, strict=True)
        }
        located = [_located(problem, origins) for problem in check.check(tried)[tried]]
        faults += [fault for fault in located if fault.sheet_row or fault.problem not in known]
    names_taken = {one.sheet.name for one in understood}
    left_out = tuple(sheet.name for sheet in sheets if sheet.name not in names_taken)
    outcome = Outcome(tuple(taken), left_out, tuple(faults))
    if write and outcome.is_sound:
        _write(folder, merged)
    return outcome


def present(table: Table, folder: Path) -> Rows:
    """The rows of a table as they stand in its file; none where there is no file. Raises Unclear."""
    if not table.is_csv:
        raise Unclear([f"{table.name} is kept as Parquet, into which spreadsheets are not taken over"])
    try:
        content = (folder / table.paths[0]).read_bytes()
    except FileNotFoundError:
        return []
    if faults := csv_form.form_faults(table, content):
        raise Unclear([f"the package's own table cannot be read: {fault}" for fault in faults])
    return tables_csv.read(table, content)


# Values


_Names = Mapping[str, Mapping[str, str]]
"""By table: the id of each row by what names it, in small letters."""


def _names(package: Package, folder: Path, understood: Iterable[Understood]) -> _Names:
    """What names a row is the value of a column that is unique, as an actor's name is, or its title; a value
    that names two rows, or is the id of another, names none.
    """
    by_table = {one.table.name: one for one in understood}
    found: dict[str, dict[str, str]] = {}
    for table in package.tables:
        key = table.layout.primary_key or ()
        naming = [
            each
            for each in table.fields
            if (each.constraints.unique or each.name == "title") and each.name not in key
        ]
        if len(key) != 1 or not naming or not table.is_csv:
            continue
        rows: list[Mapping[str, str]] = [*present(table, folder)]
        if table.name in by_table:
            rows += _plain_rows(by_table[table.name])
        pairs = {
            (row[each.name].casefold(), row[key[0]])
            for row in rows
            for each in naming
            if row.get(each.name) and row.get(key[0])
        }
        ids = {row.get(key[0]) for row in rows}
        counts = Counter(name for name, _ in pairs)
        found[table.name] = {
            name: id_ for name, id_ in pairs if counts[name] == 1 and (name == id_ or name not in ids)
        }
    return found


def _plain_rows(one: Understood) -> Iterator[Mapping[str, str]]:
    for _, row in one.sheet.rows:
        yield {name: str(row[index]) for name, index in one.columns.items()}


def _cells(one: Understood, row: tuple[Value, ...], names: _Names, read_as: Counter[str]) -> dict[str, str]:
    cells = {}
    for each in one.table.fields:
        if each.name in one.columns:
            plain = _plain(row[one.columns[each.name]], one.said.days if each.type == "date" else "")
            items = _items(each, plain) if each.type == "list" else [plain]
            read = [_read(_readings(one, each, names), item) for item in items]
            read_as[each.name] += sum(item != value for item, value in zip(items, read, strict=True))
            cells[each.name] = each.delimiter.join(read)
    return cells


def _plain(value: Value, days: str) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if days and value:
        try:
            return datetime.strptime(value, days).date().isoformat()
        except ValueError:
            return value
    return value


def _items(each: Field, text: str) -> list[str]:
    parts = text.replace("\n", each.delimiter).split(each.delimiter)
    return [part.strip() for part in parts if part.strip()]


def _readings(one: Understood, each: Field, names: _Names) -> tuple[Mapping[str, str], ...]:
    """What a text of a column may stand for, in small letters: what the mapping says, the codes and then
    their labels, truth values, names of the rows that are pointed at.
    """
    said = one.said.values.get(each.name, {})
    codes = {code: code for code in each.codes}
    labels = {category.label: category.value for category in each.categories or ()}
    truths: dict[str, str] = {}
    if each.type == "boolean":
        truths = dict.fromkeys(each.true_values, each.true_values[0])
        truths |= dict.fromkeys(each.false_values, each.false_values[0])
    reference = tables_csv.reference_of(one.table, each)
    known = names.get(reference[0], {}) if reference else {}
    return tuple(
        {text.casefold(): value for text, value in reading.items()}
        for reading in (said, codes, labels, truths, known)
    )


def _read(readings: Iterable[Mapping[str, str]], text: str) -> str:
    """The first of what a text may stand for; one that stands for nothing is left to the validator."""
    folded = text.casefold()
    return next((reading[folded] for reading in readings if folded in reading), text)


# Rows


def _merge(
    one: Understood, before: Rows, rows: Iterable[tuple[int, dict[str, str]]]
) -> tuple[_Merged, list[Fault]]:
    table = one.table
    key = table.layout.primary_key or ()
    if without := [name for name in key if name not in one.columns]:
        raise Unclear(
            [
                f"sheet {one.sheet.name!r}: no column is {name!r}, by which rows of {table.name} are told"
                " apart; add it, or name its column in a mapping file"
                for name in without
            ]
        )
    merged, faults = _Merged(table, [dict(row) for row in before]), []
    places = {tables_csv.key_of(table, row): place for place, row in enumerate(merged.rows)}
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in rows:
        whole = dict.fromkeys(table.columns, "") | cells
        identity = tables_csv.key_of(table, whole)
        if identity in seen and all(identity):
            message = f"has the key of row {seen[identity]}: each row needs one of its own"
            problem = Problem(table.name, message, value=", ".join(identity), rule="unique")
            faults.append(Fault(problem, one.sheet.name, number))
            continue
        seen[identity] = number
        place = places.get(identity) if all(identity) else None
        if place is None:
            merged.origins[len(merged.rows)] = number
            merged.rows.append(whole)
            merged.added += 1
        else:
            changed = merged.rows[place] | cells
            is_same = changed == merged.rows[place]
            merged.same += is_same
            merged.changed += not is_same
            merged.rows[place] = changed
            merged.origins[place] = number
    return merged, faults


def _located(problem: Problem, merged: Mapping[str, tuple[str, _Merged]]) -> Fault:
    sheet, one = merged.get(problem.table, ("", None))
    row = one.origins.get(problem.row - 1) if one and problem.row else None
    return Fault(problem, sheet, row) if row else Fault(problem)


# Files


def _copy(package: Package, folder: Path, place: Path) -> Path:
    """The package in another place, without what is kept of its versions."""
    copied = place / folder.resolve().name
    copied.mkdir()
    shutil.copy(folder / FILE_NAME, copied)
    for table in package.tables:
        for path in table.paths:
            source = folder / path
            (copied / path).parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, copied / path)
            elif source.exists():
                shutil.copy(source, copied / path)
    return copied


def _write(folder: Path, merged: Iterable[_Merged]) -> None:
    """Each file is there as it was or as it becomes, never in between."""
    for one in merged:
        target = folder / one.table.paths[0]
        content = tables_csv.write(one.table, one.rows)
        if target.exists() and target.read_bytes() == content:
            continue
        temporary = target.with_name(f".{target.name}.new")
        temporary.write_bytes(content)
        os.replace(temporary, target)


# Words


def told(outcome: Outcome) -> Iterator[str]:
    """What was understood, sheet by sheet, and what is wrong, line by line."""
    for taken in outcome.taken:
        one = taken.understood
        yield (
            f"sheet {one.sheet.name!r} is {one.table.name}: {taken.added} added,"
            f" {taken.changed} changed, {taken.same} as they were"
        )
        if one.sheet.remark:
            yield f"  it {one.sheet.remark}"
        heads = {name: one.sheet.head[index] for name, index in one.columns.items()}
        if renamed := [f"{name} from {head!r}" for name, head in heads.items() if head != name]:
            yield f"  columns: {', '.join(renamed)}"
        if one.ignored:
            yield f"  not taken over: {', '.join(map(repr, one.ignored))}"
        if one.missing:
            yield f"  no column for: {', '.join(each.name for each in one.missing)}"
        for column, count in taken.read_as.items():
            many = f"{count} values were read as what they name"
            yield f"  {column}: {'1 value was read as what it names' if count == 1 else many}"
    for name in outcome.left_out:
        yield f"sheet {name!r} is no table, and is left out"
    yield from map(str, outcome.faults)
