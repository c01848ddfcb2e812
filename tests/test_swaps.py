"""Data are replaced, damaged and taken away under a running load, by a real server on a real disk: nobody
gets a wrong answer, and nobody none.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks import synthetic
from tests.altered import copy, redescribe, rewrite
from tests.load import Load, Tally, Truth
from tests.server import Server, running
from tests.test_build import PROGRAM, append, new_parts
from tests.waiting import until

A_WHILE = 60
"""Answers in whose time the server looks for new data several times."""
ROWS, FILE_ROWS = 3_000, 1_000
LOOKS_EVERY = "0.3"
ENVIRONMENT = {"PEACE_LEDGER_REFRESH": LOOKS_EVERY, "PEACE_LEDGER_RATE_LIMIT": ""}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 16 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a disk needs rights that this user has not")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def health(server: Server) -> dict[str, Any]:
    """What /healthz says; it always is 200."""
    answer = server.ask("/healthz")
    assert answer.status == 200, answer.body
    document: dict[str, Any] = json.loads(answer.body)
    return document


def wait(server: Server, holds: Callable[[dict[str, Any]], bool], what: str) -> None:
    """Wait until what /healthz says holds."""
    until(lambda: holds(health(server)), what)


def meanwhile(tally: Tally, answers: int) -> None:
    """Wait until so many answers more were given."""
    enough = tally.asked.total() + answers
    until(lambda: tally.asked.total() >= enough, f"{enough} answers")


def served(server: Server, version: str) -> None:
    """Wait until a version is served and nothing is refused."""
    wait(server, lambda said: said["process"][0]["version"] == version and "refused" not in said, version)


def refused(server: Server, reason: str) -> None:
    """Wait until the data are refused for a reason."""
    wait(server, lambda said: any(reason in line for line in said.get("refused", {}).get("data", ())), reason)


def put(new: Path, folder: Path, tally: Tally) -> None:
    """Copy a package over another, file by file, as a slow copy does: somebody is answered in between."""
    folder.mkdir(exist_ok=True)
    for file in sorted(new.iterdir()):
        if file.is_file():
            shutil.copyfile(file, folder / file.name)
            meanwhile(tally, 1)


class Editions:
    """Versions of the curated package with fewer and fewer reactions, each in a folder of its own."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._made = 0
        self.truth: Truth = {}

    def next(self) -> tuple[str, Path]:
        """Make the next version, and count it."""
        self._made += 1
        version = f"2027.{self._made}.1"
        folder = copy(self._place / version)
        shutil.rmtree(folder / "versions")
        gone: set[str] = set()
        counts: Counter[str] = Counter()

        def fewer(rows: list[dict[str, str]]) -> list[dict[str, str]]:
            left = [row for number, row in enumerate(rows) if number % (self._made + 4)]
            gone.update(row["reaction_id"] for row in rows if row not in left)
            counts.update(row["stance"] for row in left)
            return left

        rewrite(folder, "reactions", fewer)
        rewrite(folder, "codings", lambda rows: [row for row in rows if row["reaction_id"] not in gone])
        rewrite(folder, "disputes", lambda rows: [row for row in rows if row["subject_id"] not in gone])
        redescribe(folder, lambda package: package.update(version=version))
        self.truth[version] = counts
        return version, folder


