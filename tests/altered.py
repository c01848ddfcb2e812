"""Copies of the curated package, altered for a test, and pages that show them."""

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from peace_ledger import ledger
from peace_ledger.descriptor import FILE_NAME
from tests.fixtures import CURATED, CsvRows


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
