"""Which program this is: what an answer depends on beside the data and the request."""

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

from peace_ledger.catalog import QUERIES

_PACKAGE = Path(__file__).parent
_PAGES = _PACKAGE.parent / "pages"
# What writes the bytes of an answer.
_LIBRARIES = (
    "duckdb",
    "matplotlib",
    "numpy",
    "pandas",
    "pyarrow",
    "pybtex",
    "rispy",
    "scipy",
    "segno",
    "xlsxwriter",
)


@cache
def digest() -> str:
    """Changes with any source file or query of this program and with any library that shapes its answers; the
    same in every process that runs the same program.
    """
    found = hashlib.sha256()
    for root, pattern in ((_PACKAGE, "*.py"), (_PAGES, "*.py"), (QUERIES, "*")):
        for file in sorted(path for path in root.rglob(pattern) if path.is_file()):
            found.update(f"{file.relative_to(root).as_posix()} {file.stat().st_size}\n".encode())
            found.update(file.read_bytes())
    for library in _LIBRARIES:
        found.update(f"{library} {metadata.version(library)}\n".encode())
    return found.hexdigest()[:16]
