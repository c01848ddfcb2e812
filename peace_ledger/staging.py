"""The files of a package as DuckDB tables, and what is wrong with the files.

Every table that can be read whole stands twice. `staging.<table>` holds the cells as the file has them: text
for CSV, the file's own types for Parquet, NULL for what the descriptor counts as missing. `main.<table>` has
the same rows in the descriptor's types; a cell that does not fit its type is NULL there. Both end with `row`,
counted from 1. A table that is too large to be copied stands there as two views over its Parquet files.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from peace_ledger.csv_form import LARGEST_CELL, form_faults
from peace_ledger.descriptor import Field, FieldType, Package, Table
from peace_ledger.problems import Problem

_NOT_CHECKED = "the cells of this table, and references to it, were not checked: mend its files first"
_LONGEST_LINE = 2_097_152
"""Bytes up to which DuckDB reads a line without being told."""

_FROM_TEXT: dict[FieldType, str] = {
    "string": "{cell}",
    # A cast alone would take 2023-1-7, infinity and years that no Python date can hold.
    "date": "CASE WHEN length({cell}) = 10 AND CAST(TRY_CAST({cell} AS DATE) AS VARCHAR) = {cell}"
    " THEN TRY_CAST({cell} AS DATE) END",
    "integer": "CASE WHEN regexp_full_match({cell}, '[+-]?[0-9]+') THEN TRY_CAST({cell} AS BIGINT) END",
    "boolean": "CASE WHEN list_contains({true}, {cell}) THEN true"
    " WHEN list_contains({false}, {cell}) THEN false END",
    "list": "string_split({cell}, {delimiter})",
}

_FROM_PARQUET: dict[FieldType, str] = {
    "string": "{cell}",
    "date": "CASE WHEN {cell} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {cell} END",
    "integer": "CAST({cell} AS BIGINT)",
    "boolean": "{cell}",
    "list": "{cell}",
}

_PARQUET_TYPES: dict[FieldType, tuple[str, ...]] = {
    "string": ("VARCHAR",),
    "date": ("DATE",),
    "integer": ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT"),
    "boolean": ("BOOLEAN",),
    "list": ("VARCHAR[]",),
}


@dataclass(frozen=True)
class Staged:
    """Which tables were read whole, and what is wrong with the files of the others."""

    tables: frozenset[str]
    problems: tuple[Problem, ...]


class _Unreadable(Exception):
    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


def quoted(name: str) -> str:
    """A name from the descriptor as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """A text as SQL, for statements that take no parameters."""
    return "'" + str(text).replace("'", "''") + "'"


def stage(
    package: Package, folder: Path, database: DuckDBPyConnection, uncopied: Collection[str] = ()
) -> Staged:
    """Read the files of a package, found in a folder, into an empty database. Tables that are to stay
    uncopied become views; they must be Parquet.
    """
    database.execute("CREATE SCHEMA staging")
    tables: list[str] = []
    problems: list[Problem] = []
    for table in package.tables:
        try:
            _stage_table(table, folder, database, copied=table.name not in uncopied)
            tables.append(table.name)
        except _Unreadable as error:
            problems += [*error.problems, not_checked(table)]
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            fault = Problem(table.name, message, value=", ".join(table.paths), rule="file-access")
            problems += [fault, not_checked(table)]
    return Staged(frozenset(tables), tuple(problems))


def not_checked(table: Table) -> Problem:
    """That nothing is known of the cells of a table that was not read."""
    return Problem(table.name, _NOT_CHECKED, rule="not-checked")


def files_of(table: Table, folder: Path) -> list[Path]:
    """The files that exist of a table, in the order of its rows: as listed, and in a folder by name."""
    return [file for path in table.paths for file in _files_at(folder / path)]


def _files_at(place: Path) -> list[Path]:
    if place.is_dir():
        return sorted(
            file for file in place.iterdir() if file.suffix.lower() == ".parquet" and file.is_file()
        )
    return [place] if place.is_file() else []


@dataclass(frozen=True)
class Span:
    """A Parquet file of a table: how many rows stand in the files before it, and in itself."""

    file: Path
    before: int
    rows: int


