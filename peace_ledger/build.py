"""Prepare a package whose largest table does not fit into memory, so that it can be served: `docs/large.md`.

A build validates the whole package and makes one part of each file of the table (`built_parts`). Parts of
files that did not change are kept, so what is appended costs what it is long. The manifest comes last: until
it is replaced, the last good build is served.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection, DuckDBPyRelation
from pyarrow import parquet  # type: ignore[import-untyped]
from tqdm import tqdm  # type: ignore[import-untyped]

from peace_ledger import built_parts, dataset, descriptor, engine, ledger_rules, staging, validation
from peace_ledger.built_parts import Manifest, Part, SourceFile
from peace_ledger.descriptor import FILE_NAME, Package, Table
from peace_ledger.fixity import fixity_problems
from peace_ledger.problems import InvalidPackage, Problem
from peace_ledger.staging import Span, Staged, quoted
from peace_ledger.suspicions import suspicions
from peace_ledger.validation import Summary

_MEMORY = "1GB"
"""What DuckDB may hold in memory while it builds; more goes to the disk that the parts go to."""
_ROW_GROUP = 122_880
_LOCK = ".lock"
KEPT = "what was served before still is"
"""What a build that ends early says of the one before."""
_WRAPPED = re.compile(r'"exception_message":"((?:[^"\\]|\\.)*)"')


class _Unreadable(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Failed(Exception):
    """A build could not be finished; the message says why, and that nothing is lost."""


def build(folder: Path) -> Manifest | None:
    """Validate the package in a folder and build its large table; None where it has none and so needs no
    build. Does nothing where the last build still fits. Raises InvalidPackage with all its problems, Failed,
    and OSError.
    """
    package = descriptor.read(folder)
    if not built_parts.is_large(package, folder):
        engine.open_engine(dataset.load(folder)).dataset.database.close()
        shutil.rmtree(folder / built_parts.FOLDER, ignore_errors=True)
        return None
    built = folder / built_parts.FOLDER
    built.mkdir(exist_ok=True)
    with _locked(built):
        _sweep(built, [file.name for file in built.iterdir() if not file.name.startswith(".")])
        with suppress(built_parts.Unfit):
            return built_parts.fitting(package, folder)
        try:
            with _working_database(built) as database:
                return _build(ledger_rules.completed(package), folder, database)
        except duckdb.Error as error:
            raise Failed(f"{built}: cannot be finished; {KEPT}: {_reason(error)}") from error


def problems(folder: Path) -> list[Problem]:
    """What is wrong, or looks wrong, with a package whose table is large, whether it is built or not. Writes
    nothing that stays. Raises InvalidPackage where its descriptor cannot be read.
    """
    package = ledger_rules.completed(descriptor.read(folder))
    with _working_database(Path(tempfile.gettempdir())) as database:
        try:
            staged = staging.stage(package, folder, database, uncopied={built_parts.TABLE})
            found = {
                table.name: validation.row_problems(table, database) for table in _staged(package, staged)
            }
            errors = _all_problems(package, folder, staged, database, found, summary=None)
            return [*errors, *suspicions(package, staged.tables, database, stored={built_parts.TABLE})]
        except duckdb.Error as error:
            message = f"cannot be checked: {_reason(error)}"
            return [Problem(built_parts.TABLE, message, rule="not-checked")]


@contextmanager
def _locked(built: Path) -> Iterator[None]:
    with (built / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Failed(f"{built}: another build is running; wait until it has ended") from error
        yield


@contextmanager
def _working_database(place: Path) -> Iterator[DuckDBPyConnection]:
    spill = place / f".spill-{os.getpid()}"
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY,
        "temp_directory": str(spill),
        "preserve_insertion_order": "false",
        "python_enable_replacements": "false",
    }
    try:
        with duckdb.connect(config=config) as database:
            yield database
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def _build(package: Package, folder: Path, database: DuckDBPyConnection) -> Manifest:
    before = _manifest_before(folder)
    files = _read_files(package, folder, before)
    staged = staging.stage(package, folder, database, uncopied={built_parts.TABLE})
    found = {
        table.name: validation.row_problems(table, database)
        for table in _staged(package, staged)
        if table.name != built_parts.TABLE
    }
    made: list[Part] = []
    summary = None
    if built_parts.TABLE in staged.tables:
        table = package.table(built_parts.TABLE)
        spans = staging.spans_of(table, folder, database)
        made, found[table.name], unreadable = _made(table, folder, spans, files, database)
        if unreadable:
            faults = (*staged.problems, *found[table.name], unreadable)
            staged = Staged(staged.tables - {table.name}, faults)
        staging.view(table, spans, database)
        if len(made) == len(spans):
            summary = _summary(made, folder, table, database)
    if problems := _all_problems(package, folder, staged, database, found, summary) or _changes(
        files, folder
    ):
        raise InvalidPackage(folder, problems)
    return _finished(_manifest(package, files, made, before), package, folder)


def _finished(manifest: Manifest, package: Package, folder: Path) -> Manifest:
    """Let a build be the one that is served."""
    # The queries of the ledger may want what the package does not have.
    engine.open_engine(dataset.load_built(package, folder, manifest)).dataset.database.close()
    _put(folder / built_parts.FOLDER / built_parts.MANIFEST, manifest.model_dump_json(indent=1).encode())
    kept = {*manifest.before, *(part.key for part in manifest.parts), built_parts.MANIFEST, _LOCK}
    _sweep(folder / built_parts.FOLDER, kept)
    return manifest


def _manifest_before(folder: Path) -> Manifest | None:
    try:
        return built_parts.read(folder)
    except built_parts.Unfit:
        return None


def _read_files(package: Package, folder: Path, before: Manifest | None) -> tuple[SourceFile, ...]:
    known = before.files if before else ()
    count = sum(len(staging.files_of(table, folder)) for table in package.tables) + 1
    files = built_parts.source_files(package, folder, FILE_NAME, known)
    return tuple(tqdm(files, "reading files", count, unit="file"))


def _staged(package: Package, staged: Staged) -> list[Table]:
    return [table for table in package.tables if table.name in staged.tables]


def _keys(table: Table, folder: Path, spans: Sequence[Span], files: Sequence[SourceFile]) -> list[str]:
    """What names the part of each file: a digest of all that it is made from."""
    content = {file.path: file.sha256 for file in files}
    shared = (str(built_parts.FORM), built_parts.digest_of_cells_query(), table.layout.model_dump_json())
    return [
        hashlib.sha256(
            "\n".join((content[span.file.relative_to(folder).as_posix()], str(span.before), *shared)).encode()
        ).hexdigest()
        for span in spans
    ]


def _made(
    table: Table,
    folder: Path,
    spans: Sequence[Span],
    files: Sequence[SourceFile],
    database: DuckDBPyConnection,
) -> tuple[list[Part], list[Problem], Problem | None]:
    """The parts of the files, kept or new; what is wrong with the rows of those that have none; and the file
    that cannot be read, which ends it.
    """
    made: list[Part] = []
    found: list[Problem] = []
    keys = _keys(table, folder, spans, files)
    with tqdm(total=sum(span.rows for span in spans), desc="building", unit="row", unit_scale=True) as bar:
        for span, key in zip(spans, keys, strict=True):
            try:
                part = _kept_part(folder, key) or _new_part(table, folder, span, key, database)
            except _Unreadable as error:
                return made, found, error.problem
            if isinstance(part, Part):
                made.append(part)
            else:
                found += part
            bar.update(span.rows)
    return made, found, None


def _kept_part(folder: Path, key: str) -> Part | None:
    try:
        part = Part.model_validate_json((folder / built_parts.FOLDER / key / built_parts.FACTS).read_bytes())
    except (OSError, ValueError):
        return None
    return None if built_parts.fault_of(part, folder) else part


def _new_part(
    table: Table, folder: Path, span: Span, key: str, database: DuckDBPyConnection
) -> Part | list[Problem]:
    staging.view(table, [span], database)
    try:
        if found := validation.row_problems(table, database):
            return found
    except duckdb.Error as error:
        message = f"cannot be read: {_reason(error)}"
        problem = Problem(table.name, message, value=span.file.name, rule="file-kind")
        raise _Unreadable(problem) from error
    place = folder / built_parts.FOLDER / key
    unfinished = place.with_name(f".{key}.part")
    try:
        unfinished.mkdir()
        part = _written(table, span, key, unfinished, database)
        # What stands there was found damaged.
        shutil.rmtree(place, ignore_errors=True)
        unfinished.rename(place)
        _sync(place.parent)
    except duckdb.Error as error:
        message = f"{place}: cannot be made of {span.file.name}; {KEPT}: {_reason(error)}"
        raise Failed(message) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return part


def _written(table: Table, span: Span, key: str, place: Path, database: DuckDBPyConnection) -> Part:
    columns = ", ".join(quoted(column) for column in (*table.columns, descriptor.ROW_COLUMN))
    rows = database.sql("FROM main." + quoted(table.name)).order(f"{quoted(built_parts.DAY)}, row")
    _write(rows.project(columns), place / built_parts.ROWS)
    _write(database.sql(built_parts.cells_query()).order("ALL"), place / built_parts.CELLS)
    count = parquet.read_metadata(place / built_parts.CELLS).num_rows
    part = built_parts.described(place, key, span.rows, count)
    (place / built_parts.FACTS).write_bytes(part.model_dump_json().encode())
    for file in place.iterdir():
        _sync(file)
    _sync(place)
    return part


def _write(rows: DuckDBPyRelation, place: Path) -> None:
    rows.write_parquet(str(place), compression="zstd", row_group_size=_ROW_GROUP)


def _sync(place: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _summary(made: Sequence[Part], folder: Path, table: Table, database: DuckDBPyConnection) -> Summary:
    relation = f"cells_{table.name}"
    built_parts.view_cells(relation, made, folder, database)
    columns = frozenset(database.sql("FROM " + quoted(relation)).columns)
    return Summary(quoted(relation), columns.intersection(table.columns))


def _all_problems(
    package: Package,
    folder: Path,
    staged: Staged,
    database: DuckDBPyConnection,
    found: dict[str, list[Problem]],
    summary: Summary | None,
) -> list[Problem]:
    """The problems of all tables in their order, with those of keys and references added to the others."""
    faults = [*fixity_problems(package, folder)]
    for table in tqdm(package.tables, "checking keys, references and rules of the ledger", unit="table"):
        if table.name in staged.tables:
            of_table = summary if table.name == built_parts.TABLE else None
            keys = validation.key_problems(table, package, staged, database, of_table)
            own = ledger_rules.problems(table, package, staged.tables, database)
            faults += validation.in_order([*found[table.name], *keys, *own], table)
        else:
            faults += (problem for problem in staged.problems if problem.table == table.name)
    faults += dataset.needed_problems(package)
    return faults or dataset.named_problems(package, database)


def _changes(files: Sequence[SourceFile], folder: Path) -> list[Problem]:
    """Files that are not what was built any more."""
    message = "was changed while the package was built: run `build` again"
    return [
        Problem(built_parts.TABLE, message, value=file.path, rule="changed-meanwhile")
        for file in files
        if _is_changed(file, folder)
    ]


def _is_changed(file: SourceFile, folder: Path) -> bool:
    try:
        state = (folder / file.path).stat()
    except OSError:
        return True
    return (state.st_size, state.st_mtime_ns) != (file.bytes, file.mtime_ns)


def _manifest(
    package: Package, files: tuple[SourceFile, ...], made: Sequence[Part], before: Manifest | None
) -> Manifest:
    keys = tuple(part.key for part in made)
    earlier = tuple(part.key for part in before.parts) if before else ()
    if before and earlier == keys:
        earlier = before.before
    return Manifest(
        name=package.name,
        version=package.version,
        digest=built_parts.digest_of(files),
        cells_query=built_parts.digest_of_cells_query(),
        files=files,
        parts=tuple(made),
        before=earlier,
    )


def _put(place: Path, content: bytes) -> None:
    """Replace a file whole or not at all."""
    unfinished = place.with_name(f".{place.name}.part")
    try:
        unfinished.write_bytes(content)
        _sync(unfinished)
        unfinished.replace(place)
        _sync(place.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _sweep(built: Path, kept: Collection[str]) -> None:
    """Delete what belongs to no build, as after one that was broken off."""
    for place in built.iterdir():
        if place.name in kept or place.name == _LOCK:
            continue
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink()


def _reason(error: duckdb.Error) -> str:
    """What went wrong, in DuckDB's words."""
    line = str(error).split("\n", 1)[0]
    if isinstance(error, duckdb.OutOfMemoryException) and "offload" in line:
        return f"the disk has no space for temporary files ({line})"
    # What befell a thread of DuckDB's own comes wrapped in JSON.
    if wrapped := _WRAPPED.search(line):
        return str(json.loads(f'"{wrapped[1]}"'))
    return line
