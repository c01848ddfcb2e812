"""Released versions of a package, kept beside it for good: `docs/versions.md`.

`versions/<version>.json` is the descriptor of a version. Its tables are Parquet files in `versions/objects/`,
each named by the SHA-256 of its content, so that versions share the tables in which they do not differ.
"""

import hashlib
import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from pyarrow import parquet  # type: ignore[import-untyped]

from peace_ledger import dataset as datasets
from peace_ledger import descriptor, diff
from peace_ledger.dataset import Dataset
from peace_ledger.descriptor import FILE_NAME, Table
from peace_ledger.problems import InvalidPackage, Problem
from peace_ledger.staging import quoted

FOLDER = "versions"
OBJECTS = "objects"

_FORM = 1
"""How versions are kept. A program that keeps them otherwise counts on, and this one refuses those."""
_FORM_KEY = "releaseForm"
# A version is the name of a file and part of addresses.
_NAME = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z._-]{0,62}[0-9A-Za-z])?")
_OBJECT = re.compile(r"[0-9a-f]{64}\.parquet")
# How the tables of a version are written down, apart from what they say.
_OF_FILES = ("path", "format", "mediatype", "encoding", "dialect", "hash", "bytes")


class Refused(Exception):
    """A version cannot be released; the message says why, and what to do."""


@dataclass(frozen=True)
class Release:
    """What a release did: `is_new` is False where the version was kept already, just so; `written` counts the
    tables that no earlier version had.
    """

    version: str
    is_new: bool
    tables: int
    written: int


def names(folder: Path) -> tuple[str, ...]:
    """The versions kept beside the package in a folder, the latest first, as their numbers go."""
    found = [file.stem for file in (folder / FOLDER).glob("*.json") if _NAME.fullmatch(file.stem)]
    return tuple(sorted(found, key=_numbers, reverse=True))