def spans_of(table: Table, folder: Path, database: DuckDBPyConnection) -> list[Span]:
    """The Parquet files of a table in the order of its rows, by what they say of themselves. Raises
    duckdb.Error where one cannot be read.
    """
    spans: list[Span] = []
    before = 0
    for file in files_of(table, folder):
        sql = "SELECT num_rows FROM parquet_file_metadata($file)"
        ((rows,),) = database.execute(sql, {"file": without_wildcards(file)}).fetchall()
        spans.append(Span(file, before, rows))
        before += rows
    return spans


def view(table: Table, spans: Sequence[Span], database: DuckDBPyConnection) -> None:
    """Let the two relations of a table be views over some of its Parquet files, whose columns fit it; `row`
    counts over all of them.
    """
    missing = ", ".join(literal(value) for value in table.layout.missing_values)
    columns = ", ".join(_present(field, f"[{missing}]") for field in table.fields)
    # A union of files, not one list: DuckDB guesses the rows of a list by its first file, which may be tiny.
    rows = " UNION ALL ".join(
        f"SELECT {columns}, file_row_number + {span.before + 1} AS row"  # noqa: S608
        f" FROM read_parquet({literal(without_wildcards(span.file))}, file_row_number = true,"
        " hive_partitioning = false)"
        for span in spans
    )
    typed = ", ".join(f"{typed_cell(table, field)[0]} AS {quoted(field.name)}" for field in table.fields)
    name = quoted(table.name)
    database.execute(f"CREATE OR REPLACE VIEW staging.{name} AS {rows}")
    sql = "CREATE OR REPLACE VIEW main.{name} AS SELECT {typed}, row FROM staging.{name}"
    database.execute(sql.format(name=name, typed=typed))


def _stage_table(table: Table, folder: Path, database: DuckDBPyConnection, *, copied: bool) -> None:
    _refuse(_path_faults(table, folder))
    files = files_of(table, folder)
    if not copied:
        _refuse(fault for file in files for fault in _column_faults(table, file, database))
        view(table, spans_of(table, folder, database), database)
        return
    if table.is_csv:
        _stage_csv(table, files[0], database)
    else:
        _stage_parquet(table, files, database)
    _publish(table, database)


def _refuse(faults: Iterable[Problem]) -> None:
    found = list(faults)
    if found:
        raise _Unreadable(*found)


def _path_faults(table: Table, folder: Path) -> Iterator[Problem]:
    for path in table.paths:
        place = folder / path
        files = _files_at(place)
        if not place.exists():
            yield Problem(table.name, "the file is missing", value=path, rule="file-missing")
        elif table.is_csv and place.is_dir():
            message = "is a folder: a CSV table is one file; folders hold Parquet"
            yield Problem(table.name, message, value=path, rule="file-place")
        elif not place.is_dir() and not files:
            message = "is neither a file nor a folder: put the file itself there"
            yield Problem(table.name, message, value=path, rule="file-place")
        elif not files:
            yield Problem(table.name, "holds no .parquet file", value=path, rule="file-missing")
        elif not all(file.resolve().is_relative_to(folder.resolve()) for file in files):
            yield Problem(table.name, "leads out of the package's folder", value=path, rule="file-place")


def _stage_csv(table: Table, file: Path, database: DuckDBPyConnection) -> None:
    _refuse(form_faults(table, file.read_bytes()))
    # One thread and the file's own order, because `row` is what a problem is found by.
    sql = (
        "CREATE TABLE staging.{table} AS SELECT *, row_number() OVER () AS row FROM read_csv($file,"
        " columns = $columns, nullstr = $missing, delim = $delimiter, quote = $quote, escape = $quote,"
        " header = true, auto_detect = false, strict_mode = true, parallel = false,"
        " max_line_size = $longest)"
    )
    values = {
        "file": without_wildcards(file),
        "columns": dict.fromkeys(table.columns, "VARCHAR"),
        "missing": list(table.layout.missing_values),
        "delimiter": table.dialect.delimiter,
        "quote": table.dialect.quote_char,
        "longest": max(_LONGEST_LINE, len(table.columns) * (LARGEST_CELL + 3)),
    }
    _load(table, database, sql.format(table=quoted(table.name)), values)


