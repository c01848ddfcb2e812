"""A table as a file to take away: CSV, JSON, Parquet, XLSX.

Every format holds all rows and the same values. JSON, Parquet and XLSX also say what the table is; XLSX has a
data dictionary and the list of sources too. Files are made in memory, which is right for thousands of rows.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import xlsxwriter  # type: ignore[import-untyped]
from pyarrow import parquet
from xlsxwriter.format import Format as CellFormat  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from peace_ledger.dictionary import Column, ColumnType
from peace_ledger.engine import Rows


class TooLarge(Exception):
    """A table does not fit into the format; the message says what to do."""


@dataclass(frozen=True)
class Part:
    """Which rows of a table a file holds: those from `offset` (0 is the first), at most `limit` (None: no
    end), of `total`.
    """

    offset: int
    limit: int | None
    total: int

    @property
    def words(self) -> str:
        """The part in words: "rows 101 to 200 of 512"; empty for the whole table."""
        if self.offset == 0 and self.limit is None:
            return ""
        last = self.total if self.limit is None else min(self.offset + self.limit, self.total)
        if last <= self.offset:
            return f"no rows: the table ends with row {self.total}"
        return f"rows {self.offset + 1} to {last} of {self.total}"


@dataclass(frozen=True)
class About:
    """What a table is: the name it has in the API and in words, the question that it answers, the package and
    its version, what it was asked with and which of that has no effect on its rows (names of parameters), and
    how to find it again and cite it. `cut` says why it has not all rows, where that is so.
    """

    name: str
    title: str
    question: str
    process: str
    package: str
    version: str
    parameters: Mapping[str, Sequence[str]]
    filters: str
    ignored: Sequence[str]
    link: str
    licence: str
    citation: str
    made_on: date
    part: Part | None = None
    cut: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """All of it that is known, as names and text, for formats that keep no more; parameters stand in the
        link.
        """
        facts = {
            "title": self.title,
            "question": self.question,
            "name": self.name,
            "process": self.process,
            "package": self.package,
            "data version": self.version,
            "filters": self.filters,
            "not cut by": ", ".join(self.ignored),
            "part": self.part.words if self.part else "",
            "cut": self.cut,
            "permanent link": self.link,
            "citation": self.citation,
            "licence": self.licence,
            "made on": self.made_on.isoformat(),
        }
        return {name: text for name, text in facts.items() if text}


@dataclass(frozen=True)
class Source:
    """A source as rows are joined with it; None where the package does not know."""

    source_id: str | None
    title: str | None
    publisher: str | None
    url: str | None
    published_on: date | None
    perspective: str | None


@dataclass(frozen=True)
class Table:
    """What is exported: rows as the engine gives them, with columns in their order.

    `sources` are those of the rows; `sources_of` says of which other rows they are, where these rows are
    counts and name none.
    """

    about: About
    columns: tuple[Column, ...]
    rows: Rows
    sources: tuple[Source, ...] = ()
    sources_of: str = ""


@dataclass(frozen=True)
class Format:
    """A file format: its media type, and what writes it."""

    media_type: str
    write: Callable[[Table], bytes]


# A row may be joined with the source of a release's announcement too.
_PREFIXES = ("announced_", "announcing_", "")


def sources_of(rows: Rows) -> tuple[Source, ...]:
    """The distinct sources that rows were joined with, that of a release's announcement included, in the
    order of the rows. Rows of the table of sources are sources themselves.
    """
    found = (_source(row, prefix) for row in rows for prefix in _PREFIXES)
    return tuple(dict.fromkeys(source for source in found if source))


def _source(row: Mapping[str, Any], prefix: str) -> Source | None:
    itself = not prefix and "source_title" not in row and {"source_id", "publisher"} <= row.keys()
    title = row.get("title" if itself else f"{prefix}source_title")
    if title is None:
        return None
    return Source(
        source_id=row.get(f"{prefix}source_id"),
        title=title,
        publisher=row.get(f"{prefix}publisher"),
        url=row.get(f"{prefix}url"),
        published_on=row.get(f"{prefix}published_on"),
        perspective=row.get(f"{prefix}perspective"),
    )


def file_name(
    name: str, version: str, extension: str, *, known: date | None = None, process: str | None = None
) -> str:
    """A name that tells the file from others in a folder: what it holds, the day known where one is chosen,
    the process where it is not the ledger's first, and the data version.
    """
    parts = ("peace-ledger", process, name.replace("/", "-"), known and f"known-{known.isoformat()}", version)
    return "_".join(_plain(part) for part in parts if part) + f".{extension}"


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text)


# CSV

# A spreadsheet runs a cell that begins with such a sign, full-width ones included, and goes on. Where its
# language separates cells by semicolons, it cuts text there too, and at tabs and line ends.
_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[ \u00a0]*[=+\-@＝＋－＠][^;\t\r\n])|^(?=[\t\r\n])")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def without_formula(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet would run; plain numbers keep their sign."""
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub("'", text)


