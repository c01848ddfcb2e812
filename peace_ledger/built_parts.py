"""What `python -m peace_ledger build` made of a table that is too large for memory: `docs/large.md`.

`built/manifest.json`, in the package's folder, says which files were validated and in which parts the table
stands: one folder for each of its files, `built/<key>/`, with `rows.parquet`, the rows by day, and
`cells.parquet`, how many rows are alike. A key says all that a part was made from, so a part never changes.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

import duckdb
import pydantic
from duckdb import DuckDBPyConnection
from pydantic import BaseModel, ConfigDict

from peace_ledger import catalog, staging
from peace_ledger.descriptor import FILE_NAME, ROW_COLUMN, Package, Table
from peace_ledger.staging import literal, quoted

FORM: Literal[2] = 2
"""How a build is kept. A program that keeps it, or checks rows, otherwise counts on, and builds anew."""

FOLDER = "built"
MANIFEST = "manifest.json"
ROWS, CELLS, FACTS = "rows.parquet", "cells.parquet", "part.json"

TABLE = "reactions"
"""The table that may be larger than memory; the cells that charts count are made from it."""
DAY = "reacted_on"
"""The column by which its rows are sorted, so that a period is found without reading the others."""
CELLS_QUERY = f"cells/{TABLE}"

MOST_IN_MEMORY = 1_000_000
"""Rows up to which the table is read into memory at each start, and needs no build."""

_TAIL = 65_536


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class SourceFile(_Model):
    """A file of the package as it was when it was read: its path in the package, and its content."""

    path: str
    bytes: int
    mtime_ns: int
    sha256: str


class Part(_Model):
    """The part made of one file of the table; the digests tell whether it is whole. `rows_tail` is that of
    the last 64 kB of the rows, where Parquet says what stands where.
    """

    key: str
    rows: int
    cells: int
    rows_bytes: int
    rows_tail: str
    cells_sha256: str


class Manifest(_Model):
    """A build. `cells_query` is the digest of the query that made the cells, `files` are the descriptor and
    the files of all tables in their order, and `before` the keys of the parts that the build before had: they
    are kept for servers that still run on them.
    """

    form: Literal[2] = FORM
    name: str
    version: str
    digest: str
    cells_query: str
    files: tuple[SourceFile, ...]
    parts: tuple[Part, ...]
    before: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return sum(part.rows for part in self.parts)


class Unfit(Exception):
    """There is no build that fits the package; the message says so of its table."""


def is_large(package: Package, folder: Path) -> bool:
    """Whether the table is too large for memory, by what its Parquet files say of themselves. Where one
    cannot be read it is not: what is wrong with it is told where it is staged.
    """
    if not package.has_table(TABLE) or package.table(TABLE).is_csv:
        return False
    with duckdb.connect() as database, suppress(duckdb.Error):
        spans = staging.spans_of(package.table(TABLE), folder, database)
        return sum(span.rows for span in spans) > MOST_IN_MEMORY
    return False


def cells_query() -> str:
    """The SELECT that makes the cells from the rows."""
    return catalog.read()[CELLS_QUERY].sql


def digest_of_cells_query() -> str:
    """What changes with that SELECT."""
    return hashlib.sha256(cells_query().encode()).hexdigest()


def digest_of(files: Iterable[SourceFile]) -> str:
    """What changes with any byte of the files, and with their names."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.path} {file.bytes}\n".encode())
        digest.update(bytes.fromhex(file.sha256))
    return digest.hexdigest()[:12]


def source_files(
    package: Package, folder: Path, file_name: str, known: Iterable[SourceFile] = ()
) -> Iterator[SourceFile]:
    """The descriptor and the files of all tables in their order. Of the table that may be large, files with
    the size and time of a known one are taken to be the same; all others are read.
    """
    same = {(file.path, file.bytes, file.mtime_ns): file for file in known}
    yield _read(folder / file_name, folder)
    for table in package.tables:
        for file in staging.files_of(table, folder):
            state = file.stat()
            key = (file.relative_to(folder).as_posix(), state.st_size, state.st_mtime_ns)
            yield same[key] if table.name == TABLE and key in same else _read(file, folder)


