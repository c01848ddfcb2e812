"""Hostile queries against the real children, with the real limits: nothing is read, written, kept or told,
others are answered beside them, and no process is left.
"""

import json
import os
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from peace_ledger.sql.answer import Answer, Refused, TooMuch
from peace_ledger.sql.copies import Copy
from peace_ledger.sql.pool import Busy, Pool, TooSlow
from tests.server import ROOT
from tests.sql.attacks import ATTACKS, all_of

SECRET = "the-canary-sings-4711"  # noqa: S105
SMALL = "SELECT count(*) AS n FROM reactions"
DEADLINE = 1.2
"""Seconds: shorter than the product's, because every bomb takes them whole."""


@dataclass
class Report:
    """What was tried, and what came of it."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The report, a line a kind."""
        return [
            f"{kind:26} {sum(found.values()):4} tried: "
            + ", ".join(f"{count} {outcome}" for outcome, count in found.most_common())
            for kind, found in self.outcomes.items()
        ]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a secret, and the secret in the environment too."""
    folder = tmp_path_factory.mktemp("canary")
    for name in ("secret.csv", "secret.json", "secret.txt"):
        (folder / name).write_text(f"{SECRET}\n", encoding="utf-8")
    return folder


def outcome(given: object) -> str:
    """What came of a query, in words."""
    match given:
        case Answer():
            return "answered harmlessly"
        case TooMuch():
            return "out of memory"
        case Refused():
            return "refused"
        case TooSlow():
            return "ended at the deadline"
        case Busy():
            return "busy"
    raise AssertionError(given)


def try_one(children: Pool, sql: str) -> Answer | Refused | TooSlow | Busy:
    """What a query gives; anything else than what readers are told is a fault."""
    try:
        return children.ask(sql)
    except (Refused, TooSlow, Busy) as told:
        return told


def said(given: Answer | Refused | TooSlow | Busy) -> str:
    """All that the reader gets."""
    if isinstance(given, Answer):
        return json.dumps([[column.name for column in given.columns], given.rows], ensure_ascii=False)
    return f"{given} {getattr(given, 'detail', '')}"


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file in a folder, with its size and time."""
    return {
        str(file.relative_to(folder)): (file.stat().st_size, file.stat().st_mtime_ns)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def some(attacks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of a kind that are tried each time: of long kinds every second, of bombs, which take seconds, a
    few. `ALL_ATTACKS=1` tries all; test_confinement tries all that reach for files, alone against each wall.
    """
    if attacks[0][0] in ("memory", "time"):
        return attacks[::4]
    return attacks[::2] if len(attacks) > 30 else attacks


def test_nothing_is_lost(
    copied: Copy, places: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEDGER_SECRET", SECRET)
    monkeypatch.setenv("HOME", str(places))
    before = {folder: state_of(folder) for folder in (places, copied.folder)}
    temporary = set(os.listdir(tempfile.gettempdir()))
    children = Pool(copied, deadline=DEADLINE, at_once=4, waiting=8, warm=4)
    tried = list(all_of(canary=places / "secret.txt", folder=places, copy=copied.folder))
    if "ALL_ATTACKS" not in os.environ:
        tried = [pair for kind in ATTACKS for pair in some([one for one in tried if one[0] == kind])]
    report = Report()
    seen = threading.Lock()

    def attack(kind: str, sql: str) -> None:
        given = try_one(children, sql)
        words = said(given)
        with seen:
            report.outcomes.setdefault(kind, Counter())[outcome(given)] += 1
            for thing in (SECRET, str(copied.folder), str(ROOT), "root:x:0"):
                if thing in words and thing not in sql:
                    report.lost.append(f"told {thing!r} by: {sql[:200]}")

    try:
        expected = try_one(children, SMALL)
        tables = said(try_one(children, "SHOW TABLES"))
        # Three attackers, and beside them somebody with a small question.
        with ThreadPoolExecutor(3) as attackers:
            left = [attackers.submit(attack, kind, sql) for kind, sql in tried]
            beside = 0
            while wait(left, timeout=0.3).not_done:
                beside += 1
                # The machine of a test may be slower than this pool's short deadline.
                if not any(said(try_one(children, SMALL)) == said(expected) for _ in range(5)):
                    report.lost.append("a small question beside them was not answered")
        for one in left:
            one.result()
        for probe in ("SELECT * FROM kept", "SELECT kept()", "EXECUTE kept", "SELECT getvariable('kept')"):
            if isinstance(try_one(children, probe), Answer):
                report.lost.append(f"kept: {probe}")
        if said(try_one(children, "SHOW TABLES")) != tables:
            report.lost.append("the tables are others than before")
    finally:
        changed = [folder for folder, files in before.items() if state_of(folder) != files]
        report.lost += [f"files changed in {folder}" for folder in changed]
        children.close()
    new = set(os.listdir(tempfile.gettempdir())) - temporary
    report.lost += [f"new in the temporary folder: {name}" for name in new if "duckdb" in name]
    report.lost += [f"left running: {line}" for line in processes_of(copied)]
    with capsys.disabled():
        print(
            "", *report.lines, f"{len(tried)} tried, {beside} beside them; lost: {len(report.lost)}", sep="\n"
        )
    assert len(tried) >= 150
    assert set(report.outcomes) == set(ATTACKS)
    assert report.lost == []


def processes_of(copied: Copy) -> list[str]:
    """The processes that were told of a copy."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = place.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(copied.folder) in line:
            found.append(f"{place.parent.name} {line[:80]}")
    return found
