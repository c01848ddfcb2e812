"""The files of a package as DuckDB tables, and what is wrong with the files.

Every table that can be read whole stands twice. `staging.<table>` holds the cells as the file has them: text
for CSV, the file's own types for Parquet, NULL for what the descriptor counts as missing. `main.<table>` has
the same rows in the descriptor's types; a cell that does not fit its type is NULL there. Both end with `row`,
counted from 1.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from peace_ledger.csv_form import form_faults
from peace_ledger.descriptor import Field, FieldType, Package, Table
from peace_ledger.problems import Problem

_NOT_CHECKED = "the cells of this table, and references to it, were not checked: mend its files first"

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


def stage(package: Package, folder: Path, database: DuckDBPyConnection) -> Staged:
    """Read the files of a package, found in a folder, into an empty database."""
    database.execute("CREATE SCHEMA staging")
    tables: list[str] = []
    problems: list[Problem] = []
    for table in package.tables:
        try:
            _stage_table(table, folder, database)
            tables.append(table.name)
        except _Unreadable as error:
            problems += [*error.problems, Problem(table.name, _NOT_CHECKED)]
        except OSError as error:
            fault = Problem(table.name, f"cannot be read: {error.strerror}", value=", ".join(table.paths))
            problems += [fault, Problem(table.name, _NOT_CHECKED)]
    return Staged(frozenset(tables), tuple(problems))


def files_of(table: Table, folder: Path) -> list[Path]:
    """The files that exist of a table, in the order of its rows: as listed, and in a folder by name."""
    return [file for path in table.paths for file in _files_at(folder / path)]


def _files_at(place: Path) -> list[Path]:
    if place.is_dir():
        return sorted(
            file for file in place.iterdir() if file.suffix.lower() == ".parquet" and file.is_file()
        )
    return [place] if place.is_file() else []


def _stage_table(table: Table, folder: Path, database: DuckDBPyConnection) -> None:
    _refuse(_path_faults(table, folder))
    files = files_of(table, folder)
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
            yield Problem(table.name, "the file is missing", value=path)
        elif table.is_csv and place.is_dir():
            yield Problem(
                table.name, "is a folder: a CSV table is one file; folders hold Parquet", value=path
            )
        elif not files:
            yield Problem(table.name, "holds no .parquet file", value=path)
        elif not all(file.resolve().is_relative_to(folder.resolve()) for file in files):
            yield Problem(table.name, "leads out of the package's folder", value=path)


def _stage_csv(table: Table, file: Path, database: DuckDBPyConnection) -> None:
    _refuse(form_faults(table, file.read_bytes()))
    # One thread and the file's own order, because `row` is what a problem is found by.
    sql = (
        "CREATE TABLE staging.{table} AS SELECT *, row_number() OVER () AS row FROM read_csv($file,"
        " columns = $columns, nullstr = $missing, delim = $delimiter, quote = $quote, escape = $quote,"
        " header = true, auto_detect = false, strict_mode = true, parallel = false)"
    )
    values = {
        "file": _without_wildcards(file),
        "columns": dict.fromkeys(table.columns, "VARCHAR"),
        "missing": list(table.layout.missing_values),
        "delimiter": table.dialect.delimiter,
        "quote": table.dialect.quote_char,
    }
    _load(table, database, sql.format(table=quoted(table.name)), values)


def _load(table: Table, database: DuckDBPyConnection, sql: str, values: Mapping[str, object]) -> None:
    try:
        database.execute(sql, dict(values))
    except duckdb.Error as error:
        reason = str(error).split("\n", 1)[0]
        raise _Unreadable(Problem(table.name, f"cannot be read: {reason}")) from error


def _stage_parquet(table: Table, files: list[Path], database: DuckDBPyConnection) -> None:
    _refuse(fault for file in files for fault in _column_faults(table, file, database))
    columns = ", ".join(_present(field) for field in table.fields)
    sql = (
        "CREATE TABLE staging.{table} AS SELECT {columns}, row_number() OVER () AS row"
        " FROM read_parquet($files, union_by_name = true, hive_partitioning = false)"
    )
    values: dict[str, list[str]] = {"files": [_without_wildcards(file) for file in files]}
    if any(field.type == "string" for field in table.fields):
        values["missing"] = list(table.layout.missing_values)
    _load(table, database, sql.format(table=quoted(table.name), columns=columns), values)


def _present(field: Field) -> str:
    cell = quoted(field.name)
    if field.type == "string":
        return f"CASE WHEN NOT list_contains($missing, {cell}) THEN {cell} END AS {cell}"
    if field.type == "list":
        return f"CASE WHEN len({cell}) > 0 THEN {cell} END AS {cell}"
    return cell


def _column_faults(table: Table, file: Path, database: DuckDBPyConnection) -> Iterator[Problem]:
    try:
        described = database.execute(
            "DESCRIBE SELECT * FROM read_parquet($file, hive_partitioning = false)",
            {"file": _without_wildcards(file)},
        ).fetchall()
    except duckdb.Error:
        yield Problem(table.name, "is not a Parquet file that can be read", value=file.name)
        return
    types = {column: kind for column, kind, *_ in described}
    for field in table.fields:
        if field.name not in types:
            yield Problem(table.name, f"is missing from {file.name}", column=field.name)
        elif types[field.name] not in _PARQUET_TYPES[field.type]:
            expected = f"for {field.type} it must be {' or '.join(_PARQUET_TYPES[field.type])}"
            message = f"has the type {types[field.name]} in {file.name}; {expected}"
            yield Problem(table.name, message, column=field.name)
    for column in types:
        if column not in table.columns:
            message = f"stands in {file.name} but is no field of the table: remove it or describe it"
            yield Problem(table.name, message, column=column)


def _publish(table: Table, database: DuckDBPyConnection) -> None:
    """Make the typed table from the staged one."""
    columns: list[str] = []
    values: dict[str, object] = {}
    for index, field in enumerate(table.fields):
        template = (_FROM_TEXT if table.is_csv else _FROM_PARQUET)[field.type]
        own = {
            "true": list(field.true_values),
            "false": list(field.false_values),
            "delimiter": field.delimiter,
        }
        named = {name: f"{name}_{index}" for name in own if f"{{{name}}}" in template}
        cell = quoted(field.name)
        parameters = {name: f"${numbered}" for name, numbered in named.items()}
        columns.append(f"{template.format(cell=cell, **parameters)} AS {cell}")
        values |= {numbered: own[name] for name, numbered in named.items()}
    sql = "CREATE TABLE main.{table} AS SELECT {columns}, row FROM staging.{table} ORDER BY row"
    database.execute(sql.format(table=quoted(table.name), columns=", ".join(columns)), values)


def _without_wildcards(file: Path) -> str:
    """The path as DuckDB takes it literally; it would read `[`, `*` and `?` as patterns."""
    return re.sub(r"([\[*?])", r"[\1]", str(file))
