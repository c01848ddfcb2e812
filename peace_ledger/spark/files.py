"""The relations of a package as Parquet, where Spark's workers and this process find them."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from duckdb import DuckDBPyConnection
from pyarrow import RecordBatchReader, parquet  # type: ignore[import-untyped]

from peace_ledger.staging import quoted

_BATCH = 122_880


def shared(database: DuckDBPyConnection, relations: Iterable[str], place: Path) -> dict[str, list[Path]]:
    """The files of relations in a folder, which are written where it is not there; whole or not at all. The
    folder's name has to tell all that the relations were made from. Raises OSError.
    """
    names = list(relations)
    if not place.is_dir():
        _write(database, names, place)
    return {name: [place / f"{name}.parquet"] for name in names}


def _write(database: DuckDBPyConnection, names: Iterable[str], place: Path) -> None:
    unfinished = place.with_name(f".{place.name}.{uuid4().hex}.part")
    try:
        unfinished.mkdir(parents=True)
        for name in names:
            _write_one(database, name, unfinished / f"{name}.parquet")
        try:
            unfinished.rename(place)
        except OSError:
            # Another process was quicker.
            if not place.is_dir():
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _write_one(database: DuckDBPyConnection, name: str, file: Path) -> None:
    # A batch at a time, since cells may be millions.
    with database.cursor() as cursor, cursor.sql(f"FROM {quoted(name)}").to_arrow_reader(_BATCH) as batches:
        _write_batches(batches, file)
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _write_batches(batches: RecordBatchReader, file: Path) -> None:
    with parquet.ParquetWriter(file, batches.schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