def _read(file: Path, folder: Path) -> SourceFile:
    state = file.stat()
    with file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    path = file.relative_to(folder).as_posix()
    return SourceFile(path=path, bytes=state.st_size, mtime_ns=state.st_mtime_ns, sha256=sha256)


def read(folder: Path) -> Manifest:
    """The manifest in a package's folder. Raises Unfit."""
    try:
        text = (folder / FOLDER / MANIFEST).read_bytes()
    except FileNotFoundError:
        raise Unfit("was not built") from None
    except OSError as error:
        raise Unfit(f"has a build that cannot be read ({error.strerror})") from error
    try:
        return Manifest.model_validate_json(text)
    except pydantic.ValidationError as error:
        raise Unfit("has a build that is damaged, or of another version of this program") from error


def fitting(package: Package, folder: Path) -> Manifest:
    """The manifest, where it fits the package as it stands and all its parts are whole. Raises Unfit."""
    manifest = read(folder)
    if manifest.cells_query != digest_of_cells_query():
        raise Unfit("was built by a version of this program that counted otherwise")
    try:
        now = {file.path: file.sha256 for file in source_files(package, folder, FILE_NAME, manifest.files)}
    except OSError as error:
        raise Unfit(f"has a build, but {error.filename} cannot be read ({error.strerror})") from error
    then = {file.path: file.sha256 for file in manifest.files}
    if now != then:
        changed = sorted(path for path in now.keys() | then.keys() if now.get(path) != then.get(path))
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise Unfit(f"was built before {changed[0]}{more} changed")
    for part in manifest.parts:
        if fault := fault_of(part, folder):
            raise Unfit(fault)
    return manifest


def fault_of(part: Part, folder: Path) -> str:
    """What is wrong with the files of a part; nothing where they are whole."""
    place = folder / FOLDER / part.key
    for name, found, expected in (
        (ROWS, _size_and_tail, (part.rows_bytes, part.rows_tail)),
        (CELLS, _sha256, part.cells_sha256),
    ):
        try:
            if found(place / name) != expected:
                return f"has a damaged file in its build, {part.key}/{name}"
        except OSError as error:
            return f"has a file in its build that cannot be read, {part.key}/{name}: {error.strerror}"
    return ""


def described(place: Path, key: str, rows: int, cells: int) -> Part:
    """The facts of a part whose files stand in a folder."""
    size, tail = _size_and_tail(place / ROWS)
    sha256 = _sha256(place / CELLS)
    return Part(key=key, rows=rows, cells=cells, rows_bytes=size, rows_tail=tail, cells_sha256=sha256)


def _size_and_tail(file: Path) -> tuple[int, str]:
    with file.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(size - _TAIL, 0))
        return size, hashlib.sha256(stream.read()).hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def publish(manifest: Manifest, table: Table, folder: Path, database: DuckDBPyConnection) -> None:
    """Let the table, and its cells, be views over the parts; from then on the database may read them though
    access to files is switched off.
    """
    rows = _files(manifest.parts, folder, ROWS)
    columns = ", ".join(quoted(column) for column in (*table.columns, ROW_COLUMN))
    sql = "CREATE VIEW {name} AS SELECT {columns} FROM read_parquet({files}, hive_partitioning = false)"
    database.execute(sql.format(name=quoted(table.name), columns=columns, files=_list(rows)))
    view_cells(f"cells_{table.name}", manifest.parts, folder, database)
    allowed = ", ".join(literal(file) for file in (*rows, *_files(manifest.parts, folder, CELLS)))
    database.execute(f"SET allowed_paths = [{allowed}]")


def view_cells(relation: str, made: Sequence[Part], folder: Path, database: DuckDBPyConnection) -> None:
    """Let a relation have the cells of some parts; what is alike in several parts stands there for each."""
    sql = "CREATE VIEW {relation} AS SELECT * FROM read_parquet({files}, hive_partitioning = false)"
    database.execute(sql.format(relation=quoted(relation), files=_list(_files(made, folder, CELLS))))


def _files(made: Sequence[Part], folder: Path, name: str) -> list[Path]:
    # The largest first, because DuckDB guesses the rows of all by those of the first.
    return [folder / FOLDER / part.key / name for part in sorted(made, key=lambda part: -part.rows)]


def _list(files: Iterable[Path]) -> str:
    return f"[{', '.join(literal(staging.without_wildcards(file)) for file in files)}]"
