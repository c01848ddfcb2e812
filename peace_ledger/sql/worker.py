"""The child that runs one query and ends: started by `pool`, confined before it reads a letter of a reader's.

It is told by its first argument, as JSON, where the copy of the data is; says on standard output that it is
ready; reads one query from standard input; answers, and ends. Each query has a process of its own, so nothing
can be left for the next.
"""

import json
import os
import re
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from peace_ledger.sql import answer, confinement, reasons, statement
from peace_ledger.sql.answer import Refused

DATABASE = "ledger.duckdb"
"""The file in the folder of a copy."""

_ENGINE_MEMORY = "200MB"
"""What DuckDB takes for tables and intermediate results. Nothing goes to disk."""
_MEMORY = 500_000_000
"""Bytes that a query may use beyond what the process has when it is ready."""
_CHUNK = 100
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": "1",
    "async_threads": "0",
    "memory_limit": _ENGINE_MEMORY,
    "temp_directory": "",
    "python_enable_replacements": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
}


def main() -> None:
    """Be the child."""
    told = json.loads(sys.argv[1])
    confinement.end_with_parent(told["parent"])
    # Messages go where nothing else can write: what DuckDB prints is lost.
    said = os.dup(1)
    os.dup2(2, 1)
    try:
        connection = _opened(Path(told["folder"]), told["files"])
        places = [Path(place) for place in told["places"]]
        held = confinement.confine(_MEMORY, told["seconds"], places)
    except confinement.Unconfined as reason:
        _send(said, {"unconfined": str(reason)})
        return
    _send(said, {"ready": held})
    sql = _received()
    if sql is not None:
        _send(said, {"begun": True})
        _send(said, _answered(connection, sql, [told["folder"], *told["places"]]))
    # Not by the interpreter: it would tidy up for nobody.
    os._exit(0)


def _opened(folder: Path, files: list[str]) -> duckdb.DuckDBPyConnection:
    """The copy, read only and locked. DuckDB has one thread, because threads cannot all be confined."""
    os.chdir(folder)
    connection = duckdb.connect(DATABASE, read_only=True, config=_CONFIG)
    os.chdir("/")
    listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    connection.execute(f"SET allowed_paths = [{listed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    # What is made at first use is made now, since no file can be opened later.
    connection.execute("SELECT json_serialize_sql('SELECT 1'), CAST(now() AS VARCHAR), [''], 1.5").fetchall()
    connection.execute("SET lock_configuration = true")
    return connection


def _send(to: int, message: object) -> None:
    left = answer.framed(message)
    while left:
        left = left[os.write(to, left) :]


def _received() -> str | None:
    """The query; None where whoever asks is gone."""
    head = _read(4)
    if head is None:
        return None
    content = _read(struct.unpack(">I", head)[0])
    return None if content is None else content.decode()


def _read(size: int) -> bytes | None:
    parts = b""
    while len(parts) < size:
        part = os.read(0, size - len(parts))
        if not part:
            return None
        parts += part
    return parts


def _answered(connection: duckdb.DuckDBPyConnection, sql: str, places: list[str]) -> dict[str, Any]:
    started = time.monotonic()
    try:
        given = _run(connection, statement.checked(sql, connection))
    except Refused as refused:
        return _told(refused)
    except (MemoryError, duckdb.OutOfMemoryException):
        return {"too_much": reasons.MEMORY}
    except duckdb.Error as error:
        return _told(_of_duckdb(error, places))
    except Exception as fault:
        # What DuckDB reads and its Python package does not know, such as a new kind of statement.
        return _told(Refused(reasons.NOT_HERE, fault=type(fault).__name__))
    return {**given, "seconds": round(time.monotonic() - started, 4)}


def _told(refused: Refused) -> dict[str, Any]:
    return {"refused": refused.text, "values": refused.values, "detail": refused.detail}


def _of_duckdb(error: duckdb.Error, places: list[str]) -> Refused:
    """What DuckDB says, as a sentence and the place in the query; no path of this server is in it."""
    if isinstance(error, duckdb.PermissionException):
        return Refused(reasons.OUTSIDE)
    if "max_expression_depth" in str(error):
        return Refused(reasons.NESTED)
    paths = "|".join(re.escape(place) for place in places)
    text = re.sub(rf"\S*(?:{paths})\S*", "the data", str(error))
    said, _, place = text.partition("\n\nLINE ")
    said = " ".join(said.split())[:600]
    end = "" if said.endswith((".", "!", "?")) else "."
    return Refused(reasons.FAILED, f"LINE {place}"[:1000] if place else "", reason=f"{said}{end}")


# The rows

_INTEGERS = frozenset(
    {
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "HUGEINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "UHUGEINT",
        "BIGNUM",
    }
)
# Browsers and spreadsheets count exactly up to here.
_LARGEST = 2**53
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2}) 00:00:00")


