"""The guide of docs/new-process.md, followed word for word from a copy of the repository: five commands, and
between them what its reader fills in.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from pages.menu import MENU
from peace_ledger.curating import scaffold
from tests.connected import Open, connected
from tests.server import ROOT, free_port, left_running

GUIDE = ROOT / "docs" / "new-process.md"
_COMMAND = re.compile(r"<!-- command: (\w+) -->\n```sh\n(.+?)\n```", re.DOTALL)
MOST_COMMANDS = 5


def commands() -> dict[str, str]:
    return dict(_COMMAND.findall(GUIDE.read_text(encoding="utf-8")))


def shell(command: str, folder: Path) -> str:
    """Run a command as a reader does, and give what it printed."""
    done = subprocess.run(
        ["bash", "-euc", command], cwd=folder, env=_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def _environment(**more: str) -> dict[str, str]:
    """What a new shell has: no environment of the tests' own, and their Python as `python3`."""
    left_out = ("PEACE_LEDGER_", "VIRTUAL_ENV", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**kept, "PATH": f"{Path(sys.executable).resolve().parent}:{kept['PATH']}", **more}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of what a clone has."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    folder = tmp_path / "ledger"
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def fill(workbook: Path) -> None:
    """What a reader does: one row into each sheet, those that the package explains its columns by."""
    examples = json.loads((scaffold.TEMPLATE / "examples.json").read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(workbook)
    for name, row in examples.items():
        sheet = book[name]
        for index, head in enumerate(next(sheet.iter_rows(max_row=1)), start=1):
            sheet.cell(2, index).value = row[head.value].format(first="north", second="south") or None
    book.save(workbook)


def test_the_guide_leads_to_a_dashboard(repository: Path, tmp_path: Path) -> None:
    guide = commands()
    assert list(guide) == ["install", "begin", "import", "check", "look"]
    assert len(guide) <= MOST_COMMANDS
    package = repository / "data" / "north-south"
    began = time.monotonic()
    shell(guide["install"], repository)
    assert "between Northland, Southern Front" in shell(guide["begin"], repository)
    fill(package / scaffold.WORKBOOK)
    assert "sheet 'reactions' is reactions: 1 added" in shell(guide["import"], repository)
    assert f"{Path('data') / 'north-south'}: valid" in shell(guide["check"], repository)
    port = free_port()
    environment = _environment(STREAMLIT_SERVER_PORT=str(port))
    with left_running(guide["look"], repository, tmp_path / "server.log", environment, port) as server:
        (process,) = json.loads(server.ask("/healthz").body)["process"]
        assert process["name"] == "north-south"
        print(f"{len(guide)} commands, {time.monotonic() - began:.0f} s from a copy to a dashboard")
        for table in ("actors", "reactions", "releases", "commitments"):
            answered = json.loads(server.ask(f"/api/v1/tables/{table}.json").body)
            assert len(answered["rows"]) == (3 if table == "actors" else 1)
        for entry in MENU:
            with connected(server) as connection:
                page = Open(connection, entry.path)
                page.go([])
                assert page.told
        one = server.ask("/preview/reactions.png")
        assert (one.status, one.headers["content-type"]) == (200, "image/png")
