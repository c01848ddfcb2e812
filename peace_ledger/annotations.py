"""Problems as annotations of a GitHub workflow, each at its line of the file: `check --format github`.

A row's line is not its number: cells may have several lines. So the file is read again, as CSV.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from peace_ledger import descriptor
from peace_ledger.descriptor import FILE_NAME, InvalidDescriptor, Package, Table
from peace_ledger.problems import Problem

_OF_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_OF_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
_PLACE_IN_JSON = re.compile(r"line (\d+) column \d+$")


def annotations(folder: Path, problems: Sequence[Problem]) -> Iterator[str]:
    """A workflow command for each problem of the package in a folder."""
    package = _package(folder)
    for problem in problems:
        table = package.table(problem.table) if package and package.has_table(problem.table) else None
        file, line = _place(folder, problem, table)
        properties = {"file": str(file), "line": str(line), "title": _title(problem)}
        listed = ",".join(f"{name}={text.translate(_OF_PROPERTY)}" for name, text in properties.items())
        text = f"{problem}. {problem.remedy}".translate(_OF_DATA)
        yield f"::{problem.severity} {listed}::{text}"


def _package(folder: Path) -> Package | None:
    try:
        return descriptor.read(folder)
    except InvalidDescriptor as fault:
        return fault.sound


def _title(problem: Problem) -> str:
    place = [problem.table, *([f"row {problem.row}"] if problem.row else []), problem.column or ""]
    return f"{problem.rule}: {', '.join(filter(None, place))}"


def _place(folder: Path, problem: Problem, table: Table | None) -> tuple[Path, int]:
    """The file that a problem is in, and its line; the first where it is about the whole file."""
    if table is None:
        found = _PLACE_IN_JSON.search(problem.message)
        return folder / FILE_NAME, problem.line or (int(found[1]) if found else 1)
    file = folder / table.paths[0]
    if problem.line or not problem.row or not table.is_csv:
        return file, problem.line or 1
    lines = _lines(file, table.dialect.delimiter, table.dialect.quote_char)
    return file, lines[problem.row] if problem.row < len(lines) else 1


@cache
def _lines(file: Path, delimiter: str, quote: str) -> list[int]:
    """The line on which each record of a CSV file begins; the header is the first."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, quotechar=quote)
        begins, line = [], 1
        for record in reader:
            if record:
                begins.append(line)
            line = reader.line_num + 1
        return begins