def test_every_swap_of_data_under_load_is_whole_or_refused(disk: Path, tmp_path: Path) -> None:
    editions, folder = Editions(tmp_path), disk / "data"
    first, made = editions.next()
    shutil.copytree(made, folder)
    environment = {**ENVIRONMENT, "PEACE_LEDGER_DATA": str(folder)}
    with (
        running(tmp_path / "log", env=environment) as server,
        Load(server, editions.truth).going_on() as tally,
    ):
        tried = []

        def swap(what: str, change: Callable[[], None], expected: Callable[[], None]) -> None:
            change()
            expected()
            tried.append(what)

        second, made = editions.next()
        swap("good, copied in place", lambda: put(made, folder, tally), lambda: served(server, second))
        swap(
            "a wrong row",
            lambda: rewrite(folder, "reactions", lambda rows: [rows[0] | {"stance": "adores"}, *rows[1:]]),
            lambda: refused(server, "is not in the code list"),
        )
        third, made = editions.next()
        swap("mended by a new version", lambda: put(made, folder, tally), lambda: served(server, third))
        swap(
            "cut in the middle",
            lambda: os.truncate(folder / "reactions.csv", 20_001),
            lambda: refused(server, "reactions:"),
        )
        swap("vanished", lambda: folder.rename(disk / "away"), lambda: refused(server, "not there any more"))
        fourth, made = editions.next()
        swap("another in its place", lambda: put(made, folder, tally), lambda: served(server, fourth))
        filler = disk / "filler"
        fifth, made = editions.next()

        def fill() -> None:
            (folder / "reactions.csv").unlink()
            filler.write_bytes(b"x" * (shutil.disk_usage(disk).free - 4096))
            with pytest.raises(OSError, match="No space left"):
                put(made, folder, tally)

        swap("copied to a full disk", fill, lambda: refused(server, ""))
        filler.unlink()
        swap("copied when there was space", lambda: put(made, folder, tally), lambda: served(server, fifth))
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        meanwhile(tally, A_WHILE)
        swap("a disk that nobody can write to", lambda: None, lambda: served(server, fifth))
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        sixth, made = editions.next()
        link = disk / "data.new"
        link.symlink_to(shutil.copytree(made, disk / sixth))

        def lead_there() -> None:
            folder.rename(disk / "old")
            link.rename(folder)

        swap("a link that leads to another folder", lead_there, lambda: served(server, sixth))
        log = (tmp_path / "log").read_text()
    print(f"{len(tried)} swaps ({', '.join(tried)}) under load: {tally}")
    assert not tally.wrong, tally.wrong[:5]
    assert not tally.failed, tally.failed[:5]
    assert {first, second, third, fourth, fifth} <= set(tally.versions)
    assert tally.asked["choices"] > 10
    assert "Traceback" not in log, log


# A package that stays in files


@pytest.fixture
def low_limit(tmp_path: Path) -> dict[str, str]:
    """An environment in which a program keeps few rows in memory."""
    place = tmp_path / "site"
    place.mkdir()
    (place / "sitecustomize.py").write_text(
        "from peace_ledger import built_parts\nbuilt_parts.MOST_IN_MEMORY = 500\n", encoding="utf-8"
    )
    return {"PYTHONPATH": str(place)}


def build(folder: Path) -> "subprocess.Popen[bytes]":
    """A build in a process of its own."""
    command = [sys.executable, "-c", PROGRAM, "build", str(folder)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)


def count(folder: Path, truth: Truth) -> str:
    """Raise the version of a package that is built, and count it as its files are."""
    version = f"2028.{len(truth) + 1}.1"
    redescribe(folder, lambda package: package.update(version=version))
    found = duckdb.sql(f"SELECT stance, count(*) FROM '{folder}/reactions/*.parquet' GROUP BY ALL").fetchall()
    truth[version] = dict(found)
    return version


def test_builds_that_end_well_badly_or_not_at_all_under_load(
    disk: Path, tmp_path: Path, low_limit: dict[str, str]
) -> None:
    folder = disk / "data"
    synthetic.write(folder, ROWS, file_rows=FILE_ROWS)
    truth: Truth = {}
    first = count(folder, truth)
    assert build(folder).wait() == 0
    environment = {**ENVIRONMENT, **low_limit, "PEACE_LEDGER_DATA": str(folder)}
    with running(tmp_path / "log", env=environment) as server, Load(server, truth).going_on() as tally:
        known = {place.name for place in (folder / "built").iterdir()}
        for number in range(4, 24):
            append(folder, f"{number:04d}.parquet", f"reaction_id || '-more-{number}' AS reaction_id")
        second = count(folder, truth)
        with build(folder) as killed:
            new_parts(folder, known, killed)
            os.kill(killed.pid, signal.SIGKILL)
        refused(server, "run `python -m peace_ledger build")
        filler = disk / "filler"
        filler.write_bytes(b"x" * shutil.disk_usage(disk).free)
        assert _fails(folder, "No space left on device")
        filler.unlink()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        assert _fails(folder, "Read-only file system")
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        meanwhile(tally, A_WHILE)
        refused(server, "run `python -m peace_ledger build")
        assert health(server)["process"][0]["version"] == first
        assert build(folder).wait() == 0
        served(server, second)
        append(folder, "0024.parquet", "reaction_id || '-last' AS reaction_id")
        third = count(folder, truth)
        assert build(folder).wait() == 0
        served(server, third)
        meanwhile(tally, A_WHILE)
        log = (tmp_path / "log").read_text()
    print(f"builds that were killed, had no space, could not write, and two that ended: {tally}")
    assert not tally.wrong, tally.wrong[:5]
    assert not tally.failed, tally.failed[:5]
    assert {first, second, third} == set(tally.versions)
    assert "Traceback" not in log, log


def _fails(folder: Path, reason: str) -> bool:
    done = build(folder)
    _, said = done.communicate()
    return done.returncode == 1 and reason in said.decode() and "Traceback" not in said.decode()
