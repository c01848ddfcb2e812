"""Copies of the curated package, altered for a test, and what the program says of them."""

import asyncio
import csv
import json
import os
import shutil
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from starlette.requests import Request

from peace_ledger import descriptor, http, ledger
from peace_ledger.descriptor import FILE_NAME, Field
from tests.fixtures import CURATED, CsvRows

NEW = "2099.1.1"
"""The version that `newer` makes."""
GONE = 3
"""How many reactions it takes away."""


def copy(folder: Path) -> Path:
    """A copy of the curated package, and its folder."""
    shutil.copytree(CURATED, folder)
    return folder


def rewrite(folder: Path, table: str, change: Callable[[CsvRows], CsvRows]) -> None:
    """Put other rows into a CSV file of a package."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = reader.fieldnames or (), list(reader)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(rows))


def redescribe(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the descriptor of a package."""
    path = folder / FILE_NAME
    package = json.loads(path.read_text(encoding="utf-8"))
    change(package)
    path.write_text(json.dumps(package), encoding="utf-8")


def newer(folder: Path) -> None:
    """Make the next version of a package: some reactions gone, one changed in two columns, one coverage row
    new, a code called otherwise.
    """
    gone: set[str] = set()

    def fewer(rows: CsvRows) -> CsvRows:
        gone.update(row["reaction_id"] for row in rows[-GONE:])
        rows[0] |= {"speaker_role": 'a spokesperson, "it is said"', "confidence": "low"}
        return rows[:-GONE]

    def more(rows: CsvRows) -> CsvRows:
        pairs = {(row["event_id"], row["actor_id"]) for row in rows}
        events, actors = (list(dict.fromkeys(row[name] for row in rows)) for name in ("event_id", "actor_id"))
        event, actor = next((one, two) for one in events for two in actors if (one, two) not in pairs)
        return [*rows, {"event_id": event, "actor_id": actor}]

    def renumber(package: dict[str, Any]) -> None:
        package |= {"version": NEW, "created": "2099-01-01T00:00:00Z"}
        package["parties"][0]["label"] = "The first side"

    rewrite(folder, "reactions", fewer)
    rewrite(folder, "codings", lambda rows: [row for row in rows if row["reaction_id"] not in gone])
    rewrite(folder, "coverage", more)
    redescribe(folder, renumber)


@contextmanager
def serving(folder: Path, **variables: str) -> Iterator[None]:
    """Within it pages show that folder, and other settings hold where given; afterwards all is as before."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PEACE_LEDGER_")]:
            patch.delenv(name)
        for name, value in {"PEACE_LEDGER_DATA": str(folder), **variables}.items():
            patch.setenv(name, value)
        patch.setattr(ledger, "_opened", None)
        yield


def healthz() -> tuple[int, dict[str, Any]]:
    """The status and the document of `/healthz`, without a server."""
    answer = awaited(http.healthz(Request({"type": "http"})))
    return answer.status_code, json.loads(bytes(answer.body))


def awaited(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine, run in a thread: in the main one a browser may have its own event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


# Tables as Parquet

_CELLS = {
    "date": "CAST({cell} AS DATE)",
    "integer": "CAST({cell} AS BIGINT)",
    "boolean": "{cell} = 'true'",
    "list": "string_split({cell}, ';')",
    "string": "{cell}",
}


def as_parquet(folder: Path, table: str, *, files: int = 0) -> None:
    """Put one Parquet file in the place of a CSV file, or a folder of several that keep the order of rows."""
    columns = ", ".join(_cell(field) for field in descriptor.read(folder).table(table).fields)
    source = folder / f"{table}.csv"
    path = f"{table}.parquet" if not files else table
    with duckdb.connect() as database:
        database.execute(
            "CREATE TABLE cells AS FROM read_csv($file, all_varchar = true)", {"file": str(source)}
        )
        (count,) = database.execute("SELECT count(*) FROM cells").fetchall()[0]
        if files:
            (folder / path).mkdir()
        size = -(-count // (files or 1))
        for part in range(files or 1):
            target = folder / path / f"part-{part}.parquet" if files else folder / path
            rows = database.sql(
                f"SELECT {columns} FROM cells ORDER BY rowid LIMIT {size} OFFSET {part * size}"
            )
            rows.write_parquet(str(target))
    source.unlink()

    def name_files(package: dict[str, Any]) -> None:
        (resource,) = [each for each in package["resources"] if each["name"] == table]
        resource |= {"path": path, "format": "parquet", "mediatype": "application/vnd.apache.parquet"}

    redescribe(folder, name_files)


def _cell(field: Field) -> str:
    name = f'"{field.name}"'
    return f"{_CELLS[field.type].format(cell=name)} AS {name}"