def _csv(table: Table) -> bytes:
    """RFC 4180. The byte order mark is for Excel, which would take the text for another encoding."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows([_csv_cell(row[column.name]) for column in table.columns] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(value: Any) -> str:
    text = as_text(value)
    return without_formula(text) if isinstance(value, str | list) else text


def as_text(value: Any) -> str:
    """A value as it stands in the package's own CSV files: lists joined by semicolons, days as YYYY-MM-DD,
    true and false; what is not known is empty.
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case list():
            return ";".join(value)
        case _:
            return str(value)


# JSON


def _json(table: Table) -> bytes:
    document = {
        "about": {
            **{name.replace(" ", "_"): text for name, text in table.about.facts.items()},
            "parameters": table.about.parameters,
            **(vars(table.about.part) if table.about.part else {}),
        },
        "columns": [_described(column) for column in table.columns],
        "rows": table.rows,
    }
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, default=date.isoformat)
    return text.encode()


def _described(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "description": column.description,
    }
    if column.codes:
        described["codes"] = [vars(code) for code in column.codes]
    return described


# Parquet

_ARROW_TYPES: Mapping[ColumnType, pa.DataType] = {
    "string": pa.string(),
    "list": pa.list_(pa.string()),
    "date": pa.date32(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}


def _parquet(table: Table) -> bytes:
    """Typed; the file's metadata say what the table is, those of a column what it means."""
    schema = pa.schema(
        [
            pa.field(column.name, _ARROW_TYPES[column.type], metadata={"description": column.description})
            for column in table.columns
        ],
        metadata=table.about.facts,
    )
    content = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(table.rows, schema), content)
    return content.getvalue()


# XLSX

SHEET_ROWS = 1_048_576
"""The rows that a sheet can have, its header among them."""

_CELL_LENGTH = 32_767
_CUT = " … [cut here; the whole text is in CSV, JSON and Parquet]"
_LINKS = 65_530
_LINK_LENGTH = 2_079
_WIDEST = 60
# Excel takes 1900 for a leap year; before that its days are not ours.
_FIRST_EXCEL_DAY = date(1900, 3, 1)

_TYPE_NAMES: Mapping[ColumnType, str] = {
    "string": "text",
    "list": "several, joined by ;",
    "date": "day",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
}


def _xlsx(table: Table) -> bytes:
    """Sheets: Data, Data dictionary, Sources, About. Text is stored as text: no cell is ever a formula."""
    if len(table.rows) >= SHEET_ROWS:
        raise TooLarge(
            f"XLSX holds at most {SHEET_ROWS - 1:,} rows, and these are {len(table.rows):,}:"
            " take CSV or Parquet, or narrow the filters."
        )
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    # The day of making alone, so that the same table is the same file.
    book.set_properties(
        {"title": table.about.title, "created": datetime.combine(table.about.made_on, time())}
    )
    styles = _Styles(
        head=book.add_format({"bold": True, "bottom": 1}),
        day=book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        # Without it a spreadsheet would run the text once a reader edits its cell.
        quoted=book.add_format({"quote_prefix": True}),
        wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
    )
    for name, heads, lines in _sheets(table):
        sheet = book.add_worksheet(name)
        _Sheet(sheet, styles, wraps=name in ("Data dictionary", "About")).fill(heads, lines)
        if name == "Data":
            sheet.autofilter(0, 0, len(lines), len(heads) - 1)
    book.close()
    return content.getvalue()


