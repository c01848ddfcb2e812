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
from itertools import islice

import charset_normalizer

from peace_ledger.descriptor import Table
from peace_ledger.problems import Problem

MOST_NAMED = 100
"""How many places of one file are named that have one fault in common."""

LARGEST_CELL = 32_767
"""How many bytes a cell may have: as many characters as a cell of a workbook, so that none is lost there."""

_KINDS = {
    b"PK\x03\x04": "a workbook (Excel or OpenDocument) or another ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "compressed by gzip",
    b"SQLite format 3": "a SQLite database",
    b"%PDF": "a PDF document",
    b"<!doctype html": "a page of a web site",
    b"<html": "a page of a web site",
    b"version https://git-lfs": "a pointer of Git LFS, not the file itself",
}
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}

_LEGACY = {
    "cp1252": "windows-1252",
    "cp1251": "windows-1251",
    "cp1254": "windows-1254",
    "koi8_r": "KOI8-R",
    "cp866": "IBM866",
    "mac_roman": "Mac OS Roman",
}
"""Encodings that spreadsheets and editors still write where texts of peace processes come from."""
_TELLING = 8
"""How many such letters it needs at least."""
_SAMPLE = 20_000
"""Bytes of lines with letters beyond ASCII by which an encoding is guessed."""


@dataclass(frozen=True)
class _Grammar:
    cells: re.Pattern[bytes]
    record: re.Pattern[bytes]
    sound_records: re.Pattern[bytes]
    long_cells: re.Pattern[bytes]
    line_end: bytes


def form_faults(table: Table, content: bytes) -> list[Problem]:
    """What keeps the bytes of a CSV file from being read as that table.

    Of lines with stray quotes only the first is named: after it nobody can tell where cells begin and end.
    """
    content = content.removeprefix(codecs.BOM_UTF8)
    if not content.strip():
        message = "the file is empty; its first line must name the columns"
        return [Problem(table.name, message, rule="file-empty")]
    if fault := _kind_fault(table, content) or _encoding_fault(table, content):
        return [fault]
    grammar = _grammar(table, content)
    if faults := list(_control_faults(table, grammar, content)):
        return faults
    header = grammar.record.match(content)
    if header and (faults := list(_header_faults(table, header.group().decode()))):
        return faults
    sound = grammar.sound_records.match(content)
    is_sound = sound and not content[sound.end() :].replace(grammar.line_end, b"")
    faults = [] if is_sound else _first(table, _line_faults(table, grammar, content))
    # A quote that is not closed makes one cell of many.
    named = {fault.line for fault in faults}
    return faults + [fault for fault in _giant_cells(table, grammar, content) if fault.line not in named]


def _first(table: Table, faults: Iterator[Problem]) -> list[Problem]:
    named = list(islice(faults, MOST_NAMED + 1))
    if len(named) > MOST_NAMED:
        message = f"more than {MOST_NAMED} lines are at fault; the first of them are named"
        named[MOST_NAMED] = Problem(table.name, message, rule=named[0].rule)
    return named


def _kind_fault(table: Table, content: bytes) -> Problem | None:
    start = content[:64].lstrip().lower()
    for magic, kind in _KINDS.items():
        if start.startswith(magic.lower()):
            message = f"the file is no CSV: it looks like {kind}; save the table as CSV, UTF-8"
            return Problem(table.name, message, rule="file-kind")
    return None


def _encoding_fault(table: Table, content: bytes) -> Problem | None:
    if looks := _utf_16(content):
        message = f"the file is not UTF-8 text: it looks like {looks}; save the file as UTF-8"
        return Problem(table.name, message, rule="encoding", line=1)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        guess = _legacy_encoding(content)
        looks = f", it looks like {guess}" if guess else ""
        message = f"line {line} of the file is not UTF-8 text{looks}: save the file as UTF-8"
        return Problem(table.name, message, rule="encoding", line=line)
    return None


