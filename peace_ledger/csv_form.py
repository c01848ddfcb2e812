"""Whether a CSV file is whole: UTF-8, quoted as RFC 4180 says, one kind of line end, its table's header.

DuckDB reads on after some of these faults and then loses rows in silence, so they are looked for first.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from peace_ledger.descriptor import Dialect, Table
from peace_ledger.problems import Problem


def form_faults(table: Table, content: bytes) -> list[Problem]:
    """What keeps the bytes of a CSV file from being read as that table; of faulty lines only the first.

    After a stray quote nobody can tell where cells begin and end.
    """
    content = content.removeprefix(codecs.BOM_UTF8)
    if not content.strip():
        return [Problem(table.name, "the file is empty; its first line must name the columns")]
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [Problem(table.name, f"line {line} of the file is not UTF-8 text: save the file as UTF-8")]
    grammar = _grammar(table.dialect, content)
    header = grammar.record.match(content)
    if header and (faults := list(_header_faults(table, header.group().decode()))):
        return faults
    return list(_line_faults(table, grammar, content))


@dataclass(frozen=True)
class _Grammar:
    cells: re.Pattern[bytes]
    record: re.Pattern[bytes]
    records: re.Pattern[bytes]
    line_end: bytes


def _grammar(dialect: Dialect, content: bytes) -> _Grammar:
    quote, delimiter = re.escape(dialect.quote_char.encode()), re.escape(dialect.delimiter.encode())
    cell = rb"(?:%b(?:[^%b]++|%b%b)*+%b|[^%b%b\r\n]*+)" % (
        quote,
        quote,
        quote,
        quote,
        quote,
        quote,
        delimiter,
    )
    cells = rb"(?=[^\r\n])%b(?:%b%b)*+" % (cell, delimiter, cell)
    first = re.match(cells + rb"(\r\n|\n|\r)", content)
    line_end = first.group(1) if first else b"\n"
    record = rb"%b(?:%b|\Z)" % (cells, re.escape(line_end))
    return _Grammar(re.compile(cells), re.compile(record), re.compile(rb"(?:%b)*+" % record), line_end)


def _header_faults(table: Table, header: str) -> Iterator[Problem]:
    dialect = table.dialect
    lines = io.StringIO(header, newline="")
    found = next(csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote_char))
    for name in table.columns:
        if name not in found:
            yield Problem(table.name, "is missing from the header", column=name)
    for index, name in enumerate(found):
        if name not in table.columns:
            message = "stands in the header but is no field of the table: remove it or describe it"
            yield Problem(table.name, message, column=name)
        elif name in found[:index]:
            yield Problem(table.name, "stands twice in the header", column=name)
    if sorted(found) == sorted(table.columns) and tuple(found) != table.columns:
        expected = dialect.delimiter.join(table.columns)
        yield Problem(
            table.name, f"the header has another order of columns than {expected}", value=header.strip()
        )


def _line_faults(table: Table, grammar: _Grammar, content: bytes) -> Iterator[Problem]:
    whole = grammar.records.match(content)
    end = whole.end() if whole else 0
    if not content[end:].replace(grammar.line_end, b""):
        return
    records = sum(1 for _ in grammar.record.finditer(content, 0, end))
    line = content.count(grammar.line_end, 0, end) + 1
    text = content[end:].strip(b"\r\n").split(grammar.line_end, 1)[0].decode()
    message = f"line {line} of the file {_fault_at(grammar, content, end)}"
    yield Problem(table.name, message, row=records or None, value=text)


def _fault_at(grammar: _Grammar, content: bytes, start: int) -> str:
    cells = grammar.cells.match(content, start)
    if cells is None:
        return "is blank: remove it"
    if content[cells.end() : cells.end() + 1] in (b"\r", b"\n"):
        return "ends in another way than the first line: save the file with one kind of line end"
    return "has a stray or unclosed quote: a cell that holds quotes is quoted whole, each inner quote doubled"
