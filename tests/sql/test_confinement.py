"""Each wall holds alone: without the parser's look at a query, and without anything of DuckDB's."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from peace_ledger.sql.copies import Copy
from tests.server import ROOT
from tests.sql.attacks import CATALOG, DATABASES, KEPT, READS, REPLACEMENTS, SETTINGS, WRITES

SECRET = "the-canary-sings-4711"  # noqa: S105

CONFINED = """
import ctypes, json, os, signal, socket, subprocess, sys, threading
from pathlib import Path
import duckdb
from peace_ledger.sql import confinement
told = json.loads(sys.argv[1])
opened = duckdb.connect(config={"threads": "1", "async_threads": "0"})
opened.execute("SELECT 1").fetchall()
confinement.confine(300_000_000, 5, [Path(place) for place in told["readable"]])
"""
"""A process with a DuckDB that is allowed everything, confined."""

DEEDS = """
def tried(deed):
    try:
        return repr(deed())
    except BaseException as fault:
        return f"{type(fault).__name__}"

folder = told["folder"]
deeds = {
    "read": lambda: open(folder + "/secret.txt").read(),
    "list": lambda: os.listdir(folder),
    "write": lambda: open(folder + "/new.txt", "w"),
    "append": lambda: open(folder + "/secret.txt", "a"),
    "make a folder": lambda: os.mkdir(folder + "/new"),
    "rename": lambda: os.rename(folder + "/secret.txt", folder + "/gone.txt"),
    "remove": lambda: os.remove(folder + "/secret.txt"),
    "link": lambda: os.symlink("/etc/passwd", folder + "/link"),
    "change rights": lambda: os.chmod(folder + "/secret.txt", 0o777),
    "memory file": lambda: os.memfd_create("new"),
    "connect": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "datagram": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "local socket": lambda: socket.socket(socket.AF_UNIX),
    "socket pair": lambda: socket.socketpair(),
    "fork": lambda: os.fork(),
    "run": lambda: subprocess.run(["/bin/true"]),
    "exec": lambda: os.execv("/bin/true", ["/bin/true"]),
    "thread": lambda: threading.Thread(target=print).start(),
    "signal": lambda: os.kill(told["parent"], 0),
    "signal itself": lambda: os.kill(os.getpid(), signal.SIGTERM),
    "trace": lambda: ctypes.CDLL(None).ptrace(16, told["parent"], 0, 0),
    "read another": lambda: open(f"/proc/{told['parent']}/environ").read(),
    "environment": lambda: open("/proc/self/environ").read(),
    "pipe": lambda: os.pipe(),
    "change folder": lambda: os.chdir("/tmp"),
    "be another": lambda: os.setuid(12345),
    "undo limits": lambda: __import__("resource").setrlimit(9, (-1, -1)),
    "much memory": lambda: len(bytearray(1_000_000_000)),
    "clock": lambda: __import__("time").monotonic() > 0,
}
print(json.dumps({name: tried(deed) for name, deed in deeds.items()}))
"""

STATEMENTS = """
found = {}
for sql in told["statements"]:
    try:
        found[sql] = repr(opened.execute(sql).fetchall())
    except BaseException as fault:
        found[sql] = f"! {type(fault).__name__}: {fault}"
print(json.dumps(found))
"""

WITHOUT_PARSER = """
import json, os, sys
from pathlib import Path
from peace_ledger.sql import confinement, worker
told = json.loads(sys.argv[1])
opened = worker._opened(Path(told["copy"]), [])
confinement.confine(300_000_000, 20)
"""
"""A child's database and walls, without the look at the query."""


def run(script: str, **told: Any) -> dict[str, str]:
    """What a script prints, with what it is told."""
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{script}",
            json.dumps(told),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a secret."""
    (tmp_path / "secret.txt").write_text(f"{SECRET}\n", encoding="utf-8")
    return tmp_path


def untouched(folder: Path) -> bool:
    """Whether the folder is as it was."""
    (only,) = folder.iterdir()
    return only.name == "secret.txt" and only.read_text(encoding="utf-8") == f"{SECRET}\n"


def test_the_kernel_lets_a_confined_process_do_nothing(folder: Path) -> None:
    done = run(CONFINED + DEEDS, folder=str(folder), parent=os.getpid(), readable=[])
    assert done.pop("clock") == "True"
    succeeded = {deed: what for deed, what in done.items() if what not in REFUSALS and what != "-1"}
    assert succeeded == {}
    assert untouched(folder)


REFUSALS = {"PermissionError", "OSError", "RuntimeError", "MemoryError", "ValueError", "FileNotFoundError"}


def test_what_may_be_read_can_be_read_and_nothing_beside_it(folder: Path, tmp_path_factory: Any) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "secret.txt").write_text("another", encoding="utf-8")
    asked = [f"SELECT content FROM read_text('{place}/secret.txt')" for place in (folder, other)]
    allowed, beside = run(CONFINED + STATEMENTS, readable=[str(folder)], statements=asked).values()
    assert SECRET in allowed
    assert beside.startswith("!")
    writing = [f"COPY (SELECT 1) TO '{folder}/new.csv'", f"ATTACH '{folder}/new.duckdb' AS new"]
    assert all(
        said.startswith("!")
        for said in run(CONFINED + STATEMENTS, readable=[str(folder)], statements=writing).values()
    )
    assert untouched(folder)


@pytest.mark.parametrize(
    "attacks", [READS, REPLACEMENTS, WRITES, DATABASES], ids=["reads", "names", "writes", "databases"]
)
def test_the_kernel_holds_a_database_that_is_allowed_everything(
    folder: Path, attacks: tuple[str, ...]
) -> None:
    statements = [
        sql.replace("{canary}", str(folder / "secret.txt"))
        .replace("{folder}", str(folder))
        .replace("{copy}", str(folder))
        for sql in attacks
    ]
    done = run(CONFINED + STATEMENTS, readable=[], statements=statements)
    assert [sql for sql, said in done.items() if SECRET in said or "root:x" in said] == []
    assert untouched(folder)


@pytest.mark.parametrize(
    "attacks",
    [READS, REPLACEMENTS, WRITES, DATABASES, SETTINGS, KEPT],
    ids=["reads", "names", "writes", "databases", "settings", "kept"],
)
def test_what_the_parser_would_miss_meets_a_locked_database(
    copied: Copy, folder: Path, attacks: tuple[str, ...]
) -> None:
    database = copied.folder / "ledger.duckdb"
    before = database.stat().st_mtime_ns, database.stat().st_size
    statements = [
        sql.replace("{canary}", str(folder / "secret.txt"))
        .replace("{folder}", str(folder))
        .replace("{copy}", str(copied.folder))
        for sql in attacks
        if "sleep" not in sql
    ]
    done = run(WITHOUT_PARSER + STATEMENTS, copy=str(copied.folder), statements=statements)
    assert [sql for sql, said in done.items() if SECRET in said or "root:x" in said] == []
    assert untouched(folder)
    assert (database.stat().st_mtime_ns, database.stat().st_size) == before


def test_the_catalog_tells_no_place_but_the_copy(copied: Copy) -> None:
    done = run(WITHOUT_PARSER + STATEMENTS, copy=str(copied.folder), statements=list(CATALOG))
    assert [sql for sql, said in done.items() if str(ROOT) in said] == []