def _load(table: Table, database: DuckDBPyConnection, sql: str, values: Mapping[str, object]) -> None:
    try:
        database.execute(sql, dict(values))
    except duckdb.Error as error:
        reason = str(error).split("\n", 1)[0]
        message = f"cannot be read, so its file may be damaged: write it again ({reason})"
        raise _Unreadable(Problem(table.name, message, rule="file-kind")) from error


def _stage_parquet(table: Table, files: list[Path], database: DuckDBPyConnection) -> None:
    _refuse(fault for file in files for fault in _column_faults(table, file, database))
    columns = ", ".join(_present(field, "$missing") for field in table.fields)
    sql = (
        "CREATE TABLE staging.{table} AS SELECT {columns}, row_number() OVER () AS row"
        " FROM read_parquet($files, union_by_name = true, hive_partitioning = false)"
    )
    values: dict[str, list[str]] = {"files": [without_wildcards(file) for file in files]}
    if any(field.type == "string" for field in table.fields):
        values["missing"] = list(table.layout.missing_values)
    _load(table, database, sql.format(table=quoted(table.name), columns=columns), values)


def _present(field: Field, missing: str) -> str:
    cell = quoted(field.name)
    if field.type == "string":
        return f"CASE WHEN NOT list_contains({missing}, {cell}) THEN {cell} END AS {cell}"
    if field.type == "list":
        return f"CASE WHEN len({cell}) > 0 THEN {cell} END AS {cell}"
    return cell


def _column_faults(table: Table, file: Path, database: DuckDBPyConnection) -> Iterator[Problem]:
    try:
        described = database.execute(
            "DESCRIBE SELECT * FROM read_parquet($file, hive_partitioning = false)",
            {"file": without_wildcards(file)},
        ).fetchall()
    except duckdb.Error:
        with file.open("rb") as stream:
            is_cut = stream.read(4) == b"PAR1"
        message = "is not a Parquet file that can be read"
        message += ": it is cut off or damaged; write it again" if is_cut else ""
        yield Problem(table.name, message, value=file.name, rule="file-kind")
        return
    types = {column: kind for column, kind, *_ in described}
    for field in table.fields:
        if field.name not in types:
            message = f"is missing from {file.name}"
            yield Problem(table.name, message, column=field.name, rule="header")
        elif types[field.name] not in _PARQUET_TYPES[field.type]:
            expected = f"for {field.type} it must be {' or '.join(_PARQUET_TYPES[field.type])}"
            message = f"has the type {types[field.name]} in {file.name}; {expected}"
            yield Problem(table.name, message, column=field.name, rule="column-type")
    for column in types:
        if column not in table.columns:
            message = f"stands in {file.name} but is no field of the table: remove it or describe it"
            yield Problem(table.name, message, column=column, rule="header")


def _publish(table: Table, database: DuckDBPyConnection) -> None:
    """Make the typed table from the staged one."""
    columns: list[str] = []
    values: dict[str, object] = {}
    for field in table.fields:
        typed, own = typed_cell(table, field)
        columns.append(f"{typed} AS {quoted(field.name)}")
        values |= own
    sql = "CREATE TABLE main.{table} AS SELECT {columns}, row FROM staging.{table} ORDER BY row"
    database.execute(sql.format(table=quoted(table.name), columns=", ".join(columns)), values)


def typed_cell(table: Table, field: Field) -> tuple[str, dict[str, object]]:
    """A staged cell in its type, NULL where it does not fit, as SQL with its parameters, whose names are
    different for each field of a table. Those of a Parquet table have none.
    """
    template = (_FROM_TEXT if table.is_csv else _FROM_PARQUET)[field.type]
    index = table.columns.index(field.name)
    own: dict[str, object] = {
        "true": list(field.true_values),
        "false": list(field.false_values),
        "delimiter": field.delimiter,
    }
    named = {name: f"{name}_{index}" for name in own if f"{{{name}}}" in template}
    parameters = {name: f"${numbered}" for name, numbered in named.items()}
    sql = template.format(cell=quoted(field.name), **parameters)
    return sql, {numbered: own[name] for name, numbered in named.items()}


def without_wildcards(file: Path) -> str:
    """The path as DuckDB takes it literally; it would read `[`, `*` and `?` as patterns."""
    return re.sub(r"([\[*?])", r"[\1]", str(file))
