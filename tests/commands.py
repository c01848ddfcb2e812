"""The commands of README.md and of the documentation: what they are, and how each is tried.

A command is a line of a block marked `sh`, or code in a sentence that begins as a command does. `RULES` says
how each is tried; the first whose pattern is found counts. One that no rule knows fails the tests.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.server import ROOT

PAGES = (
    ROOT / "README.md",
    ROOT / "benchmarks" / "README.md",
    *(page for page in sorted((ROOT / "docs").rglob("*.md")) if page.parent.name != "reference"),
)
"""All but those made from the code, which have the forms of commands."""
_BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
_WORDS = "python3?|pip|pre-commit|properdocs|streamlit|curl|docker|sha256sum|git|ruff|mypy|uv"
_INLINE = re.compile(rf"`((?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?(?:{_WORDS}) [^`\n…]+)`")

How = Literal["runs", "serves", "installs", "offers", "names", "imports", "left"]


@dataclass(frozen=True)
class Rule:
    """How commands are tried in which `pattern` is found.

    `runs` to its end, with code 0; `serves` until it answers; `installs` what the pinned versions allow;
    `offers` the options that are named; `names` tests that there are; `imports` what it
    would run; `left` untried. `why` says what is missing, `instead` what stands in a command's place.
    """

    pattern: str
    how: How
    why: str = ""
    instead: tuple[str, str] | None = None


_LONG = "measures for minutes or hours; tests/test_benchmarks.py and its like run the parts"
_CLUSTER = "needs a cluster and its shared storage; tests/test_spark.py starts the same server and settings"

RULES = (
    Rule("^docker ", "left", "needs Docker, which the machine of the tests need not have"),
    Rule(r"start-connect-server\.sh|sc://", "left", _CLUSTER),
    Rule(r"-m pytest$", "left", "is the run of all tests, of which this is one"),
    Rule("-m pytest -n0 -q -s ", "names", "are suites of this very run"),
    Rule(r"-m tests\.assurance", "offers", _LONG),
    Rule(r"-m pytest .*(?:--replicas|test_attacks)", "names", "takes minutes, or a quarter of an hour"),
    Rule(r"-m pytest tests/test_supply", "names", "asks a database of vulnerabilities on another host"),
    Rule(r"-m benchmarks\.synthetic", "runs"),
    Rule(r"-m benchmarks\.sql|-m docs\.pictures\.take", "imports", "takes minutes, and has no options"),
    Rule(r"-m benchmarks|peace_ledger bench", "offers", _LONG),
    Rule(r"-m tests\.corruptions", "runs", "5,000 take minutes", ("--count 5000", "--count 3")),
    Rule(r"pip install .*streamlit run", "serves", "installing is tried by .ci/run"),
    Rule(r"\bpip install", "installs", "needs a package index"),
    Rule(
        r"snapshot OUT",
        "runs",
        "the whole takes two minutes",
        ("snapshot OUT", "snapshot OUT --filters 'actor=european-union&to=2020-12-10&known=2021-01-01'"),
    ),
    Rule(
        r"snapshot PART",
        "runs",
        "all of a long period takes a while",
        ("known=2023-12-10'", "known=2023-12-10&to=2020-12-10'"),
    ),
    Rule(r"--mapping ", "left", "is about a spreadsheet of the reader's; tests/curating/ has such"),
    Rule(r"http\.server|streamlit run|peace_ledger curate", "serves"),
    Rule(r"^sha256sum", "runs", "stands in the folder of a snapshot", ("sha256sum", "cd OUT && sha256sum")),
    Rule("^pre-commit install", "left", "needs pre-commit; tests/test_habits.py runs each hook"),
    Rule(
        r"^\.venv/bin/(?:ruff check \.|mypy)(?:$| && .*--check \.$)", "left", "is run by tests/test_house.py"
    ),
    Rule(r"-m (?:docs\.(?:site\.reference|coding\.fill)|peace_ledger\.languages\.update)", "runs"),
    Rule(r"^(?:curl|cp|ln|mv) |-m (?:pytest|peace_ledger|tests\.licences)", "runs"),
    Rule(r"-m properdocs build|streamlit config", "runs"),
)


def rule_of(command: str) -> Rule | None:
    """How a command is tried; None where nobody has said."""
    return next((rule for rule in RULES if re.search(rule.pattern, command)), None)


def commands_of(page: Path) -> list[str]:
    """The commands of a page, each once, in their order."""
    text = page.read_text(encoding="utf-8")
    found = [
        (start, command) for start, commands in (*_blocks(text), *_sentences(text)) for command in commands
    ]
    return list(dict.fromkeys(command for _, command in sorted(found, key=lambda one: one[0])))


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    for block in _BLOCK.finditer(text):
        lines = re.sub(r"\\\n\s*", "", block[1]).splitlines()
        bare = (re.sub(r"(?:^|\s+)#\s.*$", "", line).strip() for line in lines)
        yield block.start(), [line for line in bare if line]


def _sentences(text: str) -> Iterator[tuple[int, list[str]]]:
    for code in _INLINE.finditer(_BLOCK.sub(lambda block: " " * len(block[0]), text)):
        yield code.start(), [code[1].strip()]
