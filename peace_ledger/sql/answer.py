"""What a query of a reader's gives, and how it comes from the child that ran it: as JSON, of which nothing is
believed that has not been looked at.
"""

import json
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from peace_ledger.sql import reasons
from peace_ledger.sql.reasons import Reason, Values

if TYPE_CHECKING:
    # A child starts without it: it would import the descriptor and all that reads one.
    from peace_ledger.dictionary import ColumnType

MOST_ROWS = 10_000
"""Rows of an answer; of more, the first of them are given, and it is said."""
MOST_BYTES = 5_000_000
"""Bytes of the rows of an answer, as JSON."""
MOST_COLUMNS = 500
_MOST_COUNTED = 2**53

Cut = Literal["", "rows", "bytes"]
"""Why an answer has fewer rows than the query: there are too many, or they are too long."""

_LENGTH = struct.Struct(">I")
_TYPES = frozenset({"string", "list", "date", "integer", "number", "boolean"})
# What a message has beside its rows: names of columns, and the words of a refusal.
LONGEST_FRAME = MOST_BYTES + 1_000_000


@dataclass(frozen=True)
class Column:
    """A column: its name, unique in its answer, and its type as files have it."""

    name: str
    type: "ColumnType"


@dataclass(frozen=True)
class Answer:
    """The rows of a query, one list of cells each in the order of the columns: text, numbers, true and false,
    lists of texts, days as YYYY-MM-DD, or None. `seconds` is how long the query ran, `size` how many bytes
    its message had.
    """

    columns: tuple[Column, ...]
    rows: list[list[Any]]
    cut: Cut
    seconds: float
    size: int = 0


class Garbled(Exception):
    """A message from a child that is none."""


class Refused(Reason):
    """A query that is not run, or cannot be: the reason says why, `detail` shows the place in its text."""

    def __init__(self, text: str, detail: str = "", /, **values: str | int) -> None:
        super().__init__(text, **values)
        self.detail = detail


class TooMuch(Refused):
    """A query that needs more memory than one may have."""


def framed(message: object) -> bytes:
    """A message as it goes through a pipe: its length, then JSON."""
    # A half of a surrogate pair is text for Python and for nobody else.
    content = json.dumps(message, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    return _LENGTH.pack(len(content)) + content


def length_of(head: bytes) -> int:
    """The length of what follows the four bytes of a frame's head. Raises Garbled where it is too long."""
    (length,) = _LENGTH.unpack(head)
    if length > LONGEST_FRAME:
        raise Garbled(f"a message of {length} bytes")
    return int(length)


def read(content: bytes) -> Answer:
    """The answer in a message. Raises Refused where it is a refusal, and Garbled where it is neither."""
    try:
        message = json.loads(content)
    except (ValueError, RecursionError) as fault:
        raise Garbled("no JSON") from fault
    match message:
        case {"refused": str(text), "detail": str(detail)}:
            raise _refused(text, detail, message.get("values", {}))
        case {"too_much": str(text)}:
            raise TooMuch(text)
        case {"columns": list(columns), "rows": list(rows), "cut": "" | "rows" | "bytes" as cut} if (
            isinstance(seconds := message.get("seconds"), float)
        ):
            read_columns = tuple(_column(one) for one in columns)
            if not all(_is_row(row, len(read_columns)) for row in rows):
                raise Garbled("rows that are none")
            return Answer(read_columns, rows, cut, seconds, len(content))
    raise Garbled("neither an answer nor a refusal")


def _refused(text: str, detail: str, values: object) -> Refused:
    """A refusal in a message. A text that is none of this program's is taken as it stands, braces and all."""
    if not reasons.is_known(text):
        return Refused(text, detail)
    try:
        return Refused(text, detail, **_values(values))
    except KeyError as missing:
        raise Garbled("a reason without its values") from missing


def _values(told: object) -> Values:
    if isinstance(told, dict) and all(isinstance(name, str) and _is_value(told[name]) for name in told):
        return told
    raise Garbled("values that are none")


def _is_value(told: object) -> bool:
    return isinstance(told, str) or (isinstance(told, int) and 0 <= told <= _MOST_COUNTED)


def _column(told: object) -> Column:
    match told:
        case [str(name), str(kind)] if kind in _TYPES:
            return Column(name, kind)  # type: ignore[arg-type]
    raise Garbled("a column that is none")


def _is_row(row: object, width: int) -> bool:
    return isinstance(row, list) and len(row) == width and all(_is_cell(cell) for cell in row)


def _is_cell(cell: object) -> bool:
    if isinstance(cell, list):
        return all(item is None or isinstance(item, str) for item in cell)
    return cell is None or isinstance(cell, str | int | float)


def unique(names: Iterable[str]) -> list[str]:
    """Names of columns with a number behind each that was there before: files and charts know a column by its
    name.
    """
    found: list[str] = []
    for name in names:
        given, number = name or "column", 1
        while given in found:
            number += 1
            given = f"{name or 'column'}_{number}"
        found.append(given)
    return found