_Lines = list[list[Any]]


def _sheets(table: Table) -> Iterable[tuple[str, list[str], _Lines]]:
    names = [column.name for column in table.columns]
    yield "Data", names, [[row[name] for name in names] for row in table.rows]
    yield (
        "Data dictionary",
        ["column", "type", "meaning", "code", "label", "meaning of the code"],
        [line for column in table.columns for line in _dictionary_lines(column)],
    )
    heads = ["source_id", "title", "publisher", "url", "published_on", "perspective"]
    yield "Sources", heads, [[getattr(source, head) for head in heads] for source in table.sources]
    yield "About", ["what", "value"], [list(pair) for pair in _facts_of_book(table).items()]


def _dictionary_lines(column: Column) -> _Lines:
    first: list[Any] = [column.name, _TYPE_NAMES[column.type], column.description, None, None, None]
    codes = [[column.name, None, None, code.value, code.label, code.description] for code in column.codes]
    return [first, *codes]


def _facts_of_book(table: Table) -> dict[str, str]:
    sources = "none: these rows name no sources"
    if table.sources:
        sources = f"on the sheet Sources, those of {table.sources_of or 'these rows'}"
    return {**table.about.facts, "rows": str(len(table.rows)), "sources": sources}


@dataclass(frozen=True)
class _Styles:
    head: CellFormat
    day: CellFormat
    quoted: CellFormat
    wrapped: CellFormat


class _Sheet:
    """Fills one sheet: a frozen header, lines below it, widths by what they hold."""

    def __init__(self, sheet: Worksheet, styles: _Styles, *, wraps: bool) -> None:
        self._sheet = sheet
        self._styles = styles
        self._plain = styles.wrapped if wraps else None
        self._links = 0

    def fill(self, heads: list[str], lines: _Lines) -> None:
        for at, head in enumerate(heads):
            self._sheet.write_string(0, at, head, self._styles.head)
            longest = max((len(as_text(line[at])) for line in lines), default=0)
            self._sheet.set_column(at, at, min(max(longest, len(head)) + 2, _WIDEST))
        for number, line in enumerate(lines, start=1):
            for at, value in enumerate(line):
                self._write(number, at, value)
        self._sheet.freeze_panes(1, 0)

    def _write(self, row: int, at: int, value: Any) -> None:
        match value:
            case None:
                return
            case bool():
                self._sheet.write_boolean(row, at, value)
            case int() | float():
                self._sheet.write_number(row, at, value)
            case date() if value >= _FIRST_EXCEL_DAY:
                self._sheet.write_datetime(row, at, datetime.combine(value, time()), self._styles.day)
            case _:
                self._write_text(row, at, as_text(value))

    def _write_text(self, row: int, at: int, text: str) -> None:
        if _is_link(text) and self._links < _LINKS:
            self._links += 1
            self._sheet.write_url(row, at, text, string=text)
            return
        style = self._styles.quoted if without_formula(text) != text else self._plain
        self._sheet.write_string(row, at, _fitting(text), style)


def _is_link(text: str) -> bool:
    return re.fullmatch(r"https?://\S+", text) is not None and len(text) <= _LINK_LENGTH


def _fitting(text: str) -> str:
    # Excel counts UTF-16 units.
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _CELL_LENGTH:
        return text
    return units[: 2 * (_CELL_LENGTH - len(_CUT))].decode("utf-16-le", errors="ignore") + _CUT


FORMATS: Mapping[str, Format] = {
    "csv": Format("text/csv; charset=utf-8; header=present", _csv),
    "json": Format("application/json", _json),
    "parquet": Format("application/vnd.apache.parquet", _parquet),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}
"""Every format by the extension of its files."""