def _utf_16(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    # Without a mark: in Latin text every second byte is zero.
    start = content[:200]
    return "UTF-16" if start.count(0) > len(start) / 3 else ""


def _legacy_encoding(content: bytes) -> str:
    """The encoding that lines which are no UTF-8 are most likely in; nothing where too few tell."""
    lines = [line for line in content.splitlines() if not line.isascii() and not _is_utf_8(line)]
    sample = b"\n".join(lines)[:_SAMPLE]
    if len(sample.translate(None, bytes(range(128)))) < _TELLING:
        return ""
    best = charset_normalizer.from_bytes(
        sample, cp_isolation=list(_LEGACY), preemptive_behaviour=False
    ).best()
    return _LEGACY.get(best.encoding, "") if best else ""


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _control_faults(table: Table, grammar: _Grammar, content: bytes) -> Iterator[Problem]:
    own = (table.dialect.delimiter.encode(), table.dialect.quote_char.encode())
    others = (match for match in _CONTROL.finditer(content) if match.group() not in own)
    found = list(islice(others, MOST_NAMED))
    for match, (row, line) in zip(found, _places(grammar, content, found), strict=True):
        code = match.group()[0]
        kind = f"the control character U+{code:04X}" if code else "a NUL byte"
        message = f"line {line} of the file holds {kind}: delete it, and look whether text is lost there"
        yield Problem(table.name, message, row, rule="control", line=line)


def _giant_cells(table: Table, grammar: _Grammar, content: bytes) -> Iterator[Problem]:
    cells = grammar.long_cells.finditer(content) if _has_giants(table, content) else iter(())
    giants = (cell for cell in cells if cell.end() - cell.start() > LARGEST_CELL)
    found = list(islice(giants, MOST_NAMED))
    for match, (row, line) in zip(found, _places(grammar, content, found), strict=True):
        message = (
            f"line {line} of the file opens a cell of more than {LARGEST_CELL:,} bytes: shorten it, or close"
            " the quote that it begins with"
        )
        value = match.group()[:100].decode(errors="replace")
        yield Problem(table.name, message, row, value=value, rule="cell-size", line=line)


def _has_giants(table: Table, content: bytes) -> bool:
    """Whether a cell may be too large: asked first, because to find which one takes ten times as long."""
    quote = table.dialect.quote_char.encode()
    ends = b"\r\n" + table.dialect.delimiter.encode() + quote
    inner = bytes(ends[0] if byte in ends else ord("x") for byte in range(256))
    if content.translate(inner).find(b"x" * (LARGEST_CELL + 1)) >= 0:
        return True
    cells = re.finditer(rb"%b(?:[^%b]++|%b%b)*+" % (*[re.escape(quote)] * 4,), content)
    return any(cell.end() - cell.start() > LARGEST_CELL for cell in cells)


def _places(
    grammar: _Grammar, content: bytes, found: list[re.Match[bytes]]
) -> Iterator[tuple[int | None, int]]:
    """The row and the line of each place; the header, and what is no record, has no row."""
    number, line, begin, end = 0, 1, 0, 0
    for match in found:
        while end <= match.start() and (record := grammar.record.match(content, end)):
            line += content.count(grammar.line_end, begin, end)
            begin, end, number = end, record.end(), number + 1
        inner = content.count(grammar.line_end, begin, match.start())
        yield (number - 1 if number > 1 and match.start() < end else None), line + inner


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
    # A cell begins after a delimiter or a line end only, so that no byte is looked at many times.
    quoted = rb"(?<![^%b\r\n])%b(?:[^%b]++|%b%b)*+" % (delimiter, *[quote] * 4)
    bare_giant = rb"(?<![^%b\r\n])[^%b%b\r\n]{%d,}+" % (delimiter, quote, delimiter, LARGEST_CELL + 1)
    return _Grammar(
        cells=re.compile(cells),
        record=re.compile(cells + end),
        sound_records=re.compile(rb"(?:%b)*+" % sound),
        long_cells=re.compile(rb"%b|%b" % (quoted, bare_giant)),
        line_end=line_end,
    )


def _cells_of(table: Table, record: str) -> list[str]:
    lines = io.StringIO(record, newline="")
    return next(csv.reader(lines, delimiter=table.dialect.delimiter, quotechar=table.dialect.quote_char))


def _header_faults(table: Table, header: str) -> Iterator[Problem]:
    try:
        found = _cells_of(table, header)
    except csv.Error:
        message = "the first line of the file is too long to be a header: name the columns there"
        yield Problem(table.name, message, value=header[:100], rule="header", line=1)
        return
    if tuple(found) == table.columns:
        return
    if other := _other_delimiter(table, header):
        message = (
            f"the cells look separated by {_DELIMITERS[other]}, where the descriptor says"
            f" {_DELIMITERS.get(table.dialect.delimiter, repr(table.dialect.delimiter))}: save the file with"
            ' that, or add "dialect": {"delimiter": …} to the descriptor'
        )
        yield Problem(table.name, message, value=header.strip(), rule="delimiter", line=1)
        return
    for name in table.columns:
        if name not in found:
            yield Problem(table.name, "is missing from the header", column=name, rule="header", line=1)
    for index, name in enumerate(found):
        if not name.strip():
            message = f"column {index + 1} of the header has no name: remove the delimiter that is too many"
            yield Problem(table.name, message, rule="header", line=1)
        elif name not in table.columns:
            message = "stands in the header but is no field of the table: remove it or describe it"
            yield Problem(table.name, message, column=name, rule="header", line=1)
        elif name in found[:index]:
            yield Problem(table.name, "stands twice in the header", column=name, rule="header", line=1)
    if sorted(found) == sorted(table.columns):
        expected = table.dialect.delimiter.join(table.columns)
        message = f"the header has another order of columns than {expected}"
        yield Problem(table.name, message, value=header.strip(), rule="header", line=1)


def _other_delimiter(table: Table, header: str) -> str:
    """A delimiter by which more of the header's cells are columns of the table than by the descriptor's."""

    def columns(delimiter: str) -> int:
        return len(set(header.strip("\r\n").replace('"', "").split(delimiter)).intersection(table.columns))

    best = max(_DELIMITERS, key=columns)
    return best if columns(best) > max(1, columns(table.dialect.delimiter)) else ""


def _line_faults(table: Table, grammar: _Grammar, content: bytes) -> Iterator[Problem]:
    """The faults of a file that is known to have some, record by record; the header is record 0."""
    end = len(content.rstrip(b"\r\n"))
    position, number, line = 0, 0, 1
    while position < end:
        begin = position
        if content.startswith(grammar.line_end, position):
            message = f"line {line} of the file is blank: remove it"
            yield Problem(table.name, message, rule="blank-line", line=line)
            position += len(grammar.line_end)
        elif record := grammar.record.match(content, position):
            yield from _length_faults(table, number, line, record.group().decode())
            position, number = record.end(), number + 1
        else:
            rule, fault = _quote_or_line_end(grammar, content, position)
            text = content[position:].split(grammar.line_end, 1)[0].decode().strip("\r\n")
            message = f"line {line} of the file {fault}"
            yield Problem(table.name, message, number or None, value=text, rule=rule, line=line)
            return
        line += content.count(grammar.line_end, begin, position)


def _length_faults(table: Table, number: int, line: int, record: str) -> Iterator[Problem]:
    try:
        found, expected = len(_cells_of(table, record)), len(table.columns)
    except csv.Error:
        return  # A giant cell, which is told of as such.
    if found != expected:
        cells = "1 cell" if found == 1 else f"{found} cells"
        message = f"has {cells} where the header has {expected}"
        yield Problem(table.name, message, number, value=record.strip("\r\n"), rule="cells", line=line)


def _quote_or_line_end(grammar: _Grammar, content: bytes, start: int) -> tuple[str, str]:
    cells = grammar.cells.match(content, start)
    if cells is None or content[cells.end() : cells.end() + 1] in (b"\r", b"\n"):
        return "line-end", "ends in another way than the first line: save the file with one kind of line end"
    fault = (
        "has a stray or unclosed quote: a cell that holds quotes is quoted whole, each inner quote doubled"
    )
    return "quotes", fault