def _numbers(version: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", version)]


def load(folder: Path, version: str) -> Dataset:
    """Load one of the versions kept beside the package in a folder. Every table must be, byte for byte, what
    was released; its rows were validated then. Raises InvalidPackage.
    """
    name = f"{version}.json"
    try:
        _refuse_newer(folder / FOLDER / name)
        _refuse_other(folder / FOLDER, name, version)
        return datasets.load(folder / FOLDER, name, validated=True)
    except InvalidPackage as fault:
        raise InvalidPackage(folder / FOLDER, (_placed(one, version) for one in fault.problems)) from fault


def _placed(problem: Problem, version: str) -> Problem:
    """The problem with its version in its place: `versions/2026.11.1/events` instead of `events`."""
    inner = f"{version}.json" if problem.table == FILE_NAME else f"{version}/{problem.table}"
    return replace(problem, table=f"{FOLDER}/{inner}")


def _refuse_newer(file: Path) -> None:
    try:
        form = json.loads(file.read_text(encoding="utf-8")).get(_FORM_KEY)
    except (OSError, ValueError, AttributeError):
        return  # The reader of descriptors says it better.
    if form != _FORM:
        message = f"was not released by this program, which knows form {_FORM}: use the program that did"
        raise InvalidPackage(
            file.parent, [Problem(FILE_NAME, message, None, _FORM_KEY, str(form), "version")]
        )


def _refuse_other(folder: Path, name: str, version: str) -> None:
    package = descriptor.read(folder, name)
    faults = [fault for table in package.tables for fault in _object_faults(table, folder)]
    if package.version != version:
        message = f"is not the version that the file is named by; restore {name} from a copy"
        faults.append(Problem(FILE_NAME, message, None, "version", package.version, "version"))
    if faults:
        raise InvalidPackage(folder, faults)


def _object_faults(table: Table, folder: Path) -> Iterator[Problem]:
    for path in table.paths:
        inner = PurePosixPath(path)
        if inner.parent != PurePosixPath(OBJECTS) or not _OBJECT.fullmatch(inner.name):
            message = f"is no file in {OBJECTS}/ named by its SHA-256"
            yield Problem(table.name, message, value=path, rule="version")
            continue
        try:
            with (folder / path).open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            message = f"cannot be read: {error.strerror}; restore it from a copy"
            yield Problem(table.name, message, value=path, rule="version")
            continue
        if found != inner.stem:
            message = "is not what was released: its SHA-256 is not its name; restore it from a copy"
            yield Problem(table.name, message, value=path, rule="version")


def problems(live: Dataset) -> list[Problem]:
    """What is wrong with the versions kept beside a valid package. Its own version may be among them only if
    nothing was changed since.
    """
    found: list[Problem] = []
    for version in names(live.folder):
        try:
            kept = load(live.folder, version)
        except InvalidPackage as fault:
            found += fault.problems
            continue
        if version == live.version and (live.stored or not _is_alike(live, kept)):
            found.append(Problem(FILE_NAME, _CHANGED, None, "version", version, "version"))
        kept.database.close()
    return found


def orphans(folder: Path) -> list[str]:
    """The files in `versions/objects/` that belong to no version, as after a release that was broken off."""
    used: set[str] = set()
    for version in names(folder):
        document = _document(folder / FOLDER / f"{version}.json")
        used.update(resource["path"] for resource in document["resources"])
    present = sorted((folder / FOLDER / OBJECTS).glob("*"))
    return [f"{OBJECTS}/{file.name}" for file in present if f"{OBJECTS}/{file.name}" not in used]


def prune(live: Dataset) -> list[str]:
    """Delete the files that belong to no version, and name them. Raises InvalidPackage, and deletes nothing,
    where a version cannot be read, since its files cannot be told from the others; and OSError.
    """
    if found := problems(live):
        raise InvalidPackage(live.folder, found)
    deleted = orphans(live.folder)
    for file in deleted:
        (live.folder / FOLDER / file).unlink()
    return deleted


_CHANGED = (
    "is released already, and the package was changed since: raise the version, as `release` does, or undo "
    "the changes (`diff` lists them)"
)


def release(live: Dataset) -> Release:
    """Keep the version of a valid package for good, beside it. One that is kept already, just so, is left as
    it is. Raises Refused, InvalidPackage where what is kept of it is damaged, and OSError.
    """
    version, folder = live.version, live.folder / FOLDER
    tables = len(live.package.tables)
    if not is_name(version):
        raise Refused(no_name(version))
    if live.stored:
        raise Refused(
            f"{', '.join(sorted(live.stored))}: too large to be kept as a version; keep a copy of its files"
        )
    if version in names(live.folder):
        if not is_free_or_same(live):
            raise Refused(f"{FILE_NAME}: version {version!r} {_CHANGED}")
        return Release(version, is_new=False, tables=tables, written=0)
    (folder / OBJECTS).mkdir(parents=True, exist_ok=True)
    before = set((folder / OBJECTS).iterdir())
    paths = {table.name: _keep(live, table, folder) for table in live.package.tables}
    # Last, so that a version is whole from the moment it is there.
    put(folder / f"{version}.json", _released(_document(live.folder / FILE_NAME), paths, folder))
    return Release(version, is_new=True, tables=tables, written=len({*paths.values()} - before))


def is_name(version: str) -> bool:
    """Whether a version can name a file, and stand in addresses."""
    return _NAME.fullmatch(version) is not None


def no_name(version: str) -> str:
    """What to say of a version that cannot."""
    return (
        f"{FILE_NAME}: the version {version!r} cannot name a file: write it with letters, digits, "
        "points, hyphens and underscores, at most 64"
    )


def is_free_or_same(live: Dataset) -> bool:
    """Whether the version of a package is not kept yet, or is kept just as the package is. Raises
    InvalidPackage where what is kept of it is damaged.
    """
    if live.version not in names(live.folder):
        return True
    kept = load(live.folder, live.version)
    try:
        return _is_alike(live, kept)
    finally:
        kept.database.close()


def _is_alike(live: Dataset, kept: Dataset) -> bool:
    """Whether a package is what was kept of its version: the same descriptor, the same rows in order."""
    described = _document(live.folder / FILE_NAME)
    released = _document(kept.folder / f"{kept.version}.json")
    return _said(described) == _said(released) and diff.between(kept, live).same_rows


def _said(document: dict[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in document.items() if name != _FORM_KEY}
    return {**said, "resources": [_without_files(resource) for resource in document["resources"]]}


def _without_files(resource: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in _OF_FILES}


def _document(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8-sig"))
    return document


def _released(document: dict[str, Any], paths: dict[str, Path], folder: Path) -> bytes:
    """The descriptor of a version: that of the package, with the files in which the version is kept."""
    resources = [
        {
            **_without_files(resource),
            "path": paths[resource["name"]].relative_to(folder).as_posix(),
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "hash": f"sha256:{paths[resource['name']].stem}",
            "bytes": paths[resource["name"]].stat().st_size,
        }
        for resource in document["resources"]
    ]
    text = json.dumps({**document, _FORM_KEY: _FORM, "resources": resources}, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def _keep(live: Dataset, table: Table, folder: Path) -> Path:
    """The file with the rows of a table; written where no version has it yet."""
    content = _parquet(live, table)
    place = folder / OBJECTS / f"{hashlib.sha256(content).hexdigest()}.parquet"
    if not place.is_file():
        put(place, content)
    return place


def _parquet(live: Dataset, table: Table) -> bytes:
    """The rows of a table in their order, typed as the descriptor says. The bytes depend on these and on
    pyarrow alone: one thread writes whole columns in row groups of fixed size, and no time or place.
    """
    columns = ", ".join(quoted(column) for column in table.columns)
    with live.database.cursor() as cursor:
        rows = cursor.sql("FROM " + quoted(table.name)).order("row").project(columns).to_arrow_table()
    content = io.BytesIO()
    parquet.write_table(
        rows.combine_chunks(), content, compression="zstd", row_group_size=122_880, store_schema=False
    )
    return content.getvalue()


def put(place: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
