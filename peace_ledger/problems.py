"""What is wrong with a data package, said in one line each."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from peace_ledger.check_rules import RULES, Severity
from peace_ledger.translation import N_, _

FAULT = N_(
    "This part of the page could not be made, because of a fault in the program. "
    "Reload the page; if it happens again, please report it with the page's address and the reference "
    "{reference}."
)
"""What readers see in the place of what failed, in English."""
_LONGEST_VALUE = 80


@dataclass(frozen=True)
class Problem:
    """One fault. `row` counts data rows from 1; what does not apply is None. `rule` is one of `check_rules`,
    and `line` that of a file, from 1, where it is known though the row may not be.
    """

    table: str
    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    rule: str = "package"
    line: int | None = None

    def __str__(self) -> str:
        """`table:row:column: what is wrong (value)`, on one line; "-" where there is no row or column. What
        is only suspicious has `warning: ` before what is wrong.
        """
        place = (self.table, "-" if self.row is None else str(self.row), self.column or "-")
        grave = "warning: " if self.severity == "warning" else ""
        value = "" if self.value is None else f" ({_quoted(self.value)})"
        return f"{':'.join(map(_one_line, place))}: {grave}{_one_line(self.message)}{value}"

    @property
    def severity(self) -> Severity:
        """Whether the package is refused for it."""
        return RULES[self.rule].severity

    @property
    def remedy(self) -> str:
        """What to do about faults of this kind; the message may say more."""
        return RULES[self.rule].remedy

    def document(self) -> dict[str, str | int | None]:
        """Every part of it, under its name."""
        return {
            "severity": self.severity,
            "rule": self.rule,
            "table": self.table,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message,
            "remedy": self.remedy,
            "line": self.line,
        }


class InvalidPackage(Exception):
    """A folder holds no data package, or one that may not be shown; `problems` say why."""

    def __init__(self, folder: Path, problems: Iterable[Problem]) -> None:
        self.folder = folder
        self.problems = tuple(problems)
        head = f"The data package in {folder} cannot be used:"
        super().__init__("\n".join([head, *map(str, self.problems)]))


class Unanswered(Exception):
    """A question cannot be answered at the moment, though nothing is wrong with it. Its text, marked for
    translation, has values in the place of their names in braces; as a string it is English.
    """

    def __init__(self, text: str, /, **values: str | int) -> None:
        self.text = text
        self.values: Mapping[str, str | int] = values
        super().__init__(text.format_map(values) if values else text)

    def said(self) -> str:
        """The sentence for readers, in the language that is spoken."""
        return _(self.text, **self.values)


def _quoted(value: str) -> str:
    shown = value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…"
    return json.dumps(shown, ensure_ascii=not shown.isprintable())


def _one_line(text: str) -> str:
    return text if text.isprintable() else _quoted(text)[1:-1]
