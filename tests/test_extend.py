"""What docs/extend.md says, done to a copy of the repository: the new chart is there, and right."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.server import ROOT

PAGE = (ROOT / "docs" / "extend.md").read_text(encoding="utf-8")
STEP = re.compile(
    r"^(?:New file `(?P<new>[^`]+)`"
    r"|In `(?P<file>[^`]+)`, (?P<how>below|above|in the place of) `(?P<line>[^`]+)`):"
    r"\n\n```(?:sql|python)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
COPIED = (
    *("app.py", "pages", "peace_ledger", "queries", "data", "tests", "docs", "benchmarks", ".streamlit"),
    "pyproject.toml",
)
NAME = "reactions_by_kind"
LOOK = f"""
import json
from tests.pages import open_page

def shown(*query):
    page = open_page("reactions", list(query))
    told = page.cards["{NAME}"]
    evidence = page.cards.get("evidence_{NAME}", {{"title": ""}})
    return {{"table": told["table"], "alt": told["alt"], "behind": evidence["title"]}}

whole = shown()
mark = whole["table"]["marks"][0]
print(json.dumps([whole, shown(("actor", "european-union")), shown(("mark", mark))]))
"""


@dataclass(frozen=True)
class Step:
    """A block of the page: a new file, or a text beside or instead of a line of one that there is."""

    file: str
    how: Literal["new", "below", "above", "in the place of"]
    line: str
    text: str

    def take(self, root: Path) -> None:
        """Do it to a copy."""
        path = root / self.file
        if self.how == "new":
            assert not path.exists()
            path.write_text(self.text, encoding="utf-8")
            return
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (place,) = [number for number, line in enumerate(lines) if line.strip() == self.line]
        cut = {
            "below": (place + 1, place + 1),
            "above": (place, place),
            "in the place of": (place, place + 1),
        }
        first, last = cut[self.how]
        between = "\n\n" if self.how == "above" else ""
        path.write_text("".join([*lines[:first], self.text, between, *lines[last:]]), encoding="utf-8")


def steps() -> Iterator[Step]:
    """The steps of the page, in order."""
    for found in STEP.finditer(PAGE):
        yield Step(found["new"] or found["file"], found["how"] or "new", found["line"] or "", found["text"])


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository after all steps."""
    root = tmp_path_factory.mktemp("extended")
    for name in COPIED:
        whole = ROOT / name
        if whole.is_dir():
            shutil.copytree(whole, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(whole, root / name)
    for step in steps():
        step.take(root)
    return root


def run(root: Path, *command: str) -> str:
    """What a module of the copy prints."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PEACE_LEDGER_")}
    done = subprocess.run(
        [sys.executable, "-m", *command] if command[0] != "-c" else [sys.executable, *command],
        cwd=root,
        env={**kept, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_block_of_the_page_is_a_step() -> None:
    assert [step.how for step in steps()] == [
        "new",
        "new",
        "below",
        "in the place of",
        "below",
        "above",
        "new",
    ]
    assert PAGE.count("\n```") == 2 * len(list(steps()))


def counted(parts_of: str | None = None) -> Counter[str]:
    """Reactions by the label of their actor's kind, from the CSV files; of all, or of one and its parts."""
    folder = ROOT / "data" / "armenia-azerbaijan"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (kind,) = [
        field
        for table in package["resources"]
        for field in table["schema"]["fields"]
        if table["name"] == "actors" and field["name"] == "kind"
    ]
    labels = {code["value"]: code["label"] for code in kind["categories"]}
    with (folder / "actors.csv").open(encoding="utf-8", newline="") as file:
        actors = {row["actor_id"]: row for row in csv.DictReader(file)}

    def is_left(actor: str) -> bool:
        while actor and actor != parts_of:
            actor = actors[actor]["parent_id"]
        return actor == parts_of

    with (folder / "reactions.csv").open(encoding="utf-8", newline="") as file:
        found = [row["actor_id"] for row in csv.DictReader(file)]
    return Counter(labels[actors[actor]["kind"]] for actor in found if parts_of is None or is_left(actor))


def test_the_new_chart_has_the_numbers_of_the_csv_file(extended: Path) -> None:
    whole, filtered, marked = json.loads(run(extended, "-c", LOOK).splitlines()[-1])
    for shown, expected in ((whole, counted()), (filtered, counted("european-union"))):
        assert {row[0]: row[1] for row in shown["table"]["rows"]} == expected
        assert all(f"{kind} {number}" in shown["alt"] for kind, number in expected.items())
    most = whole["table"]["rows"][0]
    assert most[2] > 0
    assert marked["behind"].startswith(f"{most[1]} reactions behind “Reactions by kind of actor”: ")
    assert marked["behind"].endswith(most[0])


def test_what_the_page_says_comes_by_itself_does(extended: Path) -> None:
    """Its own test, and those that every query and mark has anyway."""
    told: Any = run(
        extended,
        "pytest",
        "-q",
        "-n0",
        "tests/queries/test_by_kind.py",
        "tests/test_catalog.py",
        "-k",
        "by_kind or mark",
    )
    assert "passed" in told


def test_the_checkers_find_nothing(extended: Path) -> None:
    changed = sorted({step.file for step in steps()})
    python = [file for file in changed if file.endswith(".py")]
    run(extended, "ruff", "check", *python)
    run(extended, "ruff", "format", "--check", *python)
    run(extended, "sqlfluff", "lint", *(file for file in changed if file.endswith(".sql")))
