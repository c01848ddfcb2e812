"""Sheets of a workbook, of a folder of CSV files, or of one CSV file, as rows of plain texts."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import charset_normalizer
import python_calamine

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
LARGEST = 100_000_000
"""Bytes that a file may have: it is read into memory."""

Value = str | date
"""A cell: a text, or a day where the spreadsheet knows that it is one."""


class Unreadable(Exception):
    """A file is no spreadsheet that can be read; the message names it and says what to do."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, the heads of its columns, and its rows, each with its number in the sheet. Rows have
    a value for every head; rows without any are left out.
    """

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Value, ...]], ...]
    remark: str = ""
    """What a reader should know of how it was read, empty where nothing had to be guessed."""


def read(source: Path) -> list[Sheet]:
    """All sheets of a file, or of the CSV files and workbooks in a folder. Raises Unreadable."""
    try:
        if not source.is_dir():
            return _sheets(source)
        files = sorted(
            file for file in source.iterdir() if file.suffix.lower() in (".csv", ".tsv", *WORKBOOKS)
        )
        # Programs that have a workbook open leave a lock beside it.
        return [sheet for file in files if not file.name.startswith(("~$", ".")) for sheet in _sheets(file)]
    except OSError as error:
        raise Unreadable(f"{error.filename or source}: cannot be read: {error.strerror}") from error


def _sheets(file: Path) -> list[Sheet]:
    if file.stat().st_size > LARGEST:
        raise Unreadable(f"{file}: has more than {LARGEST:,} bytes; save it in parts")
    if file.suffix.lower() in WORKBOOKS:
        return list(_sheets_of_workbook(file))
    if file.suffix.lower() in (".csv", ".tsv", ".txt"):
        return [_sheet_of_csv(file)]
    wanted = ", ".join((".csv", ".tsv", *WORKBOOKS))
    raise Unreadable(f"{file}: is no spreadsheet by its name; there can be {wanted}")


def _sheets_of_workbook(file: Path) -> Iterator[Sheet]:
    try:
        with python_calamine.load_workbook(file) as book:
            for name in book.sheet_names:
                rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                yield _sheet(name, [[_value(cell) for cell in row] for row in rows])
    except python_calamine.PasswordError as error:
        raise Unreadable(f"{file}: is protected by a password; save it without one") from error
    except python_calamine.CalamineError as error:
        raise Unreadable(f"{file}: cannot be read as a workbook ({error}); save it anew as .xlsx") from error


def _value(cell: object) -> Value:
    """A cell of a workbook, which gives whole numbers as fractions and days as moments."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date() if cell.time() == time() else cell.isoformat(sep=" ")
        case date():
            return cell
        case time() | timedelta():
            return str(cell)
        case _:
            return str(cell).strip()


def _sheet_of_csv(file: Path) -> Sheet:
    content = file.read_bytes()
    text, remark = _decoded(file, content)
    first = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t", "|"), key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Unreadable(f"{file}: cannot be read as CSV: {error}") from error
    return _sheet(file.stem, [[cell.strip() for cell in row] for row in rows], remark)


def _decoded(file: Path, content: bytes) -> tuple[str, str]:
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        guess = charset_normalizer.from_bytes(content).best()
    if guess is None:
        raise Unreadable(f"{file}: is text in no encoding that can be told; save it as UTF-8")
    return str(guess), f"is not UTF-8, and was read as {guess.encoding}: look whether its letters are right"


def _sheet(name: str, rows: Iterable[Sequence[Value]], remark: str = "") -> Sheet:
    """The first row with anything in it is the head."""
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(cell != "" for cell in row)]
    if not numbered:
        return Sheet(name, (), (), remark)
    (_, first), *others = numbered
    head = tuple(str(cell) for cell in first)
    width = len(head)
    return Sheet(
        name,
        head,
        tuple((number, tuple([*row, *[""] * (width - len(row))][:width])) for number, row in others),
        remark,
    )
