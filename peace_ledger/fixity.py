"""Whether the files of a package are those that its descriptor speaks of, where it says how long they are
(`bytes`) or gives their digest (`hash`): a copy that broke off between two rows cannot be told otherwise.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from peace_ledger.descriptor import Package, Table
from peace_ledger.problems import Problem
from peace_ledger.staging import files_of

_REMEDY = "copy it again, or mend the descriptor if the file is right"


def fixity_problems(package: Package, folder: Path) -> Iterator[Problem]:
    """What is wrong with the tables of which the descriptor says so. A file that is not there is told
    elsewhere.
    """
    for table in package.tables:
        if table.bytes is None and table.hash is None:
            continue
        files = files_of(table, folder)
        if len(files) > 1:
            message = f"has {len(files)} files, and 'bytes' and 'hash' are those of one: leave them out"
            yield Problem(table.name, message, rule="fixity")
        elif files and (fault := _fault(table, files[0])):
            yield Problem(table.name, f"{fault}; {_REMEDY}", value=files[0].name, rule="fixity")


def _fault(table: Table, file: Path) -> str:
    try:
        size = file.stat().st_size
        if table.bytes is not None and size != table.bytes:
            return f"is {size:,} bytes long, and the descriptor says {table.bytes:,}"
        if table.hash is not None and (found := _digest(table.hash, file)) != table.hash.lower():
            return f"has the hash {found}, and the descriptor says {table.hash}"
    except OSError:
        return ""
    return ""


def _digest(expected: str, file: Path) -> str:
    """The digest of a file as the descriptor writes it: by MD5 where it names no other algorithm."""
    named, colon, _ = expected.rpartition(":")
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, lambda: hashlib.new(named or "md5", usedforsecurity=False))
    return f"{named}{colon}{found.hexdigest()}".lower()
