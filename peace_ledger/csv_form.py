"""Whether a CSV file is whole: UTF-8, quoted as RFC 4180 says, its table's header, a cell for every column.

DuckDB reads on after some of these faults and then loses rows or cells in silence, so they are looked for
before it reads.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from peace_ledger.descriptor import Table
from peace_ledger.problems import Problem


def form_faults(table: Table, content: bytes) -> list[Problem]:
    """What keeps the bytes of a CSV file from being read as that table.

    Of lines with stray quotes only the first is named: after it nobody can tell where cells begin and end.
    """
    content = content.removeprefix(codecs.BOM_UTF8)
    if not content.strip():
        return [Problem(table.name, "the file is empty; its first line must name the columns")]
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [Problem(table.name, f"line {line} of the file is not UTF-8 text: save the file as UTF-8")]
    grammar = _grammar(table, content)
    header = grammar.record.match(content)
    if header and (faults := list(_header_faults(table, header.group().decode()))):
        return faults
    sound = grammar.sound_records.match(content)
    if sound and not content[sound.end() :].replace(grammar.line_end, b""):
        return []
    return list(_line_faults(table, grammar, content))


@dataclass(frozen=True)
class _Grammar:
    cells: re.Pattern[bytes]
    record: re.Pattern[bytes]
    sound_records: re.Pattern[bytes]
    line_end: bytes


def _grammar(table: Table, content: bytes) -> _Grammar:
    """How a file's records are written: of any number of cells, and sound ones, which have one a column.

    Quantifiers are possessive, so that a file of any size is matched in one pass without backtracking.
    """
    quote = re.escape(table.dialect.quote_char.encode())
    delimiter = re.escape(table.dialect.delimiter.encode())
    cell = rb"(?:%b(?:[^%b]++|%b%b)*+%b|[^%b%b\r\n]*+)" % (*[quote] * 6, delimiter)
    cells = rb"(?=[^\r\n])%b(?:%b%b)*+" % (cell, delimiter, cell)
    first = re.match(cells + rb"(\r\n|\n|\r)", content)
    line_end = first.group(1) if first else b"\n"
    end = rb"(?:%b|\Z)" % re.escape(line_end)
    sound = rb"(?=[^\r\n])%b(?:%b%b){%d}%b" % (cell, delimiter, cell, len(table.columns) - 1, end)
    return _Grammar(re.compile(cells), re.compile(cells + end), re.compile(rb"(?:%b)*+" % sound), line_end)


def _cells_of(table: Table, record: str) -> list[str]:
    lines = io.StringIO(record, newline="")
    return next(csv.reader(lines, delimiter=table.dialect.delimiter, quotechar=table.dialect.quote_char))


def _header_faults(table: Table, header: str) -> Iterator[Problem]:
    found = _cells_of(table, header)
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
        expected = table.dialect.delimiter.join(table.columns)
        yield Problem(
            table.name, f"the header has another order of columns than {expected}", value=header.strip()
        )


def _line_faults(table: Table, grammar: _Grammar, content: bytes) -> Iterator[Problem]:
    """The faults of a file that is known to have some, record by record; the header is record 0."""
    end = len(content.rstrip(b"\r\n"))
    position, number = 0, 0
    while position < end:
        if content.startswith(grammar.line_end, position):
            line = content.count(grammar.line_end, 0, position) + 1
            yield Problem(table.name, f"line {line} of the file is blank: remove it")
            position += len(grammar.line_end)
        elif record := grammar.record.match(content, position):
            yield from _length_faults(table, number, record.group().decode())
            position, number = record.end(), number + 1
        else:
            line = content.count(grammar.line_end, 0, position) + 1
            message = f"line {line} of the file {_quote_or_line_end(grammar, content, position)}"
            text = content[position:].split(grammar.line_end, 1)[0].decode().strip("\r\n")
            yield Problem(table.name, message, number or None, value=text)
            return


def _length_faults(table: Table, number: int, record: str) -> Iterator[Problem]:
    found, expected = len(_cells_of(table, record)), len(table.columns)
    if found != expected:
        cells = "1 cell" if found == 1 else f"{found} cells"
        message = f"has {cells} where the header has {expected}"
        yield Problem(table.name, message, number, value=record.strip("\r\n"))


def _quote_or_line_end(grammar: _Grammar, content: bytes, start: int) -> str:
    cells = grammar.cells.match(content, start)
    if cells is None or content[cells.end() : cells.end() + 1] in (b"\r", b"\n"):
        return "ends in another way than the first line: save the file with one kind of line end"
    return "has a stray or unclosed quote: a cell that holds quotes is quoted whole, each inner quote doubled"
