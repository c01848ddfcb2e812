"""A validated package, loaded into DuckDB."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from peace_ledger import descriptor
from peace_ledger.descriptor import FILE_NAME, Package
from peace_ledger.problems import InvalidPackage, Problem
from peace_ledger.staging import files_of, stage
from peace_ledger.validation import validate

__all__ = ["Actor", "Dataset", "Event", "InvalidPackage", "find_packages", "load"]


@dataclass(frozen=True)
class Actor:
    """What the ledger says of a row of `actors`: its fields are the columns it cannot do without."""

    actor_id: str
    name: str
    kind: str
    parent_id: str | None
    side: str


@dataclass(frozen=True)
class Event:
    """What the ledger says of a row of `events`: its fields are the columns it cannot do without."""

    event_id: str
    title: str
    kind: str
    start_on: date
    end_on: date | None