def _run(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    """The rows of a SELECT, as JSON can have them."""
    asked = _bound(connection, sql)
    kinds = [str(kind) for kind in asked.types]
    if len(kinds) > answer.MOST_COLUMNS:
        raise Refused(reasons.COLUMNS, count=len(kinds), most=answer.MOST_COLUMNS)
    # DuckDB turns what JSON does not have into text: Python would need modules that cannot be read any more.
    cells = ", ".join(_plain(place, kind) for place, kind in enumerate(kinds, start=1))
    found = connection.execute(f"SELECT {cells} FROM (\n{sql}\n)")  # noqa: S608
    cut: answer.Cut = ""
    rows: list[list[Any]] = []
    size = 0
    for row in _fetched(found):
        size += len(json.dumps(row, ensure_ascii=False, default=str))
        if size > answer.MOST_BYTES or len(rows) == answer.MOST_ROWS:
            cut = "bytes" if size > answer.MOST_BYTES else "rows"
            break
        rows.append(list(row))
    typed = [_typed(rows, place, kind) for place, kind in enumerate(kinds)]
    return {
        "columns": list(zip(answer.unique(asked.columns), typed, strict=True)),
        "rows": rows,
        "cut": cut,
    }


def _bound(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """The SELECT, not run yet: what is wrong with it shows in the reader's own text."""
    try:
        return connection.sql(sql)
    except duckdb.Error:
        # It is bound again, in vain, by the call that also says where the fault is.
        connection.execute(sql)
        raise


def _fetched(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while part := found.fetchmany(_CHUNK):
        yield from part


def _plain(place: int, kind: str) -> str:
    if kind in _INTEGERS or kind in ("VARCHAR", "BOOLEAN", "DOUBLE", "VARCHAR[]"):
        return f"#{place}"
    if kind == "FLOAT" or kind.startswith("DECIMAL"):
        return f"CAST(#{place} AS DOUBLE)"
    return f"CAST(#{place} AS VARCHAR)"


def _typed(rows: list[list[Any]], place: int, kind: str) -> str:
    """The type of a column by what is in it; the cells that no file could hold otherwise become text."""
    cells = [row[place] for row in rows if row[place] is not None]
    if kind in _INTEGERS:
        if all(-_LARGEST <= cell <= _LARGEST for cell in cells):
            return "integer"
    elif kind == "BOOLEAN":
        return "boolean"
    elif kind == "VARCHAR[]":
        # Files hold lists of texts alone.
        _replace(rows, place, lambda cell: ["NULL" if item is None else item for item in cell])
        return "list"
    elif kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL"):
        # Not a number, and infinity, are no JSON.
        if all(abs(cell) < float("inf") for cell in cells):
            return "number"
    elif kind == "DATE":
        if all(_DAY.fullmatch(cell) for cell in cells):
            return "date"
    elif kind == "TIMESTAMP" and cells and all(_MIDNIGHT.fullmatch(cell) for cell in cells):
        # What date_trunc gives of a day.
        _replace(rows, place, lambda cell: cell[:10])
        return "date"
    _replace(rows, place, str)
    return "string"


def _replace(rows: list[list[Any]], place: int, change: Any) -> None:
    for row in rows:
        if row[place] is not None:
            row[place] = change(row[place])


if __name__ == "__main__":
    main()
