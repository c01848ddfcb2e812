"""What is wrong with a data package, said in one line each."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_LONGEST_VALUE = 80


@dataclass(frozen=True)
class Problem:
    """One fault. `row` counts data rows from 1; what does not apply is None."""

    table: str
    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        """`table:row:column: what is wrong (value)`, on one line; "-" where there is no row or column."""
        place = (self.table, "-" if self.row is None else str(self.row), self.column or "-")
        value = "" if self.value is None else f" ({_quoted(self.value)})"
        return f"{':'.join(map(_one_line, place))}: {_one_line(self.message)}{value}"


class InvalidPackage(Exception):
    """A folder holds no data package, or one that may not be shown; `problems` say why."""

    def __init__(self, folder: Path, problems: Iterable[Problem]) -> None:
        self.folder = folder
        self.problems = tuple(problems)
        head = f"The data package in {folder} cannot be used:"
        super().__init__("\n".join([head, *map(str, self.problems)]))


class Unanswered(Exception):
    """A question cannot be answered at the moment, though nothing is wrong with it; the message is for
    readers.
    """


def _quoted(value: str) -> str:
    shown = value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…"
    return json.dumps(shown, ensure_ascii=not shown.isprintable())


def _one_line(text: str) -> str:
    return text if text.isprintable() else _quoted(text)[1:-1]
